"""What must be true of the repository itself; each checker is also run on a bad sample, and must object to it."""
