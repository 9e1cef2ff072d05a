"""Who belongs to whom: identities and bonds, each table one SQL file over the record tables, in this order.

Who is who is said by `sql/human.sql`, and who belongs to a child's family by `sql/bond.sql`: nobody else works out either.
"""

from collections.abc import Callable

from kinsight.store import sql_files, supersession

#: Makes a table of what a query gives; how many rows.
Make = Callable[[str, str], int]

#: Humans who are linked, step by step, are a group: of each edge table (`one`, `other`, a row each way), the table of its groups.
GROUPS = {"link_stated": "link_group", "link_believed": "link_one"}

#: Each builds on those before it. They need `person`, `bond`, `link` and `supersession` alone.
WHO_IS_WHO = ("believed", "newest", "parted", "link_member", "link_stated", "link_apart", "link_believed", "human")
#: `clock(as_of, horizon)`, the tables `records.*` and `key_of`, `iso_day`, `day_words` must be there.
STEPS = (*WHO_IS_WHO, "who", "relation", "pregnancy", "carried", "child_record", "lineage", "tie", "bond")

#: The concept of a record that is labelled as restricted.
RESTRICTED = "restricted-record"
#: Facts by which families themselves are joined: who is expected, and who no longer; whose address joins
#: nobody. No other fact changes who belongs to whom.
CONCEPTS = ("expected-date", "pregnancy-ended", RESTRICTED)

_HERE = "kinsight.identity"
#: Expressions that several steps share.
_SHARED = {word: sql_files.statement(word, _HERE) for word in ("contradicts", "by_number")}


def statement(step: str) -> str:
    """SQL of a step."""
    if step == "believed":
        return supersession.first_days("records.supersession")
    return sql_files.statement(step, _HERE, **_SHARED)


def build(make: Make, steps: tuple[str, ...] = STEPS) -> None:
    """Make the tables of these steps from the record tables, by default to `human`, `who`, `child_record` and `bond`."""
    for step in steps:
        make(step, statement(step))
        if step in GROUPS:
            _group(make, step, GROUPS[step])


def _group(make: Make, edges: str, groups: str) -> None:
    """`groups(human, first_of)`: everyone with an edge, and the least of all to whom edges lead, at whatever distance.

    Each turn takes over the least of the neighbours and what that one has: a chain of n needs about log n turns, and most feeds,
    which have no links, none.
    """
    make(groups, f"SELECT DISTINCT one AS human, one AS first_of FROM {edges}")
    while make("link_turn", sql_files.statement("link_turn", _HERE, edges=edges, groups=groups)):
        make("link_merged", sql_files.statement("link_merged", _HERE, groups=groups))
        make(groups, "SELECT human, first_of FROM link_merged")
