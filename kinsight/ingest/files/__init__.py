"""The bytes of a feed's files, line by line, and what turns other forms of file into lines."""
