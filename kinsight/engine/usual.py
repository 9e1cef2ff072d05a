"""What SQLite is told of one family's tables: where an index helps, and how many rows to reckon with.

Without it the planner takes every table for a million rows and builds an index for each join of ten rows with twelve. The numbers
steer plans and mean nothing else: some are larger or smaller than what is there, where that gave the quicker plan.
"""

#: Columns to find rows by, each with its rows to a value (of the first column; of the first two; …).
INDEXES: dict[str, dict[str, str]] = {
    "indicator": {"indicator_id": "1"}, "expectation": {"expectation_id": "1"}, "used": {"concept": "1"},
    "event": {"person": "41"}, "spell": {"target_id": "1"},
}  # fmt: skip
ROWS = {
    "wanted": 1, "scope": 13, "clock": 1,
    # Who belongs to whom.
    "believed": 120, "newest": 100, "parted": 1,
    "link_member": 1, "link_stated": 1, "link_group": 1, "link_turn": 1, "link_merged": 1,
    "link_apart": 1, "link_believed": 1, "link_one": 1,
    "human": 100, "who": 6, "relation": 9, "pregnancy": 3, "carried": 3, "child_record": 3, "lineage": 36, "tie": 120,
    "bond": 12, "child": 1, "derived": 1, "service_code": 9, "service_key": 9, "service_no": 9, "service_alias": 9,
    # What the judge reads and finds.
    "event": 250, "owed": 25, "spell": 18,
    # Knowledge.
    "used": 354, "indicator": 319, "expectation": 181,
}  # fmt: skip


def statistics() -> list[tuple[str, str | None, str]]:
    """Rows of `sqlite_stat1`: table, index (None where it has none), rows and rows to a value."""
    found: list[tuple[str, str | None, str]] = []
    for table, rows in ROWS.items():
        indexes = INDEXES.get(table, {})
        found += [(table, index_name(table, columns), f"{rows} {each}") for columns, each in indexes.items()]
        found += [] if indexes else [(table, None, str(rows))]
    return found


def index_name(table: str, columns: str) -> str:
    return f"{table}_{columns}".replace(", ", "_")
