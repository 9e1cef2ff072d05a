"""One child's family as a picture is made of it: joined in SQLite, judged, and handed over as plain values."""

from typing import Any

from kinsight.engine.database import Lite, statement
from kinsight.engine.families import inputs
from kinsight.engine.families.one import (
    Address,
    ChildFamily,
    ChildRecord,
    ChildUnknown,
    Couple,
    Fact,
    FamilyBond,
    Person,
    Service,
)
from kinsight.practice.knowledge import Knowledge
from kinsight.records.store import Workspace
from kinsight.signals import scope
from kinsight.signals.onefamily import keep_children, opened


def read(workspace: Workspace, child: str, as_of: int, knowledge: Knowledge, views: bool) -> ChildFamily:
    """Join and judge the family of one child (NHS number or reference), as it could be known on a day. Raises ChildUnknown."""
    with opened(workspace, knowledge) as (db, judge):
        key = _join(db, child, as_of)
        judged = judge.one(db, views)
        services = _services(db)
        return ChildFamily(
            as_of=as_of, child=_child(db, key), people={row[0]: Person._make(row) for row in _rows(db, _PEOPLE)},
            bonds=tuple(map(FamilyBond._make, _rows(db, _BONDS))), facts=tuple(map(Fact._make, _rows(db, _FACTS))),
            addresses=tuple(map(Address._make, _rows(db, _ADDRESSES))),
            couples=tuple(map(Couple._make, _rows(db, _COUPLES))), restricted=bool(_rows(db, _RESTRICTED)),
            services={number: Service(ref, name, kind) for number, ref, name, kind in services},
            service_numbers=dict(_rows(db, "SELECT ref, service_no FROM service_alias")), judged=judged,
        )  # fmt: skip


def _rows(db: Lite, query: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    return db.con.execute(query, parameters).fetchall()


def _join(db: Lite, child: str, as_of: int) -> int:
    """Make the tables of the family; the child's key."""
    scope.read(db, [child])
    inputs.build(db, as_of)
    key = _which(db, child)
    keep_children(db, [key])
    db.run(statement("believed_on"))
    return key


def _which(db: Lite, child: str) -> int:
    """The child asked for, or the born child that the pregnancy asked for became."""
    asked = ", ".join(map(str, scope.child_keys(db)))
    keys = _rows(db, f"SELECT child FROM child WHERE child IN ({asked})")
    if not keys:
        keys = _rows(db, "SELECT baby FROM carried WHERE ref = ? AND baby IN (SELECT child FROM child)", (child,))
    if not keys:
        raise ChildUnknown(_why_no_child(db, child, asked))
    return int(keys[0][0])


def _why_no_child(db: Lite, child: str, asked: str) -> str:
    """Who is not a child, who may be one, and a number that does not say who is meant."""
    if _rows(db, "SELECT 1 FROM parted WHERE nhs_number = ? LIMIT 1", (child.replace(" ", ""),)):
        return (
            "records with this NHS number contradict each other, and are kept apart: ask for one by its reference "
            "(kinsight identity conflicts names them)"
        )
    if _rows(db, f"SELECT 1 FROM who WHERE human IN ({asked}) AND born IS NULL LIMIT 1"):
        return (
            "this person's birth date is not recorded: whether they are a child is not known, and nothing can be judged. "
            "Ask a service that knows them, and load the record again"
        )
    return "this person is not a child on that day"


def _child(db: Lite, key: int) -> ChildRecord:
    row = ChildRecord._make(_rows(db, _CHILD, (key,))[0])
    return row._replace(interpreter=None if row.interpreter is None else bool(row.interpreter))


def _services(db: Lite) -> list[tuple[Any, ...]]:
    return _rows(db, "SELECT service_no, ref, name, kind FROM service_no")


_CHILD = """
SELECT r.child, r.ref, coalesce(w.name, 'Unborn child of ' || coalesce(m.name, 'unknown mother')), w.nhs_number, r.born, r.expected,
       r.left_on, w.died, w.sex, coalesce(w.language, m.language), coalesce(w.interpreter, m.interpreter),
       coalesce(w.practice, m.practice), coalesce(w.human, m.human)
FROM child_record r
LEFT JOIN who w ON w.human = r.child
LEFT JOIN (SELECT l.child, w.* FROM lineage l JOIN who w ON w.human = l.person WHERE l.role = 'mother') m ON m.child = r.child
WHERE r.child = ?
LIMIT 1
"""
_PEOPLE = """
SELECT h.person, h.ref, w.human, w.ref, w.name, w.sex, w.born, w.died
FROM human h JOIN who w ON w.human = h.human
WHERE h.person IN (SELECT person FROM bond)
"""
_BONDS = 'SELECT person, role, "from", "until", known, superseded FROM bond'
_FACTS = """
SELECT e.event, e.ref, e.person, e.concept, e."on", e."until", e.known, coalesce(v.superseded, 2000000000), e.certainty, e.value,
       k.service_no
FROM records.event e JOIN service_key k ON k.service = e.service LEFT JOIN believed v USING (version) CROSS JOIN clock
WHERE e.known <= clock.as_of AND e.concept IS NOT NULL AND e.person IN (SELECT person FROM bond)
UNION ALL
SELECT d.event, d.ref, d.person, d.concept, d."on", d."until", d.known, d.superseded, 'stated', d.value, 0
FROM derived d CROSS JOIN clock
WHERE d.known <= clock.as_of AND d.person IN (SELECT person FROM bond)
"""
_HUMANS = "(SELECT t.human FROM bond b JOIN human t ON t.person = b.person)"
_ADDRESSES = f"""
SELECT h.human, a.line, a.postcode, a."from", a."until", a.known
FROM records.address a JOIN human h USING (person) LEFT JOIN believed v USING (version) CROSS JOIN clock
WHERE a.known <= clock.as_of AND coalesce(v.superseded, 2000000000) > clock.as_of
  AND h.human IN {_HUMANS}
"""
_COUPLES = f"""
SELECT r.patient, r.person, r."from", r."until"
FROM relation r CROSS JOIN clock
WHERE r.role = 'partner' AND r.known <= clock.as_of AND r.superseded > clock.as_of
  AND r.patient IN {_HUMANS} AND r.person IN {_HUMANS}
"""
_RESTRICTED = f"""
SELECT 1 FROM records.event e JOIN human h USING (person) LEFT JOIN believed v USING (version) CROSS JOIN clock
WHERE e.concept = 'restricted-record' AND coalesce(v.superseded, 2000000000) > clock.as_of
  AND h.human IN {_HUMANS}
LIMIT 1
"""
