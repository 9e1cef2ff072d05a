"""Which facts can change anything for a child, by who they are about: what no rule asks of a brother, a brother's fact need not wake.

A fact counts where a pattern, a trigger or a response takes it in from someone with such a role, or where it ends a fact that does
(`engine/judge`: contributions, answers, versions). Any fact of those who bring a child up may also bring a service to the
child's caseload (sql/keep_caseload.sql). That anyone's record is restricted changes what may be named (sql/keep_owed.sql).
"""

import pyarrow as pa

from kinsight.engine.rules import ROLE_BITS, Rules
from kinsight.feeds.restricted import RESTRICTED
from kinsight.practice.knowledge import Knowledge
from kinsight.records.keys import small_key

#: Of whom any fact at all counts.
CLOSE = ("self", "mother", "father", "carer", "partner")


def heard(knowledge: Knowledge) -> pa.Table:
    """Table `heard(concept, role)`."""
    tables = {name: rows.to_pylist() for name, rows in Rules(knowledge).tables.items()}
    masks: dict[int, int] = {}
    for row in (*tables["matcher"], *tables["response"]):
        masks[row["concept_key"]] = masks.get(row["concept_key"], 0) | row["mask"]
    ended = {row["closed_by"]: 0 for row in tables["closer"]}
    for row in tables["closer"]:
        ended[row["closed_by"]] |= masks.get(row["concept_key"], 0)
    found = [
        (concept, role)
        for concept in sorted(knowledge.concepts)
        for role, bit in ROLE_BITS.items()
        if role in CLOSE
        or concept == RESTRICTED
        or bit & (masks.get(small_key(concept), 0) | ended.get(small_key(concept), 0))
    ]
    return pa.table({"concept": [one for one, _ in found], "role": [role for _, role in found]})
