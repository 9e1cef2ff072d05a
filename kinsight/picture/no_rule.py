"""What services wrote about a child in codes that no rule reads: shown as it was recorded, so that nothing is passed over in silence."""

from collections.abc import Iterable

from kinsight.engine.families.child_family import ChildFamily
from kinsight.picture.contract import CodeShown
from kinsight.picture.iso_days import iso
from kinsight.picture.naming import Naming
from kinsight.picture.source import read
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store import scratch_database
from kinsight.store.days import FOREVER
from kinsight.store.schema import AUTHOR_SYSTEM, NUMBER_NOT_USED, PHONE
from kinsight.store.sql_files import statement
from kinsight.store.workspace import Workspace

#: The tables that it is read from.
_TABLES = ("event", "supersession", "service")


def codes(workspace: Workspace, child: str, as_of: int, knowledge: Knowledge, own: Iterable[str]) -> list[CodeShown]:
    """Codes on the child's own records, the newest first; none of anyone else's, so none of an unborn child. Raises ChildUnknown.

    `own`: what the reader's services may be called by, for where someone of the family has a restricted record.
    """
    family = read(workspace, child, as_of, knowledge, False)
    people = sorted({one.person for one in family.bonds if one.role == "self"})
    if family.child.born is None or not people:
        return []
    query = statement(
        "no_rule",
        __package__,
        people=", ".join(map(str, people)),
        author=AUTHOR_SYSTEM,
        unused=NUMBER_NOT_USED,
        phone=PHONE,
        as_of=as_of,
        forever=FOREVER,
    )
    with scratch_database.connected() as con:
        workspace.attach(con, tables=_TABLES)
        rows = con.execute(query).fetchall()
    naming = Naming(family, own)
    return [_shown(row, family, naming) for row in rows]


def _shown(
    row: tuple[str, str, str, str | None, str, int | None, int, str], family: ChildFamily, naming: Naming
) -> CodeShown:
    ref, system, code, term, certainty, on, known, service = row
    named = naming.of(family.service_numbers[service]) if service in family.service_numbers else None
    return {
        "ref": ref, "system": system, "code": code, "term": term, "certainty": certainty, "on": None if on is None else iso(on),
        "known": iso(known), "service": named.ref if named else "", "service_name": named.name if named else None,
        "service_kind": named.kind if named else "",
    }  # fmt: skip
