"""The realistic district: who lives in it, which families live a story, and how each is written."""

from collections.abc import Iterable
from functools import cache
from random import Random

from kinsight.synthetic import arcs, family_plan, test_numbers
from kinsight.synthetic.arcs.story import Arc
from kinsight.synthetic.district import Place, Profile
from kinsight.synthetic.district_services import TEAMS
from kinsight.synthetic.family_plan import Demography, Plan
from kinsight.synthetic.family_story import FamilyFeed, gather
from kinsight.synthetic.realistic.attendances import record_visits
from kinsight.synthetic.realistic.care_status import record_care_status
from kinsight.synthetic.realistic.child_care import record_childhood, record_recent_reviews
from kinsight.synthetic.realistic.family_burdens import record_burdens
from kinsight.synthetic.realistic.family_homes import Homes, rehouse
from kinsight.synthetic.realistic.family_records import register_family
from kinsight.synthetic.realistic.maternity_care import record_health_visitor, record_pregnancy
from kinsight.synthetic.realistic.published_figures import document, figures
from kinsight.synthetic.realistic.recorded_life import RecordedLife

#: Kinds of service that send to a health record; dentists, police, schools and sexual health clinics do not.
_SENDING = {
    "gp", "midwifery", "health-visiting", "school-nursing", "emergency", "paediatrics", "camhs", "adult-mental-health",
    "substance-misuse", "community-nursing", "social-care",
}  # fmt: skip


def story_of(number: int) -> Arc | None:
    """The told story that a family lives, by its number alone."""
    planted = document("stories")
    nth, rest = divmod(number - planted["first"], planted["one_in"])
    return _stories()[nth] if rest == 0 and 0 <= nth < len(_stories()) else None


@cache
def _stories() -> tuple[Arc, ...]:
    by_name = {arc.name: arc for arc in arcs.ARCS}
    return tuple(by_name[name] for name in document("stories")["stories"])


def plan(seed: int, number: int, end: int) -> Plan:
    """The family of this number."""
    story = story_of(number)
    return family_plan.draw(seed, number, end, story.shape if story else None, _demography())


@cache
def _demography() -> Demography:
    return Demography(
        interpreter=figures()["interpreter-needed"].value,
        early=figures()["preterm"].value,
        early_days=(22, 70),
        twins=figures()["twins"].value,
    )


def write_families(seed: int, end: int, places: Iterable[Place]) -> FamilyFeed:
    """These families as their services recorded them, and the truth about them."""
    feed = FamilyFeed()
    for place in places:
        _write_family(feed, seed, end, place)
    return feed


def _write_family(feed: FamilyFeed, seed: int, end: int, place: Place) -> None:
    story, drawn = story_of(place.number), plan(seed, place.number, end)
    numbers, _ = test_numbers.take(place.slot, len(drawn.people))
    for person, number in zip(drawn.people, numbers, strict=True):
        person.nhs = number
    life = _life(drawn, Random(f"{seed}/{place.number}/realistic"), story is None)
    _record(life)
    if story:
        feed.arcs += arcs.live(story, life)
    else:
        feed.count(life.drawn)
    gather(feed, life, ordinary=story is None)


def _life(drawn: Plan, rng: Random, ordinary: bool) -> RecordedLife:
    """The family's book, once it is known where it had to move."""
    shared, housing = "", {"temporary-accommodation": 0, "refuge": 0}
    if ordinary:
        housing = {name: int(rng.random() < figures()[name].value) for name in housing}
        if housing["refuge"]:
            shared = "refuge"
        elif housing["temporary-accommodation"]:
            shared = "hostel" if rng.random() < figures()["shared-temporary-accommodation"].value else "flat"
        if shared:
            rehouse(drawn, drawn.end - rng.randint(20, 300), alone=shared == "refuge")
    life = RecordedLife(drawn, rng, Homes(drawn, rng, "" if shared == "flat" else shared))
    for name, so in housing.items():
        life.count(name, so, 1)
    if shared:
        _homeless(life, shared)
    return life


def _homeless(life: RecordedLife, shared: str) -> None:
    """That a family had to move, where anybody coded it; a refuge knows why."""
    mother = life.plan.mother
    since = mother.stays[-1].start or life.end
    if life.is_coded("homelessness"):
        life.write("living-in-hostel" if shared == "hostel" else "homeless-family", mother, since, "gp")
    if shared == "refuge" and life.is_coded("abuse-told"):
        life.write("abuse-victim", mother, since, "health-visiting")


def _record(life: RecordedLife) -> None:
    """What universal services do, what the family carries, and what social care says."""
    life.count("interpreter-needed", life.plan.interpreter, 1)
    register_family(life)
    for child in life.plan.children:
        if not child.twin:
            record_pregnancy(life, child)
        if child.born <= life.end:
            record_childhood(life, child)
            record_visits(life, child)
    if life.ordinary:
        record_burdens(life)
        record_care_status(life)
    for child in life.plan.children:
        if not child.twin:
            record_health_visitor(life, child)
        if child.born <= life.end:
            record_recent_reviews(life, child)


REALISTIC = Profile("realistic", plan, write_families, tuple(team for team in TEAMS if team.kind in _SENDING))
