"""One family's book: every resource about its members, in the order told, each with the day a service recorded it."""

from random import Random
from typing import Any

import orjson

from kinsight.synthetic import feed_codes, resources
from kinsight.synthetic.addresses import address
from kinsight.synthetic.district_services import around
from kinsight.synthetic.family_plan import Child, Person, Plan

#: Services whose letters reach the record late.
_BY_LETTER = frozenset({"camhs", "adult-mental-health", "substance-misuse", "paediatrics", "sexual-health"})


#: Share of past appointments whose booking also reached the feed, as a first version.
_SEEN_BOOKED = 0.05


class Life:
    """Nothing known after the feed's end is written: the feed is what could be read on that day."""

    def __init__(self, plan: Plan, rng: Random) -> None:
        self.plan, self.rng, self.end = plan, rng, plan.end
        #: A family with a story has no other troubles: what is owed to it follows from the story alone.
        self.ordinary = plan.shape.child_age is None
        self.services = around(plan.locality, plan.practice)
        #: Antenatal visits missed so far: after the second, appointments are made easy to keep.
        self.missed_visits = 0
        self.lines: dict[str, list[bytes]] = {}
        self._made: dict[str, int] = {}

    # --- what happened -----------------------------------------------------------------------------------------------

    def record(
        self,
        who: Person | str,
        concept: str,
        on: int,
        by: str,
        *,
        known: int | None = None,
        until: int | None = None,
        until_known: int | None = None,
        value: str | None = None,
        alleged: bool = False,
    ) -> str:
        """A coded fact about a person. Its end, when there is one, reaches the record later as a second version."""
        ref = who if isinstance(who, str) else who.ref
        kind = feed_codes.kind(concept)
        id_ = self.new_id(kind)
        known = max(on, self.recorded(on, by) if known is None else known)
        if until is None:
            return self.put(self._fact(kind, id_, ref, by, concept, on, None, value, alleged), known, by)
        self.put(self._fact(kind, id_, ref, by, concept, on, None, value, alleged), known, by)
        ended = max(known, until, until_known if until_known is not None else self.recorded(until, by))
        return self.put(self._fact(kind, id_, ref, by, concept, on, until, value, alleged), ended, by, version=2)

    def _fact(
        self,
        kind: str,
        id_: str,
        ref: str,
        by: str,
        concept: str,
        on: int,
        until: int | None,
        value: str | None,
        alleged: bool,
    ) -> resources.Resource:
        made = resources.fact(kind, id_, ref, self.services[by], concept, on, until, value)
        return resources.unconfirmed(made) if alleged and kind == "Condition" else made

    def asked(self, who: Person, concepts: tuple[str, ...], on: int, by: str) -> str:
        """One form with an answer for each thing asked, in the record the same day."""
        id_ = self.new_id("QuestionnaireResponse")
        body = {
            "resourceType": "QuestionnaireResponse",
            "id": id_,
            **resources.answers_body(who.ref, self.services[by], concepts, on),
        }
        return self.put(body, on, by)

    def caseload(self, who: Person, by: str, start: int, until: int) -> None:
        """A time in a service's care; its end is a second version."""
        id_, team = self.new_id("EpisodeOfCare"), self.services[by]
        self.put(resources.episode(id_, who.ref, team, start, None), start, by)
        self.put(resources.episode(id_, who.ref, team, start, until), until, by, version=2)

    def visit(self, who: Person, concepts: tuple[str, ...], on: int, by: str, where: str = "AMB") -> str:
        id_ = self.new_id("Encounter")
        body = {
            "resourceType": "Encounter",
            "id": id_,
            **resources.encounter_body(
                (by == "emergency" and who.hospital_ref) or who.ref, self.services[by], concepts, on, where
            ),
        }
        return self.put(body, self.recorded(on, by), by)

    def booked(
        self,
        who: Person,
        on: int,
        by: str,
        what: str,
        status: str = "fulfilled",
        reason: resources.Resource | None = None,
        known: int | None = None,
        booked: int | None = None,
    ) -> str:
        """An appointment and what became of it. One still to come is known since it was booked."""
        id_ = self.new_id("Appointment")
        made_on = on - self.rng.randint(7, 35) if booked is None else booked
        still_to_come = on > self.end
        if still_to_come or self.rng.random() < _SEEN_BOOKED:
            self.put(resources.appointment(id_, who.ref, "booked", on, made_on, what), made_on, by)
            if still_to_come:
                return f"Appointment/{id_}"
        return self.put(
            resources.appointment(id_, who.ref, status, on, made_on, what, reason),
            on if known is None else known,
            by,
            2,
        )

    def retracted(self, who: Person, concept: str, on: int, by: str, taken_back: int) -> str:
        """Recorded against the wrong person and taken back: the later version states nothing."""
        kind, id_ = feed_codes.kind(concept), self.new_id(feed_codes.kind(concept))
        body = self._fact(kind, id_, who.ref, by, concept, on, None, None, False)
        self.put(body, on, by)
        return self.put(_in_error(body), taken_back, by, version=2)

    def corrected(self, who: Person, concept: str, wrong: int, right: int, by: str, known: int, corrected: int) -> str:
        """A fact first written with the wrong day; the second version has the right one."""
        kind, id_ = feed_codes.kind(concept), self.new_id(feed_codes.kind(concept))
        self.put(self._fact(kind, id_, who.ref, by, concept, wrong, None, None, False), known, by)
        return self.put(self._fact(kind, id_, who.ref, by, concept, right, None, None, False), corrected, by, version=2)

    # --- the book ----------------------------------------------------------------------------------------------------

    def new_id(self, kind: str) -> str:
        nth = self._made.get(kind, 0) + 1
        self._made[kind] = nth
        return f"{self.plan.number:06d}-{nth}"

    def put(self, body: resources.Resource, known: int, by: str, version: int = 1) -> str:
        """Write one version of a resource, unless it was recorded after the feed's end. Returns its reference."""
        kind = body["resourceType"]
        if known <= self.end:
            source = self.services.get(by, by)
            body["meta"] = {
                "versionId": str(version),
                "source": source,
                "lastUpdated": f"{resources.iso(known)}T{9 + version:02d}:00:00Z",
            }
            self.lines.setdefault(kind, []).append(orjson.dumps(body))
        return f"{kind}/{body['id']}"

    # --- chance and people -------------------------------------------------------------------------------------------

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def days(self, low: int, high: int) -> int:
        return self.rng.randint(low, high)

    def recorded(self, on: int, by: str) -> int:
        """The day a service's record of something becomes readable: mostly the same day, letters take days or weeks."""
        draw = self.rng.random()
        if by in _BY_LETTER:
            return on + (self.rng.randint(0, 5) if draw < 0.8 else self.rng.randint(6, 24))
        if by == "emergency":
            return on + (0 if draw < 0.6 else self.rng.randint(1, 5))
        return on if draw < 0.85 else on + self.rng.randint(1, 3)

    def children_on(self, day: int) -> list[Child]:
        """Born children of the family on a day."""
        return [c for c in self.plan.children if c.born <= min(day, self.end)]

    def last_seen(self, child: Child) -> int:
        """The last day on which routine care sees a child."""
        return self.end - self.plan.shape.unseen if child is self.plan.index else self.end

    def address(self, slot: int) -> tuple[str, str]:
        """(line, postcode) of one of the family's homes, by its place in the plan."""
        return address(self.plan.number, slot)

    def pregnant(self, day: int) -> bool:
        return any(c.conceived <= day < c.born for c in self.plan.children)

    def carers_on(self, day: int) -> list[Person]:
        """The mother and her partner of the day."""
        partner = self.plan.partner_on(day)
        return [self.plan.mother] if partner is None else [self.plan.mother, partner]


def _in_error(body: dict[str, Any]) -> dict[str, Any]:
    made = {k: v for k, v in body.items() if k not in ("clinicalStatus", "status", "verificationStatus")}
    if body["resourceType"] == "Condition":
        wrong = {"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "entered-in-error"}
        return {**made, "verificationStatus": {"coding": [wrong]}}
    return {**made, "status": "entered-in-error"}
