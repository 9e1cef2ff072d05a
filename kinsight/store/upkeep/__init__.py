"""Keeps a workspace sound: compaction, vacuum, backup and restore, verification, and what is done about damaged parts."""
