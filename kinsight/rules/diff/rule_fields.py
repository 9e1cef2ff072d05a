"""What an item of knowledge says, field by field and in words: the fields in which two versions of it may differ."""

from collections.abc import Iterable, Mapping
from typing import Any

from kinsight.rules.schema import durations, roles
from kinsight.rules.schema.derivations import Derivation
from kinsight.rules.schema.flatten import flatten
from kinsight.rules.schema.formats import (
    CatalogueItem,
    Citation,
    Concept,
    ConceptTrigger,
    Expectation,
    Indicator,
    InForce,
    RuleHead,
    Setting,
    Source,
)
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.lineage import Rule
from kinsight.rules.schema.owner_roles import OwnerRole
from kinsight.rules.schema.questions import Question
from kinsight.rules.text import derivation_words, rule_words

#: A tuple is a set of things of which some may come and some go; what follows `HIDDEN` in one is compared and not shown.
Said = dict[str, str | tuple[str, ...]]
HIDDEN = "\0"
#: Fields that are told only when no other differs: the words above them say it better.
LAST = "as written"


def title(item: Any) -> str:
    """What a reader calls it."""
    return str(getattr(item, "title", "") or item.says)


def of_indicator(knowledge: Knowledge, item: Indicator) -> Said:
    when = item.when
    about = {role for flat in flatten(item) for part in flat.inputs for role in part.about}
    return {
        **_words_of(item),
        "stance": item.stance,
        "shown": _yes(item.shown),
        "rule": _always(knowledge, item),
        "about": roles.in_words(sorted(about)) if about else "",
        "ages": _ages(when.from_age, when.until_age),
        **_standing(knowledge, item),
        LAST: _dumped(when),
    }


def of_expectation(knowledge: Knowledge, item: Expectation) -> Said:
    after = item.after
    return {
        **_words_of(item), "button": item.do, "rule": rule_words.when_owed(knowledge, item),
        "deadline": durations.in_words(item.due), "deadline from": item.basis,
        "worth doing for": rule_words.worth_while(item), "worth doing from": item.worth_basis, "worth doing because": item.worth_because,
        "again every": durations.in_words(item.repeat) if item.repeat else "", "counts back": durations.in_words(item.lookback),
        "asks": item.asks or "nothing",
        "owner": item.owner, "owner later": tuple(f"{owner} from {age}" for age, owner in item.owner_from.items()),
        "about": roles.in_words(after.about) if isinstance(after, ConceptTrigger) else "",
        "ages": _ages(after.from_age, after.until_age), "met by": tuple(rule_words.answers(knowledge, item)),
        "at the next visit": _yes(item.next_visit),
        "prints": _yes(item.prints), **_standing(knowledge, item), LAST: _list([_dumped(after), *map(_dumped, item.met_by)]),
    }  # fmt: skip


def of_derivation(knowledge: Knowledge, item: Derivation) -> Said:
    concept = knowledge.concepts.get(item.makes)
    return {
        **_words_of(item),
        "makes": concept.title if concept else item.makes,
        "rule": derivation_words.ground(item.from_record),
        **_standing(knowledge, item),
        LAST: _list([item.makes, _dumped(item.from_record)]),
    }


def _reviewed(item: RuleHead) -> str:
    said = [
        f"{word} {value}"
        for word, value in (("by", item.reviewed_by), ("on", item.reviewed_on), ("as", item.reviewed_as))
        if value
    ]
    return " ".join([item.status, *said])


def _words_of(item: RuleHead) -> Said:
    return {"title": item.title, "group": item.group, "says": item.says, "why": item.why, "misleads": item.misleads}


def _always(knowledge: Knowledge, item: Indicator) -> str:
    """The rule without its days, which are told apart."""
    return rule_words.rule(knowledge, item.model_copy(update={"in_force": InForce()}))


def _standing(knowledge: Knowledge, item: Rule) -> Said:
    return {
        "in force": rule_words.in_force(knowledge, item), "replaces": item.replaces or "", "pages": _cited(item.sources),
        "catalogue": tuple(item.catalogue), "review": _reviewed(item), "since": str(item.since or ""), "examples": str(len(item.examples)),
        "examples that differ": tuple(f"{one.title}{HIDDEN}{_dumped(one)}" for one in item.examples),
    }  # fmt: skip


def of_question(_: Knowledge, item: Question) -> Said:
    page = item.on_page
    return {
        "title": item.title,
        "note": item.note,
        "at": item.at,
        "recorded as": tuple(item.recorded_as),
        "assessment": item.assessment or "none",
        "always": _yes(item.always),
        "sensitive": _yes(item.sensitive),
        "asked of": page.of if page else "not on the page",
        "shown": _dumped(page.shown) if page else "",
        "answered by": tuple(_dumped(one) for one in page.answers) if page else (),
        "said beside": tuple(_dumped(one) for one in page.beside) if page else (),
        LAST: _dumped(item),
    }


def of_owner(_: Knowledge, item: OwnerRole) -> Said:
    return {
        "says": item.says,
        "service": item.service or "of the area",
        "until age": item.until_age or "any age",
        "urgent within": item.urgent_within or "never",
        "next": item.next or "nobody",
        LAST: _dumped(item),
    }


def of_setting(knowledge: Knowledge, item: Setting) -> Said:
    local = knowledge.local.get(item.setting)
    here = {"day set here": str(local.value or "none"), "why set here": local.says} if local else {}
    return {
        "title": item.title,
        "says": item.says,
        "day": str(item.value or "none"),
        **here,
        "pages": _cited(item.sources),
    }


def of_concept(_: Knowledge, item: Concept) -> Said:
    return {
        "title": item.title,
        "group": item.group,
        "says": item.says,
        "sensitive": _yes(item.sensitive),
        "response": _yes(item.response),
        "closed by": tuple(item.closed_by),
        "excludes": tuple(item.excludes),
        "kind": item.kind,
        "clause": item.clause,
        "enquiry": item.enquiry,
        "banner": item.banner,
    }


def of_source(_: Knowledge, item: Source) -> Said:
    return {
        "title": item.title,
        "edition": item.edition,
        "published": item.published,
        "licence": item.licence,
        "url": item.url or "",
    }


def of_catalogue(_: Knowledge, item: CatalogueItem) -> Said:
    return {
        "group": item.group,
        "says": item.says,
        "page": item.page,
        "who": tuple(item.who),
        "kind": item.kind,
        "planned": item.planned or "",
    }


def _ages(from_age: str, until_age: str) -> str:
    return f"{from_age} to {until_age}"


def _cited(sources: Iterable[Citation]) -> tuple[str, ...]:
    return tuple(one.document if one.page == "-" else f"{one.document} {one.page}" for one in sources)


def _list(found: Iterable[str]) -> str:
    return "; ".join(found)


def _yes(said: bool) -> str:
    return "yes" if said else "no"


def _dumped(model: Any) -> str:
    """As the file has it: what no words above say is not lost."""
    return _plain(model.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name}: {_part(name, part)}' for name, part in value.items())}}}"
    return f"[{', '.join(map(_plain, value))}]" if isinstance(value, list) else str(value)


def _part(name: str, value: Any) -> str:
    """Roles one by one: `anyone` means what all of them mean, in whatever order."""
    return _plain(list(roles.expand(value))) if name == "about" else _plain(value)
