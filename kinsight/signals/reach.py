"""Whom new records can concern: from the people they are about to the children around them, and from those to all that is read of
them. Tables: `store.*` holds all records; `records.*` is filled with the part that these children need.

What is new of people, bonds and addresses may change families. A child's family hangs on people at the same address, and on people
up to four ties away: the mother's partner (two) may have become a young father (three) of a child whose expected day its own
mother's record says (four). Any other fact concerns just the children to whom its person is bound, as kept, in a role that it is
heard from (table `heard`). A service that turns out to be one with another concerns the children whom either knows.
"""

from collections.abc import Mapping

import duckdb

from kinsight.engine.database import Duck
from kinsight.engine.families import services
from kinsight.linkage import kinship
from kinsight.practice.roles import ROLES
from kinsight.records.model import TABLES
from kinsight.records.store import Workspace, select
from kinsight.signals import heard

_ADDRESSED, _TIED = True, False
#: From a child outward; from a person to the children around, the other way round.
OUTWARD = (_ADDRESSED, _TIED, _TIED, _TIED)
_OF_FAMILIES = {
    "event": ("person",),
    "person": ("person",),
    "address": ("person",),
    "bond": ("patient", "person"),
    "link": ("person", "other"),
}
_OF_FACTS = {"event": ("person",)}
#: Needed only where families are joined anew.
_ABOUT_FAMILIES = ("person", "address", "bond", "link")
_VERSIONED = " UNION ALL ".join(
    f"SELECT version FROM records.{table}" for table in ("person", "address", "bond", "link", "event")
)
#: Of brothers, sisters and others of the household little is heard.
_FAR = ", ".join(f"'{role}'" for role in ROLES if role not in heard.CLOSE)
#: Order matters: supersessions are of versions already read.
_READ = {
    "person": "person IN (SELECT person FROM reached)",
    "address": "person IN (SELECT person FROM reached)",
    "event": "person IN (SELECT person FROM reached UNION ALL SELECT person FROM kin) AND concept IS NOT NULL "
    f"AND (person NOT IN (SELECT person FROM far) OR concept IN (SELECT concept FROM heard WHERE role IN ({_FAR})))",
    "bond": "patient IN (SELECT person FROM reached) OR person IN (SELECT person FROM reached)",
    "link": "person IN (SELECT person FROM reached) OR other IN (SELECT person FROM reached)",
    "supersession": f"version IN ({_VERSIONED})",
    "service": "true",
}


def attach(con: duckdb.DuckDBPyConnection, workspace: Workspace, head: dict[str, int]) -> None:
    """The record tables of this complete version as `store.*`; `records.*` for `read` to fill."""
    workspace.attach(con, "store", head=head)
    con.execute("CREATE SCHEMA IF NOT EXISTS records")


def touch(con: duckdb.DuckDBPyConnection, load: int, children: str) -> int:
    """`touched(person)`: whose ties records later than a load may change, and the people that the query `children` gives;
    `told(person, concept)`: about whom there is what other fact later than it. How many of both."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE replaced AS SELECT version FROM store.supersession WHERE load > {load}")
    corrected = con.execute("SELECT count(*) FROM replaced").fetchall()[0][0] > 0
    families = _later(_OF_FAMILIES, load, corrected, f"concept IN ({_JOINING})")
    facts = _later(_OF_FACTS, load, corrected, "concept IS NOT NULL", ", concept")
    if _regroup(con, load):
        families += f" UNION {_AT_REGROUPED}"
        facts += f" UNION {_BY_REGROUPED}"
    con.execute(f"CREATE OR REPLACE TEMP TABLE touched AS {families} UNION ({children})")
    con.execute(f"CREATE OR REPLACE TEMP TABLE told AS {facts}")
    return sum(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in ("touched", "told"))


def _later(people: Mapping[str, tuple[str, ...]], load: int, corrected: bool, which: str, more: str = "") -> str:
    """Whom rows later than a load are about, and whom the versions that these replaced; of events such as `which`."""
    later = [f"load > {load}"] + (["version IN (SELECT version FROM replaced)"] if corrected else [])
    return " UNION ".join(
        f"SELECT {column} AS person{more} FROM store.{table} WHERE {when} {f'AND {which}' if table == 'event' else ''}"
        for table, columns in people.items() for column in columns for when in later
    )  # fmt: skip


def _regroup(con: duckdb.DuckDBPyConnection, load: int) -> int:
    """`regrouped(ref)`: references of services that are one with others than they were before `load` ended, or are shown as another;
    how many."""
    if not con.execute(f"SELECT 1 FROM store.service WHERE load > {load} LIMIT 1").fetchall():
        return 0
    con.execute(f"CREATE OR REPLACE TABLE records.event AS {select('event', [])}")
    for table, until in (("grouped_before", f"WHERE load <= {load}"), ("grouped_now", "")):
        con.execute(f"CREATE OR REPLACE TABLE records.service AS SELECT * FROM store.service {until}")
        services.make(Duck(con))
        con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {_GROUPED}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE regrouped AS {_REGROUPED}")
    return int(con.execute("SELECT count(*) FROM regrouped").fetchall()[0][0])


#: Each reference, with the one that is shown and all by which staff may know the service.
_GROUPED = """SELECT a.ref, n.ref AS shown, string_agg(o.ref, ' ' ORDER BY o.ref) AS together
    FROM service_alias a JOIN service_no n USING (service_no) JOIN service_alias o ON o.service_no = a.service_no AND o.own = 1
    GROUP BY a.ref, n.ref"""
#: Of those that were known before; facts by the others are later ones.
_REGROUPED = """SELECT b.ref FROM grouped_before b LEFT JOIN grouped_now n USING (ref)
    WHERE (n.shown, n.together) IS DISTINCT FROM (b.shown, b.together)"""
_BY_REGROUPED = """SELECT person, concept FROM store.event WHERE concept IS NOT NULL AND service IN (SELECT key_of(ref) FROM regrouped)"""
_AT_REGROUPED = "SELECT person FROM store.person WHERE practice IN (SELECT ref FROM regrouped)"


def read(con: duckdb.DuckDBPyConnection) -> None:
    """`near(person)`: those among whom the children are whose families may be others; `bound_child`, and what was kept of their
    families: of whom a fact is told that bears on them, the families as they were; `records.*`: all that judging both needs."""
    anew = con.execute("SELECT count(*) FROM touched").fetchall()[0][0] > 0
    con.execute(_EDGES.format(asked="true" if anew else "false"))
    _follow(con)
    con.execute(_BOUND)
    for table, which in _READ.items():
        wanted = which if anew or table not in _ABOUT_FAMILIES else "false"
        con.execute(f'CREATE OR REPLACE TABLE records."{table}" AS {_rows(table, wanted)}')
    if anew:
        con.execute(_JOINED_BY)


def _follow(con: duckdb.DuckDBPyConnection) -> None:
    """`near`, and `reached`: who must be read to join the families of those."""
    _start(con)
    for addressed in reversed(OUTWARD):
        _widen(con, addressed)
    con.execute("CREATE OR REPLACE TEMP TABLE near AS SELECT person FROM reached")
    for addressed in OUTWARD:
        _widen(con, addressed)


#: As seldom as can be, for it is asked of everyone who is kept.
_BOUND = f"""
CREATE OR REPLACE TEMP TABLE awake AS
SELECT DISTINCT b.child FROM before_bond b JOIN told t ON t.person = b.person JOIN heard h ON h.concept = t.concept AND h.role = b.role;
CREATE OR REPLACE TEMP TABLE met AS
SELECT * FROM before_child WHERE child IN (SELECT child FROM awake) OR person IN (SELECT person FROM near);
CREATE OR REPLACE TEMP TABLE bound_child AS SELECT * FROM met WHERE person NOT IN (SELECT person FROM near);
CREATE OR REPLACE TEMP TABLE bound_bond AS SELECT * FROM before_bond WHERE child IN (SELECT child FROM bound_child);
CREATE OR REPLACE TEMP TABLE bound_derived AS SELECT * FROM before_derived WHERE child IN (SELECT child FROM bound_child);
CREATE OR REPLACE TEMP TABLE kin AS SELECT DISTINCT person FROM bound_bond;
CREATE OR REPLACE TEMP TABLE far AS
SELECT person FROM kin EXCEPT SELECT person FROM bound_bond WHERE role IN ({", ".join(f"'{role}'" for role in heard.CLOSE)})
EXCEPT SELECT person FROM reached
"""


def _rows(table: str, which: str) -> str:
    """What judging reads: not the words of an event, which cost more than all the rest."""
    return f'SELECT {_JUDGED_BY if table == "event" else "*"} FROM store."{table}" WHERE {which}'


_WORDS = ("ref", "value")
_EVENT = [name for name in TABLES["event"].names if name not in ("system", "code", "term", "certainty", "load")]
_JUDGED_BY = ", ".join(f'NULL::VARCHAR AS "{name}"' if name in _WORDS else f'"{name}"' for name in _EVENT)
_JOINING = ", ".join(f"'{concept}'" for concept in kinship.CONCEPTS)
#: The few facts by which families are joined, with their words.
_JOINED_BY = f"""
DELETE FROM records.event WHERE concept IN ({_JOINING}) AND person IN (SELECT person FROM reached);
INSERT INTO records.event
SELECT {", ".join(f'"{name}"' for name in _EVENT)} FROM store.event WHERE concept IN ({_JOINING}) AND person IN (SELECT person FROM reached)
"""
#: Who is tied to whom, who lives where and who is who, read once for all steps; nobody, where nobody's ties are asked for.
_EDGES = """
CREATE OR REPLACE TEMP TABLE tied AS SELECT patient AS one, person AS other FROM store.bond WHERE {asked};
CREATE OR REPLACE TEMP TABLE housed AS SELECT person, place FROM store.address WHERE {asked};
CREATE OR REPLACE TEMP TABLE numbered AS SELECT person, nhs_number FROM store.person WHERE nhs_number IS NOT NULL AND {asked};
CREATE OR REPLACE TEMP TABLE linked AS
SELECT person, other FROM store.link WHERE {asked} UNION SELECT other, person FROM store.link WHERE {asked}
"""


def _start(con: duckdb.DuckDBPyConnection) -> None:
    """`reached(person)`, and `fresh(person)`: those of them whose ties were not followed yet."""
    con.execute("CREATE OR REPLACE TEMP TABLE reached AS SELECT person FROM touched")
    con.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT person FROM touched")
    _add(con, "SELECT person FROM touched")
    con.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT person FROM reached")


def _widen(con: duckdb.DuckDBPyConnection, addressed: bool) -> None:
    """Everyone tied to someone fresh, and at the same address as anyone; then all that are the same human being."""
    home = "UNION SELECT person FROM housed WHERE place IN (SELECT place FROM housed WHERE person IN (SELECT person FROM reached))"
    _add(
        con,
        "SELECT other AS person FROM tied WHERE one IN (SELECT person FROM fresh) "
        f"UNION SELECT one FROM tied WHERE other IN (SELECT person FROM fresh) {home if addressed else ''}",
    )


def _add(con: duckdb.DuckDBPyConnection, people: str) -> None:
    # Of the fresh too: a number that one of them had before may be how the next is found.
    con.execute(f"CREATE OR REPLACE TEMP TABLE found AS {people} UNION SELECT person FROM fresh")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE wider AS (SELECT person FROM found UNION {_SAME}) EXCEPT SELECT person FROM reached"
    )
    con.execute("INSERT INTO reached SELECT person FROM wider")
    con.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT person FROM wider")
    if con.execute("SELECT count(*) FROM linked").fetchall()[0][0]:
        _follow_links(con)


#: Who has a number that one of those `found` has or had, or is linked to one of them.
_SAME = """SELECT person FROM numbered WHERE nhs_number IN (SELECT nhs_number FROM numbered WHERE person IN (SELECT person FROM found))
    UNION SELECT other FROM linked WHERE person IN (SELECT person FROM found)"""


def _follow_links(con: duckdb.DuckDBPyConnection) -> None:
    """A chain of links, and of numbers between them, to its end: all of it is one human."""
    while con.execute("SELECT count(*) FROM wider").fetchall()[0][0]:
        con.execute("CREATE OR REPLACE TEMP TABLE found AS SELECT person FROM wider")
        con.execute(f"CREATE OR REPLACE TEMP TABLE wider AS ({_SAME}) EXCEPT SELECT person FROM reached")
        con.execute("INSERT INTO reached SELECT person FROM wider")
        con.execute("INSERT INTO fresh SELECT person FROM wider")


#: Children, born or not, one of whose references, or whose mother's before birth, is `near`.
JUDGED = """
SELECT h.human AS child FROM human h WHERE h.person IN (SELECT person FROM near)
UNION
SELECT key_of(p.ref) FROM carried p JOIN human h ON h.human = p.mother WHERE p.baby IS NULL AND h.person IN (SELECT person FROM near)
"""
#: Those of them, and those whose families are as they were, who were judged before.
BEFORE = "SELECT child, child_ref FROM met"
assert set(_READ) <= set(TABLES)
