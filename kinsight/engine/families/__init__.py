"""Families as the engine reads them: arrays for the judge, and one child's family with its words."""
