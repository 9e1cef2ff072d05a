"""Decisions: why something owed is not done, by whom, and when it is looked at again."""

import uuid

from django.conf import settings
from django.db import models

from kinsight.casework.models.children import Child


class Ending(models.TextChoices):
    """Why something owed is not done, or not now."""

    DECLINED = "declined", "The family declined"
    UNSAFE = "unsafe", "It could not be asked or done safely"
    NOT_APPLICABLE = "not-applicable", "It does not apply to this child"
    NOT_OURS = "not-ours", "It is not ours to do"
    UNNECESSARY = "unnecessary", "In our judgement it is not needed"


class Decision(models.Model):
    """Of one thing owed (as `Owed` names it): it is off the lists until `review_on`, or until something new sets it off again.

    Never fed back as a fact: nothing was done. `stands` until a later decision about the same thing takes its place.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    expectation = models.CharField(max_length=120)
    anchor = models.BigIntegerField()
    trigger = models.DateField()
    ending = models.CharField(max_length=20, choices=Ending.choices)
    reason = models.TextField()
    decided_on = models.DateField()
    review_on = models.DateField()
    stands = models.BooleanField(default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["child", "expectation", "anchor", "trigger"],
                condition=models.Q(stands=True),
                name="one_decision_stands",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ending} until {self.review_on}"


class Outcome(models.TextChoices):
    """What somebody else found of a decision in supervision."""

    AGREED = "agreed", "It would be decided so again"
    TALK = "talk", "It is to be talked over with who decided"
    UNDONE = "undone", "It should be done: put it back on the list"


class DecisionReview(models.Model):
    """What was found of one decision: once, and never by who decided."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="review")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.outcome} at {self.at}"
