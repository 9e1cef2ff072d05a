"""Patterns and owed responses as published: only changes are ever written here.

A row that a later sweep no longer finds is not deleted but withdrawn: someone may have acted on it.
"""

from django.db import models
from django.db.models import Q, UniqueConstraint

from kinsight.casework.models.children import Child, Service


class Publication(models.Model):
    """One application of a sweep: whole, or of one family."""

    at = models.DateTimeField(auto_now_add=True)
    as_of = models.DateField()
    knowledge_version = models.CharField(max_length=64)
    whole = models.BooleanField()
    children = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    segment = models.CharField(max_length=40, blank=True)  # of the results it took over; of one family, none

    def __str__(self) -> str:
        return f"Publication {self.pk} as of {self.as_of}"


class Pattern(models.Model):
    """A spell: the indicator holds on the child from `since` until just before `until`."""

    # Found by the constraint's index, which begins with the child.
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="patterns", db_index=False)
    view = models.TextField()  # "joined", or the ref of the one service that sees it alone
    indicator = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField(null=True)
    count = models.IntegerField()
    knowledge_version = models.CharField(max_length=64)  # that last changed this row
    first = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")  # that brought it
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = (UniqueConstraint(fields=["child", "view", "indicator", "since"], name="one_spell_per_start"),)
        indexes = (models.Index(fields=["view", "since"]),)

    def __str__(self) -> str:
        return f"{self.indicator} since {self.since}"


class Owed(models.Model):
    """A response owed to a child by a role; met on a day, or open, or overdue from `due` on; or never answered."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="owed", db_index=False)
    expectation = models.CharField(max_length=120)
    owner = models.CharField(max_length=40)
    # Whose it is: one service in which the owner has the child. None: the owner works for an area.
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="owed", db_index=False)
    # The child's family: its mother's key, or its own id below zero. Here, so that a list by family asks no other table.
    family = models.BigIntegerField()
    anchor = models.BigIntegerField()  # identity of what triggered it
    trigger = models.DateField()
    due = models.DateField()
    met_on = models.DateField(null=True)
    ends = models.DateField(null=True)  # from this day it is no longer owed at all
    lapses = models.DateField(null=True)  # the same day, where that is because nobody answered in time
    reason = models.TextField(blank=True)
    knowledge_version = models.CharField(max_length=64)
    first = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = (
            UniqueConstraint(fields=["child", "expectation", "anchor", "trigger"], name="one_debt_per_trigger"),
        )
        # All that a list of work asks of what is unmet, child by child: who oversees a region goes through the whole of it. The two
        # that are always empty here are in it because SQLite would look into the table for them.
        indexes = (
            models.Index(
                fields=[
                    "child",
                    "expectation",
                    "due",
                    "trigger",
                    "ends",
                    "owner",
                    "service",
                    "family",
                    "met_on",
                    "withdrawn_on",
                ],
                condition=Q(met_on=None, withdrawn_on=None),
                name="owed_unmet_by_child",
            ),
        )

    def __str__(self) -> str:
        return f"{self.expectation} due {self.due}"
