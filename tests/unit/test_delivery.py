"""What was recorded on the site reaches the records, comes back when they lose it, and `verify` sees either side's loss."""

import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from kinsight.casework.actions import deliver
from kinsight.casework.actions.deliver import drain_outbox, finished, reconcile, waiting
from kinsight.casework.actions.in_error import record_in_error
from kinsight.casework.actions.record_done import record_done
from kinsight.casework.models import Audit, RecordedFact
from kinsight.casework.records import Records, author
from kinsight.cli.upkeep import CHECKS
from kinsight.ingest import record_fact
from kinsight.store.days import to_day
from kinsight.store.upkeep import damaged_parts
from kinsight.store.upkeep.compaction import compact
from kinsight.store.upkeep.verify import verify
from kinsight.store.workspace import Workspace
from kinsight.store.workspace_locks import WorkspaceBusy
from kinsight.web import serve
from kinsight.web.delivery import COMPARE, Worker
from tests.unit import feeds_kit as kit
from tests.unit import upkeep_kit as upkeep
from tests.unit.casework_world import AS_OF, FakeRecords, child, published, staff, sweep, the

pytestmark = pytest.mark.django_db
KID = kit.patient("kid", birthDate="2024-03-01")


@pytest.fixture
def visitor():
    published(sweep([child("Patient/kid")]))
    member = staff(name="harriet")
    member.user.first_name, member.user.last_name = "Harriet", "Vance"
    member.user.save()
    return member


def visit(by, **more):
    told = {"person_ref": "Patient/kid", "concept": "harm-considered", "on": AS_OF, "as_of": AS_OF} | more
    return record_done(by=by, child=the("Patient/kid"), **told)


def fake() -> FakeRecords:
    return FakeRecords(sweep([child("Patient/kid")]))


def real(folder: Path) -> Records:
    kit.take(folder, KID)
    return Records(folder, kit.practice())


def stored(records: Records) -> list[tuple]:
    return kit.rows(records.root, "SELECT concept, value FROM records.event WHERE concept IS NOT NULL")


def authors(records: Records) -> list[tuple]:
    return kit.rows(records.root, f"SELECT DISTINCT value FROM records.event WHERE system = '{record_fact.AUTHOR}'")


def site_database(workspace: Path, facts: list[RecordedFact]) -> None:
    """The site's database beside the records, as far as `verify` reads it."""
    with closing(sqlite3.connect(workspace / "casework.sqlite3")) as con, con:
        con.execute("DROP TABLE IF EXISTS casework_recordedfact")
        con.execute(
            "CREATE TABLE casework_recordedfact (id char(32), delivered_at text, in_error_at text, refused text)"
        )
        rows = [(one.id.hex, one.delivered_at and "then", one.in_error_at and "then", one.refused) for one in facts]
        con.executemany("INSERT INTO casework_recordedfact VALUES (?, ?, ?, ?)", rows)


def findings(workspace: Path) -> dict[str, int | None]:
    return {one.what: one.count for one in verify(Workspace(workspace), CHECKS).findings}


def test_records_made_again_from_the_feeds_get_back_what_was_recorded_on_the_site(visitor, tmp_path):
    records = real(tmp_path / "w")
    deliver.deliver(fact := visit(visitor, note="Talked it through"), records=records)
    before = stored(records)
    assert before == [("harm-considered", "Talked it through")] and reconcile(records=records) == 0
    shutil.rmtree(tmp_path / "w")
    records = real(tmp_path / "w")
    site_database(tmp_path / "w", [fact])
    assert findings(tmp_path / "w") == {"1 facts recorded on the site are not in the records, or not as recorded": 1}
    assert reconcile(records=records) == 1 and [one.id for one in waiting()] == [fact.id]
    assert Audit.objects.get(what="reconciled").details == {"facts": 1}
    deliver.deliver(waiting().get(), records=records)
    assert stored(records) == before and findings(tmp_path / "w") == {}


@pytest.mark.parametrize("compacted", [False, True], ids=["as-loaded", "compacted"])
@pytest.mark.parametrize("nth", [0, -1])
def test_a_damaged_part_that_is_set_aside_takes_nothing_with_it(visitor, tmp_path, nth, compacted):
    """A fact and its author lie in two parts: whichever is lost, the fact is sent again whole."""
    records = real(tmp_path / "w")
    deliver.deliver(visit(visitor), records=records)
    before = kit.tables(tmp_path / "w")
    if compacted:
        compact(Workspace(tmp_path / "w"))
    upkeep.flip(upkeep.place(tmp_path / "w", "event", upkeep.all_parts(tmp_path / "w", "event")[nth]))
    look = verify(Workspace(tmp_path / "w"), CHECKS)
    assert "what was recorded on the site (kinsight deliver" in look.findings[0].to_do
    damaged_parts.remove_damaged(Workspace(tmp_path / "w"), look.damaged)
    assert stored(records) == authors(records) == [] and reconcile(records=records) == 1
    deliver.deliver(waiting().get(), records=records)
    assert {*kit.tables(tmp_path / "w")["event"]} == {*before["event"]}


def test_who_recorded_it_is_in_the_records_and_a_lost_site_database_is_noticed(visitor, tmp_path):
    records = real(tmp_path / "w")
    deliver.deliver(visit(visitor), records=records)
    assert authors(records) == [("harriet (Harriet Vance, Health visitor)",)] == [(author(visitor.user),)]
    site_database(tmp_path / "w", [])
    unknown = "1 facts in the records were recorded on a site, and the site's database does not know them"
    assert findings(tmp_path / "w") == {unknown: 1}


def test_what_the_records_refuse_is_noted_without_a_value_and_verify_says_so(visitor, tmp_path, caplog):
    records = real(tmp_path / "w")
    fact = visit(visitor, person_ref="Patient/nobody", note="A private matter")
    assert not finished(fact, records=records, as_of=AS_OF)
    fact.refresh_from_db()
    assert fact.refused and "nobody" not in fact.refused and "private" not in caplog.text
    assert any(one.levelname == "ERROR" and str(fact.id) in one.message for one in caplog.records)
    site_database(tmp_path / "w", [fact])
    assert findings(tmp_path / "w") == {"1 facts recorded on the site are refused by the records": 1}
    record_in_error(by=visitor, fact=fact, why="Written about the wrong person", as_of=AS_OF)
    site_database(tmp_path / "w", [RecordedFact.objects.get()])
    assert findings(tmp_path / "w") == {}, "what its author withdrew asks nobody for anything"


def test_the_store_refuses_the_day_that_the_form_refuses(tmp_path):
    real(tmp_path / "w")
    fact = {
        "ref_id": "f",
        "person_ref": "Patient/kid",
        "concept": "harm-considered",
        "known": to_day(AS_OF),
        "service_ref": "Organization/hv",
        "by": "h",
        "note": None,
        "knowledge": kit.practice(),
    }
    for on in (to_day(AS_OF.replace(year=26)), to_day(AS_OF) + 1):
        with pytest.raises(record_fact.FactRefused, match="its day cannot be"):
            record_fact.fact(Workspace(tmp_path / "w"), on=on, **fact)


def test_a_held_lock_makes_a_fact_wait_and_not_its_author(visitor, tmp_path, monkeypatch):
    records = real(tmp_path / "w")
    monkeypatch.setattr("kinsight.ingest.record_fact._WAIT", 0.05)
    with FileLock(str(tmp_path / "w" / "writing.lock")):
        with pytest.raises(WorkspaceBusy):
            deliver.deliver(fact := visit(visitor), records=records)
        fact.refresh_from_db()
        assert fact.delivered_at is None and not fact.refused
    deliver.deliver(fact, records=records)
    assert stored(records) == [("harm-considered", None)]


def test_the_worker_delivers_what_waits_and_tries_a_failure_again_later(visitor):
    records = fake()
    worker, fact = Worker(records), visit(visitor)
    records.fails_at = "write"
    assert worker.round(AS_OF, 0.0) == 0
    records.fails_at = ""
    assert worker.round(AS_OF, 1.0) == 0, "not at once"
    other = visit(visitor, on=AS_OF - timedelta(days=1))
    assert worker.round(AS_OF, 1.5) == 1 and records.written == [str(other.id)], "and nothing new waits for it"
    assert worker.round(AS_OF, 2.5) == 1 and not waiting().exists() and not worker.tries
    assert set(records.written) == {str(other.id), str(fact.id)}


def test_the_worker_compares_at_its_start_and_once_an_hour(visitor):
    records = fake()
    fact = visit(visitor)
    drain_outbox(records=records, as_of=AS_OF)
    worker = Worker(records)
    records.lost = [str(fact.id)]
    assert worker.round(AS_OF, 10.0) == 1
    records.lost = [str(fact.id)]
    assert worker.round(AS_OF, 10.0 + COMPARE / 2) == 0
    assert worker.round(AS_OF, 10.0 + COMPARE) == 1 and records.written == [str(fact.id)] * 3


def test_a_worker_that_ends_is_started_again_and_ends_with_the_server(monkeypatch, tmp_path):
    starts = tmp_path / "starts"
    dies = f"open({str(starts)!r}, 'a').write('x')"
    monkeypatch.setattr(serve, "DELIVERY", [sys.executable, "-c", dies])
    monkeypatch.setattr(serve, "_LOOK", 0.05)
    began = time.monotonic()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1.5)"]) as server:
        assert serve.beside(server) == 0
    assert starts.read_text().count("x") > 1 and time.monotonic() - began < 20
