"""Wrong guesses at signing in, counted for all workers together."""

from django.db import models


class GuessCount(models.Model):
    """How often a guess was wrong under one key: an account from one address, an account, an address, a second factor.

    `key` is a keyed digest: neither a name as it was typed (it may be a password) nor an address can be read here.
    """

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.IntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    blocked_until = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)  # this account has signed in from here

    def __str__(self) -> str:
        return f"{self.failures} wrong guesses"
