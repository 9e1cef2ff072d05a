"""The part of the record store that one family's picture needs: the child, who belongs to it, and theirs."""

from pathlib import Path

from kinsight.engine.database import Lite
from kinsight.engine.families.affected import OUTWARD
from kinsight.engine.families.one import ChildUnknown
from kinsight.records.keys import key
from kinsight.signals import index

_MEMORY, _STORE = "records", "store"


def attach(db: Lite, path: Path) -> None:
    """Once a database: the index as `store`, and empty tables `records.*` for one family at a time."""
    db.con.execute(f"ATTACH ? AS {_STORE}", [f"{path.as_uri()}?mode=rw"])
    db.con.execute(f"ATTACH ':memory:' AS {_MEMORY}")
    for table in index.tables():
        db.con.execute(f'CREATE TABLE {_MEMORY}."{table}" ({index.columns(table)})')
    db.run("CREATE TEMP TABLE wanted (asked, number); CREATE TEMP TABLE scope (person)")


def read(db: Lite, children: list[str]) -> None:
    """Fill `records.*` with these children's families only; raises ChildUnknown."""
    db.run("DELETE FROM wanted; DELETE FROM scope")
    for child in children:
        if not (_seed_patient(db, child) or _seed_unborn(db, child)):
            raise ChildUnknown(f"no child with this NHS number or reference: {'…' + child[-3:]}")
    _identify(db)
    for addressed in OUTWARD:
        _widen(db, addressed)
    for table in index.tables():
        db.run(f'DELETE FROM records."{table}"')
        db.run(
            f'INSERT INTO records."{table}" SELECT {index.columns(table)} FROM store."{table}" WHERE {_WHICH[table]}'
        )


def child_keys(db: Lite) -> list[int]:
    """Keys under which the children asked for stand in table `child`, once `human` is there: a human's, or a pregnancy's.

    A number that is only one of several of a linked human does not name that human's key: whoever has it now is meant.
    """
    found = db.rows(
        "SELECT human AS child FROM human WHERE person IN (SELECT asked FROM wanted) UNION SELECT asked FROM wanted UNION "
        "SELECT human FROM human WHERE nhs_number IN (SELECT number FROM wanted) AND person NOT IN (SELECT person FROM parted)"
    )
    return [row["child"] for row in found]


def _seed_patient(db: Lite, child: str) -> bool:
    """`wanted(asked)`: the person, or the human of an NHS number; `scope(person)`: where to start reading.

    A number that a person's record had once may be another's by now: who is who is for linkage to say.
    """
    bare = child.replace(" ", "")
    keys = [key(ref) for ref in (child, f"Patient/{child}")]
    rows = db.rows(
        "SELECT DISTINCT person FROM store.person WHERE ref LIKE 'Patient/%' AND (person IN (?, ?) OR nhs_number = ?)",
        [*keys, bare],
    )
    if rows:
        db.con.executemany("INSERT INTO wanted VALUES (?, ?)", [(asked, bare) for asked in (*keys, key(f"nhs/{bare}"))])
        db.con.executemany("INSERT INTO scope VALUES (?)", [(row["person"],) for row in rows])
    return bool(rows)


def _seed_unborn(db: Lite, child: str) -> bool:
    rows = db.rows("SELECT DISTINCT person FROM store.event WHERE ref = ? AND concept = 'expected-date'", [child])
    for row in rows:
        db.run("INSERT INTO wanted VALUES (?, NULL)", [key(child)])
        db.run("INSERT INTO scope VALUES (?)", [row["person"]])
    return bool(rows)


def _widen(db: Lite, addressed: bool) -> None:
    """Everyone tied to someone in scope, and at the same address; then all that are the same human."""
    home = (
        "UNION SELECT person FROM store.address WHERE place IN "
        "(SELECT place FROM store.address WHERE person IN (SELECT person FROM scope)) "
    )
    db.run(
        "INSERT INTO scope SELECT person FROM store.bond WHERE patient IN (SELECT person FROM scope) "
        f"UNION SELECT patient FROM store.bond WHERE person IN (SELECT person FROM scope) {home if addressed else ''}"
        "EXCEPT SELECT person FROM scope"
    )
    _identify(db)


def _identify(db: Lite) -> None:
    """Everyone who may be the same human as someone in scope: by an NHS number, by a link either way, or by several of them."""
    db.run(_SAME_HUMAN)


_SAME_HUMAN = """INSERT INTO scope
WITH RECURSIVE same(person) AS (
  SELECT person FROM scope
  UNION
  SELECT p.person FROM same s JOIN store.person q ON q.person = s.person JOIN store.person p ON p.nhs_number = q.nhs_number
  UNION
  SELECT l.other FROM same s JOIN store.link l ON l.person = s.person
  UNION
  SELECT l.person FROM same s JOIN store.link l ON l.other = s.person
)
SELECT person FROM same EXCEPT SELECT person FROM scope"""


_VERSIONS = " UNION ALL ".join(
    f"SELECT version FROM records.{table}" for table in ("person", "address", "bond", "link", "event")
)
#: Bonds name two people; of services, those that wrote, the practices, and who has
#: the same code as one of these. Order matters: supersessions are of versions already read.
_WHICH = {
    "person": "person IN (SELECT person FROM scope)",
    "address": "person IN (SELECT person FROM scope)",
    "event": "person IN (SELECT person FROM scope)",
    "bond": "patient IN (SELECT person FROM scope) OR person IN (SELECT person FROM scope)",
    "link": "person IN (SELECT person FROM scope) OR other IN (SELECT person FROM scope)",
    "supersession": f"version IN ({_VERSIONS})",
    "service": """service IN (
      WITH wrote AS (SELECT service FROM store.service
        WHERE service IN (SELECT service FROM records.event) OR ref IN (SELECT practice FROM records.person))
      SELECT service FROM wrote
      UNION
      SELECT b.service FROM store.service a JOIN store.service b ON b.ref = a.ref
      WHERE a.ref LIKE 'ods:%' AND a.service IN (SELECT service FROM wrote))""",
}
