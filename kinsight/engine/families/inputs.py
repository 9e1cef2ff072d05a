"""From record tables to what the program reads: children, bonds and events, with facts that follow from the record."""

import pyarrow as pa

from kinsight.engine.database import Database
from kinsight.engine.families import services
from kinsight.identity import kinship
from kinsight.rules.compile.derivation_rows import DerivationRow, derivation_rows
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.keys import small_key
from kinsight.store.sql_files import statement

#: Where these statements are.
PACKAGE = "kinsight.engine.families"
#: How far past the day of the sweep repeated expectations are laid out at the least, in days, and at the most so many more: days
#: of one season share one horizon, so that what was worked out on one of them is whole on the next.
AHEAD, SEASON = 400, 91
#: Families are joined for whoever was a child on that many days before the day looked from, too: those stay what they were.
BEFORE = 366
#: Days of childhood, and those after the expected day after which nobody is waited for (identity/sql/child_record.sql).
CHILDHOOD, AFTER_EXPECTED = 6575, 42
#: A child as the program reads it, of a child's record.
CHILD = "child, coalesce(born, expected) AS born, born IS NOT NULL AS is_born, left_on, known"
#: The roles of those who bring a child up: whose services know the child.
CLOSE = ("self", "mother", "father", "carer", "partner")


def build(db: Database, as_of: int, knowledge: Knowledge) -> None:
    """Make `clock`, `child_record`, `child`, `bond`, `event` and all that names them, from `records.*` and what knowledge says."""
    db.keep("used", used(knowledge))
    families(db, as_of - BEFORE, knowledge)
    _keep_children_of(db, as_of)
    _clock(db, as_of)
    say_since(db, "records.event")
    db.make("event", statement("event", PACKAGE))


def families(db: Database, floor: int, knowledge: Knowledge) -> None:
    """All of that but the events: who was a child on day `floor` or later, who belongs to whom, and what follows from it (`derived`)."""
    _clock(db, floor)
    kinship.build(db.make)
    derive(db, knowledge)
    services.make(db)
    _settle_births(db)


def derive(db: Database, knowledge: Knowledge) -> None:
    """Make `derived`: the facts that follow from the record, by the rules of knowledge."""
    rows = derivation_rows(knowledge)
    columns = zip(*rows, strict=True) if rows else [[] for _ in DerivationRow._fields]
    types = {"kind": pa.string(), "concept": pa.string()}
    named = zip(DerivationRow._fields, columns, strict=True)
    db.keep("derivation", pa.table({name: pa.array(one, types.get(name, pa.int32())) for name, one in named}))
    db.make("derived", statement("derived", PACKAGE))


def _keep_children_of(db: Database, day: int) -> None:
    """Leave out who has grown up by this day. What followed from their childhood stays: a store joined earlier has it too."""
    ends = f"coalesce(born + {CHILDHOOD}, expected + {AFTER_EXPECTED})"
    db.make("child_record", f"SELECT * FROM child_record WHERE {ends} > {day}")
    for table in ("child", "bond"):
        db.make(table, f"SELECT * FROM {table} WHERE child IN (SELECT child FROM child_record)")


def say_since(db: Database, events: str) -> None:
    """Make `said_since(version, event, on)` of what people's records say, in the table `events`."""
    db.make("said_since", statement("said_since", PACKAGE, events=events))


def one_mother(ties: str) -> str:
    """SELECT of (child, mother) of a table of ties."""
    return statement("one_mother", PACKAGE, ties=ties)


def shown_child() -> str:
    """SELECT of what is shown of each child, of `child_record`, `who`, `lineage` and `restricted_human`."""
    return statement("shown_child", PACKAGE, mothers=one_mother("lineage"), restricted="restricted_human")


def make_restricted(db: Database) -> None:
    """Make `restricted_human`: who has or had a restricted record."""
    db.make("restricted_human", statement("restricted_human", PACKAGE))


def _clock(db: Database, as_of: int) -> None:
    db.make("clock", f"SELECT {as_of} AS as_of, {horizon(as_of)} AS horizon")


def horizon(as_of: int) -> int:
    """The last day on which a repeated expectation may come due in what is worked out on this day."""
    return (as_of // SEASON + 1) * SEASON + AHEAD


def used(knowledge: Knowledge) -> pa.Table:
    """Table `used(concept, concept_key)`: the words that knowledge has."""
    words = sorted(knowledge.concepts)
    return pa.table({"concept": words, "concept_key": pa.array([small_key(w) for w in words], pa.int32())})


def _settle_births(db: Database) -> None:
    """The program counts ages from birth, or from the expected day before it; `child_record` keeps what was recorded."""
    db.make(
        "child",
        f"SELECT {CHILD} FROM child_record WHERE coalesce(born, expected) IS NOT NULL",
    )
