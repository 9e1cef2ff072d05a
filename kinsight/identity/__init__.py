"""Who belongs to whom: identities and bonds, each with its evidence."""
