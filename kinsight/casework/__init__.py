"""Work, decisions, access and audit; the only door to a child's record."""
