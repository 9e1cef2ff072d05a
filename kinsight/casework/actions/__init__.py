"""Everything that writes: one function an act, atomic, with its audit row in the same transaction."""
