"""The query program, the engine that runs it, and the slow reference that checks it."""
