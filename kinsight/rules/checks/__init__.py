"""Finds what is wrong with practice knowledge."""
