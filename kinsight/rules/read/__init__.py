"""Reads the files of practice knowledge, and remembers of every item in which file and line it stands."""
