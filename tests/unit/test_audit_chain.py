"""The audit is a chain: whatever is altered, removed, put in or moved is found, whoever did it and however."""

import json
import random
from collections.abc import Callable
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from kinsight.casework import access, audit_check, audit_head, chain, guards, row_hash
from kinsight.casework.actions.audit_row import audit
from kinsight.casework.audit_head import Head
from kinsight.casework.models import AccessLog, Audit, BreakGlass, BreakGlassReview, ChainHead
from kinsight.casework.models.append_only import AppendOnly
from tests.unit.casework_world import child, published, staff, sweep, the

pytestmark = pytest.mark.django_db
ROWS = 60


@pytest.fixture
def written(tmp_path, settings, django_capture_on_commit_callbacks):
    """Some sixty rows of every table, by three members of staff about four children."""
    settings.WORKSPACE = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        published(sweep([child(f"Patient/{n}") for n in range(4)]))
        people, chance = [staff() for _ in range(3)], random.Random(8)
        while Audit.objects.count() + AccessLog.objects.count() < ROWS:
            user, one = chance.choice(people).user, the(f"Patient/{chance.randrange(4)}")
            audit(
                by=user,
                what=chance.choice(["recorded", "searched"]),
                child=one,
                why="Sent by the GP",
                shown=chance.randrange(9),
            )
            access.seen(user, [the(f"Patient/{n}") for n in range(chance.randrange(1, 4))], "work")
        opened = [
            BreakGlass.objects.create(by=people[n].user, child=the("Patient/1"), reason="On call", until=timezone.now())
            for n in range(3)
        ]
        for one in opened[:2]:
            BreakGlassReview.objects.create(by=people[2].user, child=one.child, opening=one, outcome="justified")
        audit(by=None, what="published")
    return tmp_path


def found(root) -> list[str]:
    return [f"{one.place} {one.what}" for one in audit_check.check(audit_head.noted(root)).findings]


def run(statement: str, *values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def ask(statement: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def test_an_audit_that_nobody_touched_is_clean(written):
    look = audit_check.check(audit_head.noted(written))
    assert look.findings == [] and look.rows > ROWS
    assert (
        audit_head.noted(written)[-1]
        == look.head
        == Head(ChainHead.objects.get().sequence, ChainHead.objects.get().hash)
    )


def test_the_hash_is_what_anyone_computes_from_the_content(written):
    """RFC 8785 by hand: names sorted, nothing between, an instant in UTC."""
    import hashlib

    row = AccessLog.objects.order_by("pk").first()
    at = row.at.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    said = (
        f'{{"at":"{at}","by_id":{row.by_id},"child_id":{row.child_id},"id":{row.pk},"os_user":"","outside":false,'
        f'"previous":"{row.previous}","purpose":"work","sequence":{row.sequence},"table":"casework_accesslog"}}'
    )
    assert hashlib.sha256(said.encode()).hexdigest() == row.hash


@pytest.mark.parametrize("model", chain.TABLES)
def test_every_column_is_in_the_hash(model):
    """A new column is covered too, or a change of it would not be noticed."""
    assert set(row_hash.columns(model)) | {"hash"} == {field.column for field in model._meta.concrete_fields}


def tables() -> list[str]:
    return [model._meta.db_table for model in chain.TABLES]


Tamper = Callable[[random.Random], None]


def a_row(chance: random.Random) -> tuple[str, int]:
    table = chance.choice([name for name in tables() if ask(f"SELECT 1 FROM {name}")])
    return table, chance.choice(ask(f"SELECT id FROM {table} ORDER BY id"))[0]


def other(value, chance: random.Random):
    """Another value of the same kind, near it."""
    if isinstance(value, bool | int):
        return value + chance.choice([1, -1, 7])
    if value is None:
        return chance.choice([1, "x"])
    text = str(value)
    return chance.choice([text + " ", text[:-1], text.swapcase(), text + "\u200b", "", text[::-1]])


def alter(chance: random.Random) -> None:
    table, row = a_row(chance)
    names = [name for _, name, *_ in ask(f"PRAGMA table_info({table})")]
    name = chance.choice(names)
    old = ask(f"SELECT {name} FROM {table} WHERE id = %s", row)[0][0]
    new = other(old, chance)
    if name in ("at", "until"):
        new = str(old)[:-1] + str((int(str(old)[-1]) + 1) % 10)
    if name == "outside":
        new = 1 - old
    if name == "details":
        new = json.dumps(json.loads(old) | {"shown": chance.random()})
    if new == old:
        new = "y"
    run(f"UPDATE OR IGNORE {table} SET {name} = %s WHERE id = %s", new, row)
    if ask(f"SELECT {name} FROM {table} WHERE id = %s", row) == [(old,)]:  # another row has this number already
        run(f"UPDATE {table} SET {name} = %s WHERE id = %s", 100_000 + chance.randrange(1_000), row)


def remove_some(chance: random.Random) -> None:
    table, row = a_row(chance)
    run(f"DELETE FROM {table} WHERE id >= %s AND id < %s", row, row + chance.randrange(1, 6))


def empty(chance: random.Random) -> None:
    run(f"DELETE FROM {a_row(chance)[0]}")


def cut_the_end(chance: random.Random) -> None:
    """And set the head back, as if the rows had never been."""
    last = ask("SELECT sequence FROM casework_chainhead")[0][0] - chance.randrange(1, 20)
    for table in reversed(tables()):
        run(f"DELETE FROM {table} WHERE sequence > %s", last)
    for table in tables():
        for (digest,) in ask(f"SELECT hash FROM {table} WHERE sequence = %s", last):
            run("UPDATE casework_chainhead SET sequence = %s, hash = %s", last, digest)


def put_in(chance: random.Random) -> None:
    """A forged row, with a hash that fits its content."""
    last = Audit.objects.order_by("-pk")[chance.randrange(3)]
    last.what, last.sequence, last.pk = "recorded", last.sequence + chance.choice([1000, 100_000]), last.pk + 200_000
    last.hash = row_hash.digest(row_hash.content(Audit, vars(last)))
    values = [
        getattr(last, name) for name in ("pk", "at", "by_id", "child_id", "what", "why", "sequence", "previous", "hash")
    ]
    run(
        "INSERT INTO casework_audit (id, at, by_id, child_id, what, why, sequence, previous, hash, details) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '{}')",
        *values,
    )


def replace(chance: random.Random) -> None:
    """REPLACE INTO: gone and put in at one stroke."""
    row = chance.choice(ask("SELECT * FROM casework_accesslog"))
    names = [name for _, name, *_ in ask("PRAGMA table_info(casework_accesslog)")]
    changed = dict(zip(names, row, strict=True)) | {"purpose": "child"}
    run(
        f"REPLACE INTO casework_accesslog ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})",
        *changed.values(),
    )


def swap(chance: random.Random) -> None:
    """Two rows change places in the chain."""
    one, two = chance.sample(ask("SELECT id, sequence, previous, hash FROM casework_accesslog"), 2)
    for (row, *_), number in ((one, -1), (two, one[1]), (one, two[1])):
        run("UPDATE casework_accesslog SET sequence = %s WHERE id = %s", number, row)
    if chance.random() < 0.5:
        for (row, *_), (_, _, previous, digest) in ((one, two), (two, one)):
            run("UPDATE casework_accesslog SET previous = %s, hash = %s WHERE id = %s", previous, digest, row)


def write_anew(chance: random.Random) -> None:
    """The whole chain from one row on, with right hashes and a right head: only what was noted elsewhere tells."""
    rows, start = list(chain.rows()), 0
    start, previous = chance.randrange(len(rows)), ""
    for number, (table, stored) in enumerate(rows):
        if number >= start:
            row = table.objects.get(pk=stored["id"])
            if number == start:
                row.by_id = None if row.by_id else ask("SELECT min(id) FROM auth_user")[0][0]
            row.previous = previous
            row.hash = row_hash.digest(row_hash.content(table, vars(row)))
            run(
                f"UPDATE {table._meta.db_table} SET by_id = %s, previous = %s, hash = %s WHERE id = %s",
                row.by_id,
                row.previous,
                row.hash,
                row.pk,
            )
            stored["hash"] = row.hash
        previous = stored["hash"]
    run("UPDATE casework_chainhead SET hash = %s", previous)


def set_head(chance: random.Random) -> None:
    run(
        chance.choice(
            [
                "UPDATE casework_chainhead SET sequence = sequence - 1",
                "UPDATE casework_chainhead SET sequence = sequence + 3",
                "UPDATE casework_chainhead SET hash = 'x'",
                "DELETE FROM casework_chainhead",
            ]
        )
    )


TAMPERINGS: dict[Tamper, int] = {
    alter: 160,
    remove_some: 40,
    empty: 4,
    cut_the_end: 30,
    put_in: 10,
    replace: 20,
    swap: 20,
    write_anew: 20,
    set_head: 10,
}


@contextmanager
def undone():
    """Everything that the block does to the database is taken back."""
    with transaction.atomic():
        point = transaction.savepoint()
        run("PRAGMA defer_foreign_keys = ON")
        yield
        transaction.savepoint_rollback(point)


def without_guards() -> None:
    for name, (_, _) in guards.wanted("sqlite").items():
        run(f"DROP TRIGGER {name}")


def contents() -> list:
    return [ask(f"SELECT * FROM {table} ORDER BY id") for table in (*tables(), guards.HEAD)]


def test_every_tampering_is_found(written, record_property):
    chance, missed, before = random.Random(12), [], contents()
    for tamper, times in TAMPERINGS.items():
        for number in range(times):
            with undone():
                without_guards()
                tamper(chance)
                assert contents() != before, f"{tamper.__name__} changed nothing"
                faults = [one for one in found(written) if not one.startswith("trigger")]
                missed += [] if faults else [f"{tamper.__name__} {number}"]
    assert missed == [] and contents() == before
    each = ", ".join(f"{tamper.__name__.replace('_', ' ')} {times}" for tamper, times in TAMPERINGS.items())
    record_property("figures", f"the audit tampered with {sum(TAMPERINGS.values())} times ({each}): all found")


def test_a_fault_names_the_row_and_no_other(written):
    row = AccessLog.objects.order_by("pk")[7]
    with undone():
        without_guards()
        run("UPDATE casework_accesslog SET outside = 1 - outside WHERE id = %s", row.pk)
        faults = [one for one in found(written) if not one.startswith("trigger")]
        assert (
            len(faults) == 1
            and f"row {row.sequence} (casework_accesslog {row.pk}," in faults[0]
            and "altered" in faults[0]
        )
    with undone():
        without_guards()
        run("DELETE FROM casework_accesslog WHERE id = %s", row.pk)
        assert [one for one in found(written) if not one.startswith("trigger")] == [
            f"row {row.sequence} is missing: it was removed"
        ]


def test_guards_that_were_taken_away_are_missed(written):
    with undone():
        without_guards()
        assert len(found(written)) == len(guards.wanted("sqlite"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {0} SET at = at",
        "DELETE FROM {0}",
        "DELETE FROM {0} WHERE id = (SELECT max(id) FROM {0})",
        "REPLACE INTO {0} SELECT * FROM {0} LIMIT 1",
        "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
        "UPDATE OR REPLACE {0} SET id = id + 1",
    ],
)
@pytest.mark.parametrize("table", guards.TABLES)
def test_the_database_refuses(written, table, statement):
    before = contents()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(statement.format(table))
    assert contents() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE casework_chainhead SET sequence = sequence - 1",
        "UPDATE casework_chainhead SET hash = ''",
        "DELETE FROM casework_chainhead",
        "REPLACE INTO casework_chainhead (id, sequence, hash) VALUES (1, 0, '')",
    ],
)
def test_the_head_only_goes_forward(written, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(statement)


def test_nothing_is_replaced_by_adding_in_bulk(written):
    row = AccessLog.objects.first()
    for more in ({"ignore_conflicts": True}, {"update_conflicts": True}):
        with pytest.raises(AppendOnly):
            AccessLog.objects.bulk_create([AccessLog(pk=row.pk, purpose="work")], **more)


def test_a_list_takes_one_turn_however_long_it_is(written, django_assert_num_queries):
    user, shown = staff().user, [the("Patient/1")] * 50
    with django_assert_num_queries(5):  # a savepoint, the head read and written, the rows, the savepoint's end
        access.seen(user, shown, "work")


def test_what_is_rolled_back_leaves_no_gap(written):
    before = ChainHead.objects.get().sequence
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit(by=None, what="published")
        _ = 1 / 0
    assert audit(by=None, what="published").sequence == before + 1 and found(written) == []


def test_numbers_too_large_for_json_and_odd_names_are_hashed_as_they_are_read_again(written):
    audit(by=None, what="published", anchor=2**60, names=("Zoë", "\u2028"), nested={"b": 1, "a": {"x": None}})
    assert found(written) == []


def test_the_second_place_notes_the_newest_head_and_one_of_each_thousand(tmp_path):
    for number in (1, 999, 1_000, 1_500, 1_400, 2_000, 2_001):
        audit_head.note(tmp_path, number, f"{number:064}")
    assert [head.sequence for head in audit_head.noted(tmp_path)] == [999, 1_500, 2_001]
    with open(tmp_path / audit_head.NAME, "ab") as file:
        file.write(b"torn by a power cut")
    assert [head.sequence for head in audit_head.noted(tmp_path)] == [999, 1_500, 2_001]
    audit_head.note(tmp_path, 2_002, "f" * 64)
    assert audit_head.noted(tmp_path)[-1] == Head(2_002, "f" * 64)
    audit_head.note(tmp_path / "none", 1, "f" * 64)
