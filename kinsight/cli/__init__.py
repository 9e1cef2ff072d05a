"""Parses the command line, calls the rooms, prints."""
