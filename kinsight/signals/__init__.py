"""Whom to judge and when: the sweep, one child's picture, Spark; and the slow reference that checks the judge."""
