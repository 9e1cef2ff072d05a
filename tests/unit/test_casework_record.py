"""What was done is safe once saved, reaches the records once, and whatever breaks off is finished later."""

from datetime import date, timedelta

import pytest

from kinsight.casework.actions import record_done as recording
from kinsight.casework.actions.deliver import drain_outbox, finished, waiting
from kinsight.casework.actions.record_done import NotRecorded, record_done
from kinsight.casework.models import Audit, Owed, RecordedFact
from tests.unit.casework_world import AS_OF, FakeRecords, child, debt, published, spell, staff, sweep, the

pytestmark = pytest.mark.django_db
BEFORE = [child("Patient/1"), child("Patient/2")]


@pytest.fixture
def visitor():
    published(sweep(BEFORE, [spell("Patient/2")], [debt("Patient/1")]))
    return staff()


def met() -> FakeRecords:
    """After the visit is recorded, a sweep of the family finds the debt met."""
    return FakeRecords(sweep([BEFORE[0]], [], [debt("Patient/1", met_on=AS_OF)]))


def visit(by, **more):
    told = {"person_ref": "Patient/1", "concept": "new-birth-visit", "on": AS_OF, "as_of": AS_OF} | more
    return record_done(by=by, child=the("Patient/1"), **told)


def test_the_fact_and_its_audit_row_are_saved_together(visitor):
    fact = visit(visitor, note=" All well. ", expectation="make-new-birth-visit")
    assert (fact.note, fact.service_ref, fact.known) == ("All well.", "Organization/hv", AS_OF)
    row = Audit.objects.get(what="recorded")
    assert (row.by, row.child, row.details["concept"]) == (visitor.user, the("Patient/1"), "new-birth-visit")
    assert "All well" not in str(row.details) + row.why


def test_without_its_audit_row_no_fact_is_saved(visitor, monkeypatch):
    def refuses(**_):
        raise RuntimeError("no audit")

    monkeypatch.setattr(recording, "audit", refuses)
    with pytest.raises(RuntimeError):
        visit(visitor)
    assert not RecordedFact.objects.exists()


def test_what_has_not_happened_yet_cannot_be_recorded(visitor):
    with pytest.raises(NotRecorded):
        visit(visitor, on=AS_OF + timedelta(days=1))


def test_nobody_records_for_a_service_that_is_not_theirs(visitor):
    with pytest.raises(NotRecorded):
        visit(visitor, service_ref="Organization/gp")
    with pytest.raises(NotRecorded):
        visit(staff(services=[]))


def test_the_family_is_published_again_at_once(visitor):
    records, fact = met(), visit(visitor)
    assert finished(fact, records=records, as_of=AS_OF)
    assert Owed.objects.get().met_on == AS_OF
    assert records.written == [str(fact.id)] and records.swept == [["Patient/1"]]
    assert not waiting().exists()


def test_brothers_and_sisters_are_judged_again_too(visitor):
    records = met()
    records.siblings, records.found = ["Patient/2", "Patient/9"], sweep(BEFORE, [spell("Patient/2")])
    finished(visit(visitor), records=records, as_of=AS_OF)
    assert records.swept == [["Patient/1", "Patient/2"]]


@pytest.mark.parametrize("stage, written", [("write", 0), ("sweep", 1)])
def test_what_breaks_off_is_finished_by_the_outbox_and_written_once(visitor, stage, written, caplog):
    records, fact = met(), visit(visitor, note="A private matter")
    records.fails_at = stage
    assert not finished(fact, records=records, as_of=AS_OF)
    assert len(records.written) == written and Owed.objects.get().met_on is None
    assert "A private matter" not in caplog.text and str(fact.id) in caplog.text
    records.fails_at = ""
    assert drain_outbox(records=records, as_of=AS_OF) == 1
    assert records.written == [str(fact.id)] and Owed.objects.get().met_on == AS_OF
    assert drain_outbox(records=records, as_of=AS_OF) == 0


def test_a_sweep_that_had_not_seen_the_fact_does_not_undo_it(visitor):
    """Given a sweep under way, when a visit is recorded and the sweep is published after it, then the visit still stands."""
    records, stale = met(), sweep(BEFORE, [spell("Patient/2")], [debt("Patient/1")])
    fact = visit(visitor)
    finished(fact, records=records, as_of=AS_OF)
    published(stale, records=records)
    assert Owed.objects.get().met_on == AS_OF and not waiting().exists()
    assert records.written == [str(fact.id)], "shown again, not written again"


def test_a_fact_that_cannot_be_finished_does_not_hold_up_the_next(visitor):
    first, second = visit(visitor), visit(visitor, on=date(2026, 10, 30))
    records = met()
    write = records.write
    records.write = lambda fact: (_ for _ in ()).throw(OSError()) if fact.id == first.id else write(fact)
    assert drain_outbox(records=records, as_of=AS_OF) == 1
    assert [fact.id for fact in waiting()] == [first.id] and records.written == [str(second.id)]
