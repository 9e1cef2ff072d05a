"""News for a district: a child of so many of its families was not brought, as one more file of a feed."""

import json
from pathlib import Path

import duckdb

from bench.line import AS_OF, END
from kinsight.store.workspace import Workspace

#: Of those to whom something may still happen: under so many days of age.
_UNDER = 6000


def write(workspace: Workspace, to: Path, share: float, turn: int = 0) -> int:
    """The file: the first child of this share of the mothers, of others at every turn; at least one. How many lines."""
    with duckdb.connect() as con:
        workspace.attach(con, tables=("person", "bond"))
        refs = [ref for (ref,) in con.execute(_ONE_OF_A_FAMILY, [AS_OF - _UNDER, turn]).fetchall()]
    chosen = sorted(refs[: max(1, round(len(refs) * share))])
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text("".join(_line(ref, f"{share}-{turn}") for ref in chosen))
    return len(chosen)


_ONE_OF_A_FAMILY = """
SELECT min(p.ref) AS ref FROM records.bond b JOIN records.person p ON p.person = b.patient
WHERE b.role = 'mother' AND p.ref LIKE 'Patient/%' AND p.born > ?
GROUP BY b.person ORDER BY hash(b.person, ?), ref
"""


def _line(ref: str, name: str) -> str:
    return json.dumps({
        "resourceType": "Observation", "id": f"news-{name}-{ref.partition('/')[2]}", "status": "final",
        "meta": {"lastUpdated": f"{END}T09:00:00Z"}, "subject": {"reference": ref}, "effectiveDateTime": END.isoformat(),
        "code": {"coding": [{"system": "urn:kinsight:concept", "code": "was-not-brought"}]},
    }) + "\n"  # fmt: skip
