"""Rules in plain words, and which of them may be printed."""
