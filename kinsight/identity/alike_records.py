"""Two records that may be of one person, for a person to look at: near-same names, one birth date, an address or a phone in common.

Nothing is joined here: the services put a number or a link right, and the next load joins the records.
"""

from dataclasses import dataclass

from kinsight.identity import comparing, proposals
from kinsight.rules.schema.proposal_kinds import ProposalKind
from kinsight.store.workspace import Workspace


@dataclass(frozen=True)
class Alike:
    """Two records by reference; how sure it is, and the evidence in words, as in `proposals.Proposal`."""

    record: str
    other: str
    band: comparing.Band
    speaks_for: list[str]
    speaks_against: list[str]
    beside: list[str]


def read(workspace: Workspace, as_of: int, kind: ProposalKind) -> list[Alike]:
    """All pairs as they could be seen on a day, the likely ones first."""
    with proposals.linked(workspace, as_of, kind, proposals.ALIKE) as con:
        refs = con.execute("SELECT one || '/' || other, one_ref, other_ref FROM alike ORDER BY ALL").fetchall()
        weighed = comparing.compared(con, kind, ("alike_one", "alike_other")) if refs else {}
    made = [_alike(record, other, kind, *weighed[pair]) for pair, record, other in refs]
    return sorted((one for one in made if one), key=lambda one: (one.band != "likely", one.record, one.other))


def _alike(record: str, other: str, kind: ProposalKind, weight: float, levels: comparing.Levels) -> Alike | None:
    if (band := comparing.band(kind, weight)) is None:
        return None
    return Alike(record, other, band, *comparing.in_words(kind, levels, {}))
