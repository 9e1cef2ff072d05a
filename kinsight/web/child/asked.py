"""Asked and not asked: what has been asked about the main factors, of whom, and when. Silence is never a no."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from kinsight.web.family import askable
from kinsight.web.family.concept_fields import Concepts, enquiries
from kinsight.web.family.family_members import FamilyOnDay, main_role, past, relatives
from kinsight.web.text import labels, words

Row = Any
ASKED, NOT_ASKED, UNSAFE, RECORDED, NOT_RECORDED = (
    "Asked",
    "Not asked",
    "Not asked: not safe to ask",
    "Recorded",
    "Not recorded",
)
COLOURS = {ASKED: "blue", NOT_ASKED: "white", UNSAFE: "white", RECORDED: "blue", NOT_RECORDED: "white"}


@dataclass(frozen=True)
class Answer:
    """What is known about one question and one person."""

    about: str
    tag: str
    colour: str
    says: str
    sensitive: bool


@dataclass(frozen=True)
class Question:
    """A question practice expects to be asked, and the answers by person."""

    asks: str
    note: str
    answers: list[Answer]
    sensitive: bool


def answer(about: str, tag: str, says: str = "", sensitive: bool = False) -> Answer:
    return Answer(about, tag, COLOURS[tag], says, sensitive)


def latest(events: Iterable[Row], *concepts: str) -> Row | None:
    """The newest fact of any of the concepts."""
    return max((e for e in events if e["concept"] in concepts), key=lambda e: (e["on"], e["known"] or ""), default=None)


def when(event: Row, kinds: dict[str, str]) -> str:
    """`3 May 2024, by the GP`."""
    return (
        f"{words.said(event['on'])}, by {labels.service_acts(kinds.get(event['service']), event.get('service_name'))}"
    )


def adults(kin: FamilyOnDay) -> list[Row]:
    """Those who look after the child now: parents always, carers and partners while it lasts, adults of the home."""
    kept = [p for p in relatives(kin.family) if is_adult(p, kin)]
    return sorted(kept, key=lambda p: (*labels.ADULT_ROLES, "household").index(main_role(p, kin.on)))


def is_adult(person: Row, kin: FamilyOnDay) -> bool:
    """A brother or sister is never asked as an adult; somebody at home counts unless known to be a child."""
    role, born = main_role(person, kin.on), words.parsed(person.get("born"))
    if role in ("mother", "father"):
        return not person.get("died")
    grown = born is None or words.whole_months(born, kin.on) >= 18 * 12
    return role in (*labels.ADULT_ROLES, "household") and grown and not past(person, kin.on) and not person.get("died")


def named(person: Row, kin: FamilyOnDay) -> str:
    """`Kayleigh Marsh (mother)`."""
    return f"{person.get('name') or 'Name not recorded'} ({labels.short_role(main_role(person, kin.on))})"


def about(kin: FamilyOnDay, ref: str) -> list[Row]:
    return [e for e in kin.family["events"] if e["about_ref"] == ref and e["on"] <= kin.on.isoformat()]


def abuse_enquiry(events: list[Row], who: str, kinds: dict[str, str], concepts: Concepts) -> Answer:
    """A disclosure or a denial is an answer; an enquiry that was unsafe is not an enquiry."""
    asked = latest(events, *enquiries(concepts, "asked", "denied", "disclosed"))
    unsafe = latest(events, *enquiries(concepts, "unsafe"))
    if unsafe and (asked is None or unsafe["on"] > asked["on"]):
        before = f" Asked before that on {words.said(asked['on'])}." if asked else ""
        return answer(who, UNSAFE, f"{when(unsafe, kinds)}. Find a way to ask alone.{before}", sensitive=True)
    if asked is None:
        return answer(who, NOT_ASKED)
    return answer(who, ASKED, f"{outcome(events, asked, concepts)}{when(asked, kinds)}.", sensitive=True)


def outcome(events: list[Row], asked: Row, concepts: Concepts) -> str:
    """What was said on the latest occasion."""
    said = {e["concept"] for e in events if e["on"] == asked["on"]}
    if said & enquiries(concepts, "disclosed"):
        return "Disclosed "
    return "Said no " if said & enquiries(concepts, "denied") else "Last asked "


def care_of_children(events: list[Row], who: str, kinds: dict[str, str]) -> Answer:
    made = latest(events, "children-contact-asked")
    return answer(who, ASKED, f"Last asked {when(made, kinds)}.") if made else answer(who, NOT_ASKED)


def mood(events: list[Row], who: str, kinds: dict[str, str]) -> Answer:
    made = latest(events, "mood-questions-asked", "mood-questions-positive", "epds-completed")
    return answer(who, ASKED, f"Last asked {when(made, kinds)}.") if made else answer(who, NOT_ASKED)


def safer_sleep(events: list[Row], who: str, kinds: dict[str, str]) -> Answer:
    made = latest(events, "safe-sleep-advice")
    return answer(who, RECORDED, f"Talked through {when(made, kinds)}.") if made else answer(who, NOT_RECORDED)


def each_adult(
    kin: FamilyOnDay, kinds: dict[str, str], ask: Callable[[list[Row], str, dict[str, str]], Answer]
) -> list[Answer]:
    return [ask(about(kin, person["ref"]), named(person, kin), kinds) for person in adults(kin)]


def asked_alone(kin: FamilyOnDay, kinds: dict[str, str]) -> list[Answer]:
    """About abuse: nobody who is said to cause it, or may, stands beside what was disclosed."""
    may_be_asked = askable.about_abuse(kin.family, kin.on, kin.concepts)
    asked = [person for person in relatives(kin.family) if person["ref"] in may_be_asked]
    return [abuse_enquiry(about(kin, person["ref"]), named(person, kin), kinds, kin.concepts) for person in asked]


def interpreter(kin: FamilyOnDay, kinds: dict[str, str]) -> list[Answer]:
    """Need, and who interpreted: a relative interpreting is said, for it is not an interpreter."""
    family, on = kin.family, kin.on.isoformat()
    events = [e for e in family["events"] if e["on"] <= on]
    need, recorded = latest(events, "interpreter-needed"), family["child"].get("interpreter")
    used, relative = latest(events, "interpreter-used"), latest(events, "relative-interpreted")
    history = [
        f"Interpreter used {when(used, kinds)}." if used else "",
        f"A relative interpreted {when(relative, kinds)}: not an interpreter." if relative else "",
    ]
    says = " ".join(filter(None, history))
    if need or recorded:
        known = f"Needed, recorded {when(need, kinds)}." if need else "Needed."
        return [answer("Family", RECORDED, f"{known} {says or 'No interpreter is recorded at any contact.'}")]
    refused = latest(events, "interpreter-not-needed")
    if refused or recorded is False:
        return [
            answer("Family", RECORDED, f"Not needed, recorded {when(refused, kinds)}." if refused else "Not needed.")
        ]
    return [answer("Family", NOT_ASKED, says)]


def one(kin: FamilyOnDay, kinds: dict[str, str], concept: str, said: str) -> list[Answer]:
    """A question about the child: the latest fact of one concept."""
    made = latest(about(kin, kin.family["child"]["ref"]), concept)
    who = words.capital(kin.name_of_child())
    return [answer(who, RECORDED, f"{said} {when(made, kinds)}.")] if made else [answer(who, NOT_RECORDED)]


def is_infant(kin: FamilyOnDay) -> bool:
    born = words.parsed(kin.family["child"].get("born"))
    return born is not None and words.whole_months(born, kin.on) < 12


def questions(kin: FamilyOnDay, kinds: dict[str, str]) -> list[Question]:
    """The questions of the page, in the order of a visit."""
    shown = [
        Question(
            "Domestic abuse",
            "One ‘no’ never closes the question. Ask again, alone and safely.",
            asked_alone(kin, kinds),
            sensitive=True,
        ),
        Question(
            "Contact with, or care of, children",
            "Asked of every adult, by the services that know them.",
            each_adult(kin, kinds, care_of_children),
            sensitive=False,
        ),
        Question("Interpreter", "A relative is not an interpreter.", interpreter(kin, kinds), sensitive=False),
        Question(
            "Other factors",
            "When one thing is found, the others are looked for.",
            one(kin, kinds, "explore-other-factors", "Last explored"),
            sensitive=False,
        ),
    ]
    if not kin.unborn():
        shown.append(
            Question("Seen", "Face to face, by anyone.", one(kin, kinds, "seen", "Last seen"), sensitive=False)
        )
    if kin.unborn() or is_infant(kin):
        shown.append(
            Question("Mood", "In pregnancy and through the first year.", each_adult(kin, kinds, mood), sensitive=False)
        )
    if is_infant(kin):
        shown.append(
            Question(
                "Safer sleep",
                "With each person who puts the baby to sleep.",
                each_adult(kin, kinds, safer_sleep),
                sensitive=False,
            )
        )
    return shown


def not_asked(shown: list[Question]) -> int:
    """How many questions of how many people stand open."""
    return sum(a.tag in (NOT_ASKED, UNSAFE, NOT_RECORDED) for question in shown for a in question.answers)
