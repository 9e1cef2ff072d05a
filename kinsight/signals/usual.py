"""What SQLite is told of one family's tables: where an index helps, and how many rows to reckon with.

Without it the planner takes every table for a million rows and builds an index for each join of ten rows with twelve. The numbers
steer plans and mean nothing else: some are larger or smaller than what is there, where that gave the quicker plan.
"""

#: Columns to find rows by, each with its rows to a value (of the first column; of the first two; …).
INDEXES: dict[str, dict[str, str]] = {
    "matcher": {"concept_key": "3"}, "input": {"indicator_id": "3", "source_key": "3"}, "facet": {"roles, bit": "2 1"},
    "tick": {"expectation_id": "9"}, "response": {"expectation_id": "4"}, "schedule": {"turn, target_id": "94 2"},
    "schedule_owed": {"turn": "52"}, "indicator": {"indicator_id": "1"}, "expectation": {"expectation_id": "1"}, "used": {"concept": "1"},
    "event": {"person": "41"}, "kin": {"person": "2"}, "heeded": {"person, concept_key": "30 4"},
    "bearing": {"person, concept_key": "7 2"}, "answerer": {"concept_key, mask, child": "4 2 2"}, "shared": {"child, target_id": "9 1"},
    "contribution": {"child, target_id": "200 2"}, "combined": {"child, target_id": "100 2"}, "spell": {"target_id": "1"},
}  # fmt: skip
ROWS = {
    "wanted": 1, "scope": 13, "clock": 1, "telling": 20,
    # Who belongs to whom.
    "believed": 120, "newest": 100, "parted": 1,
    "link_member": 1, "link_stated": 1, "link_group": 1, "link_turn": 1, "link_merged": 1,
    "link_apart": 1, "link_believed": 1, "link_one": 1,
    "human": 100, "who": 6, "relation": 9, "pregnancy": 3, "carried": 3, "child_record": 3, "lineage": 36, "tie": 120,
    "bond": 12, "child": 1, "derived": 1, "service_code": 9, "service_key": 9, "service_no": 9, "service_alias": 9,
    # What the program makes, in its order.
    "event": 250, "kin": 13, "heeded": 200, "several": 6, "fact": 12, "said": 60, "bearing": 60, "answerer": 100, "contribution": 200,
    "due_now": 50, "trigger": 16, "reply": 19, "owed": 25, "evidence": 40,
    "turn": 60, "combined": 100, "piece": 100, "heap": 50, "tangle": 5_000, "spell": 18, "shared": 9,
    # Knowledge.
    "used": 354, "indicator": 319, "expectation": 181, "input": 393, "response": 605, "role": 8, "facet": 20_000, "matcher": 569,
    "demand": 67, "closer": 38, "tick": 1538, "schedule": 843, "schedule_owed": 362,
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
