"""The outbox: facts that people record here, on their way back into the records."""

import uuid

from django.conf import settings
from django.db import models

from kinsight.casework.models.children import Child


class HowKnown(models.TextChoices):
    """How the one who records something came to know of it."""

    SEEN = "seen", "I saw or heard it myself"
    CHILD = "child", "The child told me"
    OTHER = "other", "Someone else told me"
    ALLEGED = "alleged", "It is alleged: someone says so, and it is not confirmed"


class Tie(models.TextChoices):
    """What somebody is to a child, or that they do not belong to its family: said by one who looked into it."""

    MOTHER = "mother", "Their mother"
    FATHER = "father", "Their father"
    PARTNER = "parent-partner", "The partner of a parent or carer"
    CARER = "carer", "A carer, such as a grandparent who looks after them"
    HOUSEHOLD = "household", "Another adult of the household"
    APART = "apart", "Not part of this family"


class RecordedFact(models.Model):
    """Something that was done or that happened, as a fact for the record store. `id` makes delivering it twice harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="recorded")
    person_ref = models.TextField()  # whom it is about: the child or a relative
    concept = models.CharField(max_length=120)
    on = models.DateField()  # when it was done
    known = models.DateField()  # when it was recorded here
    note = models.TextField(blank=True)
    expectation = models.CharField(max_length=120, blank=True)  # what it was recorded for, if anything
    how_known = models.CharField(max_length=10, choices=HowKnown.choices, blank=True)  # of what was done, nothing
    tie = models.CharField(max_length=20, choices=Tie.choices, blank=True)  # what the person is said to be to the child
    tie_from = models.DateField(null=True)  # since when, if it is of one day on
    service_ref = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True)  # reached the records
    shown_at = models.DateTimeField(null=True)  # the family was swept again and published
    refused = models.TextField(blank=True)  # why the records will not take it as it is; no patient's value
    in_error_at = models.DateTimeField(null=True)  # its author said that it was recorded in error
    in_error_on = models.DateField(null=True)  # the day from which the records no longer believe it
    in_error_why = models.TextField(blank=True)
    in_error_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["recorded_at"], condition=models.Q(shown_at=None), name="outbox_waiting"),)

    def __str__(self) -> str:
        return f"Recorded fact {self.id}"


class SubmittedForm(models.Model):
    """A form that was acted on, by the token it carried: the same token again is answered with the same result."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["by", "token"], name="a_form_acts_once"),)

    def __str__(self) -> str:
        return f"Submitted form {self.id}"
