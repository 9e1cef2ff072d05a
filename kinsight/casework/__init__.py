"""Work: what is owed, by whom, who may see it, what was done, and who looked."""
