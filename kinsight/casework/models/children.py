"""Children as the last publication knew them, and the services that know them."""

import secrets

from django.db import models

#: Characters of a name that a search compares.
SEARCHED = 300


def fresh_slug() -> str:
    """What stands for a child in an address: random, so that it says nothing and cannot be guessed."""
    return secrets.token_urlsafe(12)


class Service(models.Model):
    """A service as the records name it. `ref` is its identity, such as `Organization/hv-1`."""

    # What the records say has no longest length here: one record too long would stop all that is published.
    ref = models.TextField(unique=True)
    name = models.TextField(blank=True)
    kind = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name or self.ref


class Child(models.Model):
    """A child or an unborn child. `services` is the caseload: every service that knows the child."""

    ref = models.TextField(unique=True)
    slug = models.CharField(max_length=32, unique=True, default=fresh_slug)
    nhs_number = models.CharField(max_length=10, blank=True, db_index=True)
    name = models.TextField(blank=True)
    # Lower case, one space between words, cut: what a search compares with.
    search_name = models.CharField(max_length=SEARCHED, blank=True, db_index=True)
    # For finding alone (`spelling.padded`): the words of the child's own name, and of the mother's where it may be searched. Never shown.
    name_words = models.TextField(blank=True)
    mother_words = models.TextField(blank=True)
    born = models.DateField(null=True, db_index=True)
    expected = models.DateField(null=True)
    left_on = models.DateField(null=True)
    practice = models.TextField(blank=True)
    # A key of the mother that means nothing outside: brothers and sisters stand together in a list. None where she is not known.
    mother = models.BigIntegerField(null=True, db_index=True)
    services = models.ManyToManyField(Service, related_name="children")

    def __str__(self) -> str:
        return f"Child {self.slug}"
