"""Who belongs to whom: identities and bonds, each table one SQL file over the record tables, in this order."""

from collections.abc import Callable

from kinsight.store.sql_files import statement as read

#: Makes a table of what a query gives; how many rows.
Make = Callable[[str, str], int]

#: Humans who are linked, step by step, are a group: of each edge table (`one`, `other`, a row each way), the table of its groups.
GROUPS = {"link_stated": "link_group", "link_believed": "link_one"}

#: Each builds on those before it. They need `person`, `bond`, `link` and `supersession` alone.
WHO_IS_WHO = ("believed", "newest", "parted", "link_member", "link_stated", "link_apart", "link_believed", "human")
#: `clock(as_of, horizon)`, the tables `records.*` and `key_of`, `iso_day`, `day_words` must be there.
STEPS = (*WHO_IS_WHO, "who", "relation", "pregnancy", "carried", "child_record", "lineage", "tie", "bond")

#: Facts by which families themselves are joined: who is expected, and who no longer; whose address joins
#: nobody. No other fact changes who belongs to whom.
CONCEPTS = ("expected-date", "pregnancy-ended", "restricted-record")

#: Expressions that several steps share, by the word that stands for each.
_SHARED = {
    # Whether the records `a` and `b` cannot be of one human.
    "contradicts": """(a.birth_order <> b.birth_order OR a.sex <> b.sex AND a.given <> b.given
        OR a.born <> b.born AND NOT (
          coalesce(a.given = b.given, true) AND (
            a.birthday LIKE '1 January %' AND substr(a.birthday, -4) = substr(b.birthday, -4)
            OR b.birthday LIKE '1 January %' AND substr(a.birthday, -4) = substr(b.birthday, -4)
            OR a.birthday LIKE '1 %' AND substr(a.birthday, 2) = substr(b.birthday, instr(b.birthday, ' '))
            OR b.birthday LIKE '1 %' AND substr(b.birthday, 2) = substr(a.birthday, instr(a.birthday, ' ')))))""",
    # The human that its number alone makes a person (`newest n`, `parted d`).
    "by_number": """CASE WHEN d.person IS NOT NULL THEN d.human
        WHEN n.nhs_number IS NULL THEN n.person ELSE key_of('nhs/' || n.nhs_number) END""",
}


def statement(step: str) -> str:
    """SQL of a step."""
    return read(step, "kinsight.identity", **_SHARED)


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
    while make("link_turn", _TURN.format(edges=edges, groups=groups)):
        merged = f"SELECT g.human, coalesce(t.first_of, g.first_of) AS first_of FROM {groups} g LEFT JOIN link_turn t ON t.human = g.human"
        make("link_merged", merged)
        make(groups, "SELECT human, first_of FROM link_merged")


_TURN = """
WITH beside AS (
  SELECT e.one AS human, min(g.first_of) AS first_of FROM {edges} e JOIN {groups} g ON g.human = e.other GROUP BY e.one
)
SELECT b.human, least(b.first_of, f.first_of) AS first_of
FROM beside b JOIN {groups} g ON g.human = b.human JOIN {groups} f ON f.human = b.first_of
WHERE least(b.first_of, f.first_of) < g.first_of
"""
