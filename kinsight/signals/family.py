"""One child's family as it could be known on a day: people, couples, addresses, facts; what the page draws."""

from collections.abc import Iterable
from typing import Any

from kinsight.practice.knowledge import Knowledge
from kinsight.practice.roles import SAME_ADDRESS
from kinsight.records.days import iso
from kinsight.records.store import Workspace
from kinsight.signals.onefamily import OneFamily, Row, reading
from kinsight.signals.words import role_order

Told = dict[str, Any]


def family(workspace: Workspace, child: str, as_of: int, knowledge: Knowledge, own: Iterable[str] = ()) -> Told:
    """Dates are ISO text or None. `own`: the reader's services. Raises `scope.ChildUnknown`. Shape: docs/picture.md."""
    with reading(workspace, child, as_of, knowledge, own) as found:
        return told(found)


def told(found: OneFamily) -> Told:
    people = _people(found)
    inside = {row["human"] for row in found.rows("SELECT DISTINCT human FROM human JOIN bond USING (person)")}
    return {
        "child": _child(found),
        "people": people,
        "couples": _couples(found, inside),
        "addresses": [] if found.withheld else _addresses(found, inside),
        "events": _events(found),
        "services": found.services,
    }


def _child(found: OneFamily) -> Told:
    row = found.rows(_CHILD, [found.child])[0]
    days = {name: iso(row[name]) for name in ("born", "expected", "died")}
    address = ", ".join(part for part in (row.pop("line"), row.pop("postcode")) if part) or None
    interpreter = None if row["interpreter"] is None else bool(row["interpreter"])
    where = {"practice": None, "practice_name": None, "address": None} if found.withheld else {"address": address}
    return {**row, **days, "interpreter": interpreter, **where, "withheld": found.withheld}


_CHILD = """
SELECT r.ref, coalesce(w.name, 'Unborn child of ' || coalesce(m.name, 'unknown mother')) AS name, w.nhs_number, r.born,
       r.expected, w.sex, w.died, coalesce(w.language, m.language) AS language,
       coalesce(w.interpreter, m.interpreter) AS interpreter, coalesce(w.practice, m.practice) AS practice,
       s.name AS practice_name, a.line, a.postcode
FROM child_record r
LEFT JOIN who w ON w.human = r.child
LEFT JOIN (SELECT l.child, w.* FROM lineage l JOIN who w ON w.human = l.person WHERE l.role = 'mother') m ON m.child = r.child
LEFT JOIN service_alias g ON g.ref = coalesce(w.practice, m.practice)
LEFT JOIN service_no s ON s.service_no = g.service_no
LEFT JOIN (
  SELECT h.human, p.line, p.postcode,
         row_number() OVER (PARTITION BY h.human ORDER BY coalesce(p."from", -1000000) DESC, p.known DESC) AS nth
  FROM records.address p JOIN human h USING (person) LEFT JOIN believed v USING (version) CROSS JOIN clock
  WHERE p.known <= clock.as_of AND coalesce(v.superseded, 2000000000) > clock.as_of
    AND coalesce(p."until", 2000000000) > clock.as_of
) a ON a.human = coalesce(w.human, m.human) AND a.nth = 1
WHERE r.child = ?
LIMIT 1
"""


def _people(found: OneFamily) -> list[Told]:
    """Everyone with a bond to the child, each human once; a role that no longer holds keeps its end."""
    rows = found.rows(
        "SELECT w.human, w.ref, w.name, w.sex, w.born, w.died, b.role, min(b.\"from\") AS starts, max(b.\"until\") AS ends "
        "FROM bond b JOIN human h USING (person) JOIN who w ON w.human = h.human "
        "WHERE b.role <> 'self' AND b.superseded >= 2000000000 GROUP BY w.human, w.ref, w.name, w.sex, w.born, w.died, b.role"
    )  # fmt: skip
    people: dict[int, Told] = {}
    for row in rows:
        one = people.setdefault(row["human"], {**_person(row), "roles": []})
        one["roles"].append({"role": row["role"], "from": iso(row["starts"]), "until": iso(row["ends"])})
    for one in people.values():
        one["roles"].sort(key=lambda role: role_order(role["role"]))
    return sorted(people.values(), key=lambda one: (role_order(one["roles"][0]["role"]), one["born"] or "", one["ref"]))


def _person(row: Row) -> Told:
    return {
        "ref": row["ref"],
        "name": row["name"],
        "sex": row["sex"],
        "born": iso(row["born"]),
        "died": iso(row["died"]),
    }


def _couples(found: OneFamily, inside: set[int]) -> list[Told]:
    rows = found.rows(
        'SELECT a.human AS one, b.human AS other, a.ref AS a, b.ref AS b, min(r."from") AS starts, max(r."until") AS ends '
        "FROM relation r JOIN who a ON a.human = r.patient JOIN who b ON b.human = r.person CROSS JOIN clock "
        "WHERE r.role = 'partner' AND r.known <= clock.as_of AND r.superseded > clock.as_of GROUP BY 1, 2, 3, 4 ORDER BY starts, 3, 4"
    )
    seen: dict[frozenset[int], Told] = {}
    for row in rows:
        if row["one"] in inside and row["other"] in inside:
            told = {"a": row["a"], "b": row["b"], "from": iso(row["starts"]), "until": iso(row["ends"])}
            seen.setdefault(frozenset((row["one"], row["other"])), told)
    return list(seen.values())


def _addresses(found: OneFamily, inside: set[int]) -> list[Told]:
    rows = found.rows(
        'SELECT DISTINCT w.human, w.ref, p.line, p.postcode, p."from" AS starts, p."until" AS ends '
        "FROM records.address p JOIN human h USING (person) JOIN who w ON w.human = h.human "
        "LEFT JOIN believed v USING (version) CROSS JOIN clock "
        "WHERE p.known <= clock.as_of AND coalesce(v.superseded, 2000000000) > clock.as_of ORDER BY starts DESC NULLS LAST, w.ref"
    )
    return [
        {"ref": r["ref"], "line": r["line"], "postcode": r["postcode"], "from": iso(r["starts"]), "until": iso(r["ends"])}
        for r in rows
        if r["human"] in inside
    ]  # fmt: skip


def _events(found: OneFamily) -> list[Told]:
    """Facts about people of this family that are believed on the day, newest first; none of who shares an address and no more."""
    roles = {person: held for person, held in found.roles().items() if held != [SAME_ADDRESS]}
    rows = [row for row in found.facts() if row["person"] in roles and not row["gone"]]
    return [_event(found, row, roles) for row in sorted(rows, key=lambda r: (r["on"], r["event"]), reverse=True)]


def _event(found: OneFamily, row: Row, roles: dict[int, list[str]]) -> Told:
    concept = found.knowledge.concepts[row["concept"]]
    kept = ("ref", "about_ref", "about", "concept", "certainty", "service", "service_name", "service_kind", "value")
    days = {name: iso(row[name]) for name in ("on", "until", "known")}
    role = min(roles[row["person"]], key=role_order)
    return {
        "event": str(row["event"]), **{name: row[name] for name in kept}, **days, "role": role,
        "title": concept.title, "sensitive": concept.sensitive,
    }  # fmt: skip
