"""The outbox: facts that people record here, on their way back into the records."""

import uuid

from django.conf import settings
from django.db import models

from kinsight.casework.models.children import Child


class RecordedFact(models.Model):
    """Something that was done, as a fact for the record store. `id` makes delivering it twice harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="recorded")
    person_ref = models.TextField()  # whom it is about: the child or a relative
    concept = models.CharField(max_length=120)
    on = models.DateField()  # when it was done
    known = models.DateField()  # when it was recorded here
    note = models.TextField(blank=True)
    expectation = models.CharField(max_length=120, blank=True)  # what it was recorded for, if anything
    service_ref = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True)  # reached the records
    shown_at = models.DateTimeField(null=True)  # the family was swept again and published

    class Meta:
        indexes = (models.Index(fields=["recorded_at"], condition=models.Q(shown_at=None), name="outbox_waiting"),)

    def __str__(self) -> str:
        return f"Recorded fact {self.id}"
