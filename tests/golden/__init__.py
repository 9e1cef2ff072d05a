"""Golden files: what the program generates, as a reader can open it. `python -m tests.golden` writes them anew."""
