"""Rules as FHIR PlanDefinitions; an expectation has an ActivityDefinition too, of what it asks for."""

from collections.abc import Iterable

from kinsight.rules.export import cql
from kinsight.rules.export.resource_names import GROUPS, OWNERS, Resource, canonical, heading, value_set
from kinsight.rules.schema import durations, walk
from kinsight.rules.schema.derivations import Derivation
from kinsight.rules.schema.formats import AgeTrigger, Citation, Expectation, Indicator, SettingDay
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.lineage import Rule, name_of
from kinsight.rules.schema.rule_review import is_reviewed
from kinsight.rules.text import derivation_words, rule_words
from kinsight.rules.text.discretion import Discretion
from kinsight.store.days import ALWAYS, FOREVER, iso

_ECA = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/plan-definition-type", "code": "eca-rule"}]}


class Plans:
    """The plans of one knowledge; `left` are the rules that have no CQL."""

    def __init__(self, knowledge: Knowledge, left: Iterable[str]) -> None:
        self.knowledge, self.left = knowledge, set(left)
        self.rules: dict[str, Rule] = {name_of(one): one for one in knowledge.rules()}
        self.discretion = Discretion(knowledge)

    def all(self) -> list[Resource]:
        indicators = [self._indicator(one) for _, one in sorted(self.knowledge.indicators.items())]
        owed = [one for _, one in sorted(self.knowledge.expectations.items())]
        derived = [self._derived(one) for _, one in sorted(self.knowledge.derivations.items())]
        return [*indicators, *derived, *(self._owed(one) for one in owed), *(self._activity(one) for one in owed)]

    def _indicator(self, one: Indicator) -> Resource:
        action = {"title": one.title, "description": rule_words.rule(self.knowledge, one), "trigger": self._data(one)}
        told: list[Resource] = [
            {"url": "urn:kinsight:stance", "valueCode": one.stance},
            {"url": "urn:kinsight:shown", "valueBoolean": one.shown},
        ]
        return {
            **self._head("PlanDefinition", one.indicator, one, told),
            "type": _ECA,
            **self._words(one),
            "action": [{**action, **self._condition(one.indicator, one.indicator, one.says)}],
        }

    def _derived(self, one: Derivation) -> Resource:
        """What follows from the record, in words: no expression says it."""
        said = derivation_words.derivation(self.knowledge, one)
        makes = {"url": "urn:kinsight:makes", "valueCode": one.makes}
        return {
            **self._head("PlanDefinition", one.derivation, one, [makes]),
            "type": _ECA,
            **self._words(one),
            "action": [{"title": one.title, "description": said}],
        }

    def _owed(self, one: Expectation) -> Resource:
        action = {
            "title": one.title,
            "description": rule_words.owed(self.knowledge, one),
            "trigger": self._trigger(one),
        }
        activity = f"{canonical('ActivityDefinition', one.expectation)}|{self.knowledge.version}"
        return {
            **self._head(
                "PlanDefinition",
                one.expectation,
                one,
                [{"url": "urn:kinsight:basis", "valueCode": one.basis}, _worth(one)],
            ),
            "type": _ECA,
            **self._words(one),
            "action": [
                {
                    **action,
                    **self._condition(one.expectation, f"{one.expectation} is owed", one.says),
                    "timingTiming": _timing(one),
                    "participant": _participants(one),
                    "definitionCanonical": activity,
                }
            ],
        }

    def _activity(self, one: Expectation) -> Resource:
        return {
            **self._head("ActivityDefinition", one.expectation, one, []),
            **self._words(one),
            "kind": "Task",
            "code": {"text": one.do},
            "timingTiming": _timing(one),
            "participant": _participants(one),
        }

    def _head(self, kind: str, name: str, one: Rule, told: list[Resource]) -> Resource:
        head = heading(kind, name, self.knowledge.version, one.title)
        sensitive = {"url": "urn:kinsight:sensitive", "valueBoolean": self.discretion.touches(name)}
        return {"resourceType": kind, "id": name, "extension": [*told, *_dates(one), sensitive], **head}

    def _words(self, one: Rule) -> Resource:
        """What is said of a rule, from when it holds, and what it rests on."""
        return {
            "description": one.says, "purpose": one.why, **({"usage": one.misleads} if one.misleads else {}),
            **_force(self.knowledge.in_force(one)),
            "topic": [{"coding": [{"system": GROUPS, "code": one.group}]}],
            "relatedArtifact": [*(self._cited(source) for source in one.sources), *self._depends(one)],
            "library": [f"{canonical('Library', cql.RULES)}|{self.knowledge.version}"], **_review(one),
        }  # fmt: skip

    def _cited(self, source: Citation) -> Resource:
        known = self.knowledge.sources.get(source.document)
        told = [known.title, known.edition] if known else [source.document]
        page = [] if source.page == "-" else [f"page {source.page.removeprefix('p')}"]
        link = {"url": known.url} if known and known.url else {}
        return {
            "type": "citation",
            "label": source.document,
            "citation": ", ".join(filter(None, [*told, *page])),
            **link,
        }

    def _depends(self, one: Rule) -> list[Resource]:
        """The rules it takes, and the earlier one that it took over from."""
        told = [("depends-on", name) for name in sorted({name for _, _, name in walk.references_of(one)})]
        told += [("predecessor", one.replaces)] if one.replaces else []
        return [
            {"type": kind, "resource": f"{canonical('PlanDefinition', name)}|{self.knowledge.version}"}
            for kind, name in told
        ]

    def _condition(self, name: str, expression: str, says: str) -> Resource:
        if name in self.left:
            return {}
        told = {
            "description": says,
            "language": "text/cql-identifier",
            "expression": expression,
            "reference": f"{canonical('Library', cql.RULES)}|{self.knowledge.version}",
        }
        return {"condition": [{"kind": "applicability", "expression": told}]}

    def _trigger(self, one: Expectation) -> list[Resource]:
        aged = (
            [{"type": "named-event", "name": f"child-aged-{one.after.age}"}]
            if isinstance(one.after, AgeTrigger)
            else []
        )
        return [*aged, *self._data(one)]

    def _data(self, one: Rule) -> list[Resource]:
        """New facts that can change the answer: of every concept beneath the rule, each a trigger of its own."""
        return [
            {
                "type": "data-changed",
                "data": [{"type": "Observation", "codeFilter": [{"path": "code", "valueSet": value_set(name)}]}],
            }
            for name in sorted(self._beneath(one))
        ]

    def _beneath(self, one: Rule) -> set[str]:
        below = (self.rules[name] for _, _, name in walk.references_of(one))
        return {concept for _, concept in walk.concepts_of(one)}.union(*(self._beneath(other) for other in below))


def _review(one: Rule) -> Resource:
    """A rule that a named doctor or nurse has signed, as it stands, is more than a draft."""
    if not is_reviewed(one):
        return {}
    return {"status": "active", "approvalDate": str(one.reviewed_on), "reviewer": [{"name": one.reviewed_by}]}


def _timing(one: Expectation) -> Resource:
    """Due so long after the trigger, and again every so often."""
    again = {"frequency": 1, "period": durations.days(one.repeat), "periodUnit": "d"} if one.repeat else {}
    return {"repeat": {"boundsDuration": _days(durations.days(one.due)), **again}}


def _worth(one: Expectation) -> Resource:
    """For how long after its due day doing it is still worth while; a code where that is for ever."""
    ever = one.worth_until == durations.EVER
    value = {"valueCode": durations.EVER} if ever else {"valueDuration": _days(durations.days(one.worth_until))}
    return {"url": "urn:kinsight:worth-until", **value}


def _days(number: int) -> Resource:
    return {"value": number, "unit": "days", "system": "http://unitsofmeasure.org", "code": "d"}


def _participants(one: Expectation) -> list[Resource]:
    """Whoever owes it, and whoever takes over as the child grows."""
    steps = sorted(one.owner_from.items(), key=lambda step: durations.days(step[0]))
    later = [(owner, {"text": f"from the age of {durations.in_words(age)}"}) for age, owner in steps]
    return [
        {"type": "practitioner", "role": {"coding": [{"system": OWNERS, "code": owner}], **text}}
        for owner, text in [(one.owner, {}), *later]
    ]


def _force(days: tuple[int, int]) -> Resource:
    """FHIR's periods include their last day."""
    start = {"start": iso(days[0])} if ALWAYS < days[0] < FOREVER else {}
    end = {"end": iso(days[1] - 1)} if days[1] < FOREVER else {}
    return {"effectivePeriod": start | end} if start or end else {}


def _dates(one: Rule) -> list[Resource]:
    """When the source said it, and which days it waits for that a site may set."""
    limits = (("in-force-from", one.in_force.from_), ("in-force-until", one.in_force.until))
    waits = [
        {"url": f"urn:kinsight:{name}", "valueCode": said.setting}
        for name, said in limits
        if isinstance(said, SettingDay)
    ]
    return [*([{"url": "urn:kinsight:since", "valueDate": one.since.isoformat()}] if one.since else []), *waits]
