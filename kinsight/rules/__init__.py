"""Reads practice knowledge, checks it, and hands it on as tables."""
