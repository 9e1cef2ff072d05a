"""Who works here: a role, services, what they last looked at and what they had begun to write."""

from django.conf import settings
from django.db import models

from kinsight.casework.models.children import Service
from kinsight.casework.models.publications import Publication


class Role(models.TextChoices):
    """The role words of the expectations' owners, and their titles."""

    GP = "gp", "GP"
    HEALTH_VISITOR = "health-visitor", "Health visitor"
    MIDWIFE = "midwife", "Midwife"
    SCHOOL_NURSE = "school-nurse", "School nurse"
    CAMHS = "camhs", "CAMHS practitioner"
    ADULT_MENTAL_HEALTH = "adult-mental-health", "Adult mental health practitioner"
    SUBSTANCE_MISUSE = "substance-misuse", "Substance misuse practitioner"
    SEXUAL_HEALTH = "sexual-health", "Sexual health practitioner"
    PAEDIATRICIAN = "paediatrician", "Paediatrician"
    DENTIST = "dentist", "Dentist"
    EMERGENCY = "emergency", "Emergency department clinician"
    COMMUNITY_NURSE = "community-nurse", "Community nurse"
    SOCIAL_WORKER = "social-worker", "Social worker"
    RECEPTION = "reception", "Receptionist"
    MANAGER = "manager", "Service manager"
    NAMED = "named", "Named safeguarding professional"
    DESIGNATED = "designated", "Designated safeguarding professional"
    COMMISSIONER = "commissioner", "Commissioner"


class Staff(models.Model):
    """One member of staff: one role, in one or more services."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff")
    role = models.CharField(max_length=40, choices=Role.choices)
    services = models.ManyToManyField(Service, related_name="staff", blank=True)

    def __str__(self) -> str:
        return f"{self.user.get_full_name() or self.user.get_username()}, {self.get_role_display()}"


class LastLooked(models.Model):
    """What this member of staff had read of the new patterns: all that `publication` and those before it brought."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="last_looked")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    def __str__(self) -> str:
        return f"Looked on {self.on}"


class Draft(models.Model):
    """What someone had written when their session ran out. Offered back to the same person, then removed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    path = models.CharField(max_length=500)
    body = models.JSONField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "path"], name="one_draft_per_page"),)

    def __str__(self) -> str:
        return f"Draft {self.pk}"
