"""Publishing writes what changed, all or nothing, and forgets nothing that anyone may have acted on."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kinsight.casework import arrow_columns
from kinsight.casework.actions import apply as applying
from kinsight.casework.actions.publish import publish, taken_over
from kinsight.casework.models import Audit, Child, Owed, Pattern, Publication
from tests.unit.casework_world import (
    AS_OF,
    GP,
    HV,
    FakeRecords,
    PlainKnowledge,
    child,
    debt,
    published,
    spell,
    sweep,
    the,
)

pytestmark = pytest.mark.django_db
LATER = date(2026, 11, 8)


def test_a_first_publication_writes_everything_and_counts_it():
    counts = published(sweep([child("Patient/1"), child("Patient/2")], [spell("Patient/1")], [debt("Patient/2")]))
    assert (counts["children_new"], counts["patterns_new"], counts["owed_new"]) == (2, 1, 1)
    assert Pattern.objects.get().child == the("Patient/1") and Owed.objects.get().owner == "health-visitor"
    assert Publication.objects.get().counts == counts
    assert Audit.objects.get(what="published").details["whole"] is True


def test_the_same_sweep_again_writes_no_pattern_no_debt_and_no_child():
    found = sweep([child("Patient/1")], [spell("Patient/1")], [debt("Patient/1")])
    published(found)
    before = rows_written()
    assert not any(published(found, LATER).values())
    # A child, its place on a caseload, its id, its spell and its debt are laid in temporary tables. Beside them: the publication,
    # its counts, the audit and its head.
    assert rows_written() - before == 5 + 2 + 2


def rows_written() -> int:
    """Rows that this connection has inserted, changed or deleted, as SQLite counts them."""
    return connection.connection.total_changes


def test_an_end_that_moved_changes_only_its_row():
    before = [spell("Patient/1"), spell("Patient/1", "drug-misuse")]
    published(sweep([child("Patient/1")], before))
    keys = dict(Pattern.objects.values_list("indicator", "pk"))
    counts = published(sweep([child("Patient/1")], [before[0], {**before[1], "until": LATER}], version="v2"), LATER)
    assert (counts["patterns_new"], counts["patterns_changed"], counts["patterns_withdrawn"]) == (0, 1, 0)
    moved, kept = Pattern.objects.get(indicator="drug-misuse"), Pattern.objects.get(indicator="domestic-abuse")
    assert (moved.pk, moved.until, moved.knowledge_version) == (keys["drug-misuse"], LATER, "v2")
    assert moved.first.as_of == AS_OF
    assert kept.knowledge_version == "v1"


def test_what_vanishes_is_withdrawn_and_comes_back_as_the_same_row():
    found = sweep([child("Patient/1")], [spell("Patient/1")], [debt("Patient/1")])
    published(found)
    pattern, owed = Pattern.objects.get(), Owed.objects.get()
    counts = published(sweep([child("Patient/1")]), LATER)
    assert (counts["patterns_withdrawn"], counts["owed_withdrawn"]) == (1, 1)
    assert Pattern.objects.get(pk=pattern.pk).withdrawn_on == Owed.objects.get(pk=owed.pk).withdrawn_on == LATER
    assert published(sweep([child("Patient/1")]), LATER)["patterns_withdrawn"] == 0
    published(found, LATER)
    back = Pattern.objects.get()
    assert (back.pk, back.withdrawn_on, back.first.as_of) == (pattern.pk, None, AS_OF)


def test_what_is_owed_changes_hands_as_the_child_grows():
    owners = {"make_new_birth_visit": "health-visitor, 5y: school-nurse"}
    found = sweep([child("Patient/1", born=date(2021, 11, 4))], [], [debt("Patient/1")])
    published(found, **owners)
    row = Owed.objects.get()
    assert row.owner == "health-visitor"
    assert published(found, date(2026, 11, 2), **owners)["owed_changed"] == 0
    assert published(found, LATER, **owners)["owed_changed"] == 1
    grown = Owed.objects.get()
    assert (grown.pk, grown.owner, grown.first_id) == (row.pk, "school-nurse", row.first_id)
    assert published(found, date(2026, 11, 9), **owners)["owed_changed"] == 0


@pytest.mark.parametrize(
    ("born", "expected", "owner"),
    [
        (None, date(2027, 2, 1), "midwife"),
        (None, None, "midwife"),
        (date(2026, 10, 1), date(2026, 9, 1), "health-visitor"),
    ],
)
def test_before_birth_and_without_a_date_the_first_owner_owes(born, expected, owner):
    unborn = child("Patient/1", born=born, expected=expected)
    published(sweep([unborn], [], [debt("Patient/1")]), make_new_birth_visit="midwife, 0d: health-visitor")
    assert Owed.objects.get().owner == owner


def test_one_family_published_again_leaves_all_others_alone():
    published(sweep([child("Patient/1"), child("Patient/2")], [spell("Patient/1"), spell("Patient/2")]))
    counts = published(sweep([child("Patient/1")]), LATER, whole=False)
    assert counts["patterns_withdrawn"] == 1
    assert Pattern.objects.get(child=the("Patient/2")).withdrawn_on is None


def test_a_child_gone_from_the_records_keeps_its_row_and_loses_its_patterns():
    published(sweep([child("Patient/1"), child("Patient/2")], [spell("Patient/1"), spell("Patient/2")]))
    published(sweep([child("Patient/2")], [spell("Patient/2")]), LATER)
    assert Pattern.objects.get(child=the("Patient/1")).withdrawn_on == LATER
    assert Child.objects.count() == 2


def test_a_sweep_of_some_withdraws_what_it_says_is_gone_and_leaves_the_rest():
    published(sweep([child("Patient/1"), child("Patient/2")], [spell("Patient/1"), spell("Patient/2")]))
    counts = published(sweep([], gone=("Patient/1", "Patient/never-seen")), LATER, whole=False, segment="g-2")
    assert counts["patterns_withdrawn"] == 1
    assert Pattern.objects.get(child=the("Patient/1")).withdrawn_on == LATER
    assert Pattern.objects.get(child=the("Patient/2")).withdrawn_on is None


def test_the_site_knows_which_sweep_it_took_over_last():
    assert taken_over() == ("", None)
    published(sweep([child("Patient/1")]), segment="g-1")
    published(sweep([child("Patient/1")]), LATER, whole=False)
    assert taken_over() == ("g-1", AS_OF)
    published(sweep([child("Patient/1")]), LATER, whole=False, segment="g-2")
    assert taken_over() == ("g-2", LATER)


def test_a_child_keeps_its_slug_and_the_slug_says_nothing():
    published(sweep([child("Patient/1", nhs_number="9990000018")]))
    slug = the("Patient/1").slug
    published(sweep([child("Patient/1", name="Ada Changed", nhs_number="9990000018")]), LATER)
    again = the("Patient/1")
    assert (again.slug, again.name, again.search_name) == (slug, "Ada Changed", "ada changed")
    assert len(slug) >= 16 and "999" not in slug and "Patient" not in slug


def test_the_caseload_follows_who_knows_the_child():
    published(sweep([child("Patient/1", services=[HV])]))
    counts = published(sweep([child("Patient/1", services=[GP])]), LATER)
    assert [s.ref for s in the("Patient/1").services.all()] == [GP]
    assert (counts["caseload_new"], counts["caseload_gone"]) == (1, 1)


def test_services_get_the_names_that_the_records_know():
    published(sweep([child("Patient/1")]))
    service = the("Patient/1").services.get()
    assert (str(service), service.kind) == ("Riverside Health Visiting", "health-visiting")


def test_views_of_single_services_stand_beside_the_joined_one():
    published(sweep([child("Patient/1")], [spell("Patient/1"), spell("Patient/1", view=HV)]))
    assert set(Pattern.objects.values_list("view", flat=True)) == {"joined", HV}


def test_a_publication_that_breaks_off_leaves_nothing(monkeypatch):
    published(sweep([child("Patient/1")], [spell("Patient/1")]))
    monkeypatch.setattr(applying, "audit", _breaks)
    with pytest.raises(RuntimeError):
        published(sweep([child("Patient/1"), child("Patient/2")], [spell("Patient/2")]), LATER)
    assert Child.objects.count() == 1 and Pattern.objects.get().withdrawn_on is None
    assert Publication.objects.count() == 1


def _breaks(**_):
    raise RuntimeError("killed")


def test_many_rows_are_turned_into_python_in_parts(monkeypatch):
    monkeypatch.setattr(arrow_columns, "_BATCH", 2)
    refs = [f"Patient/{number}" for number in range(7)]
    with_spells = [spell(ref) for ref in refs if ref != "Patient/3"]
    published(sweep([child(ref) for ref in refs], with_spells, [debt(refs[-1])]))
    assert set(Pattern.objects.values_list("child__ref", flat=True)) == set(refs) - {"Patient/3"}
    counts = published(sweep([child(ref) for ref in refs], with_spells[:2]), LATER)
    assert (counts["patterns_withdrawn"], counts["owed_withdrawn"]) == (4, 1)


def test_rows_of_a_child_outside_the_publication_are_not_of_it():
    published(sweep([child("Patient/1"), child("Patient/2")]))
    counts = published(sweep([child("Patient/1")], [spell("Patient/1"), spell("Patient/2")]), LATER, whole=False)
    assert counts["patterns_new"] == 1 and Pattern.objects.get().child == the("Patient/1")


def test_a_family_of_whom_nothing_holds_is_not_compared_with_everyones_rows():
    """SQLite would walk through all patterns of a region to update none."""
    published(sweep([child("Patient/1")], [spell("Patient/1")]))
    with CaptureQueriesContext(connection) as queries:
        assert published(sweep([child("Patient/1")]), LATER, whole=False)["patterns_withdrawn"] == 1
    assert not [
        q for q in queries if q["sql"].startswith('UPDATE "casework_pattern"') and "FROM" in q["sql"].split("WHERE")[0]
    ]


def test_who_publishes_hears_what_is_being_written():
    heard: list[str] = []
    found = sweep([child("Patient/1")])
    steps = ["publishing children", "publishing patterns", "publishing what is owed"]
    publish(found, by=None, as_of=AS_OF, knowledge=PlainKnowledge(), records=FakeRecords(found), progress=heard.append)
    assert heard == [*steps, "making indexes"]
    heard.clear()
    publish(found, by=None, as_of=AS_OF, knowledge=PlainKnowledge(), records=FakeRecords(found), progress=heard.append)
    assert heard == steps


_CHILDREN = st.sampled_from("ABCD")
_ENDS = st.sampled_from([None, date(2026, 11, 3), date(2026, 11, 5)])
_SERVICES = st.sets(st.sampled_from([HV, GP]), max_size=2)
#: Children, each with its services and its spells (indicator → until).
_FOUND = st.dictionaries(_CHILDREN, st.tuples(_SERVICES, st.dictionaries(st.sampled_from("xyz"), _ENDS)), max_size=4)


@given(st.lists(st.tuples(_FOUND, st.booleans()), min_size=1, max_size=5))
def test_after_any_run_of_sweeps_what_stands_is_what_each_said_last(runs):
    """Whole sweeps speak of everyone; others of those they name, of whom one without services or spells here is gone."""
    with transaction.atomic():
        believed: dict[str, dict[str, date | None]] = {}
        known: dict[str, set[str]] = {}
        for found, whole in runs:
            here = {name: said for name, said in found.items() if whole or any(said)}
            gone = () if whole else tuple(found.keys() - here.keys())
            said = sweep(
                [child(name, services=services) for name, (services, _) in here.items()],
                [
                    spell(name, indicator, until=end)
                    for name, (_, spells) in here.items()
                    for indicator, end in spells.items()
                ],
                gone=gone,
            )
            published(said, whole=whole)
            believed = {} if whole else {name: spells for name, spells in believed.items() if name not in found}
            believed |= {name: spells for name, (_, spells) in here.items() if spells}
            known |= {name: services for name, (services, _) in here.items()}
            assert standing() == believed
            assert {one.ref: {s.ref for s in one.services.all()} for one in Child.objects.all()} == known
            assert not any(published(said, whole=whole).values())
        transaction.set_rollback(True)


def standing() -> dict[str, dict[str, date | None]]:
    found: dict[str, dict[str, date | None]] = {}
    for row in Pattern.objects.filter(withdrawn_on=None).select_related("child"):
        found.setdefault(row.child.ref, {})[row.indicator] = row.until
    return found
