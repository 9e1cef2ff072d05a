"""Seeded life stories as a health feed, with the truth beside them."""
