"""Kinsight keeps every child in sight across health services."""

__version__ = "0.1.0"
