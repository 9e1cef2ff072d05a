"""The engine: judges families by the rules, with functions compiled to machine code; no words, no clock, no database."""
