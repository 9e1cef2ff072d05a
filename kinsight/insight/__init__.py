"""Counts, overlaps and case review."""
