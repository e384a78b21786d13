"""The history: every change of every record, each sealed with the one before it. Nothing in it is ever changed or taken out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One change. ``before`` and ``after`` are the cells that differ; a new record has no before, a removed one no after.

    People and dossiers are named by what they are called, not by reference: the history outlives them. ``seal`` is the digest of
    all that stands here and of the seal before (``jixiao audit verify``).
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=40)
    username = models.CharField(max_length=80)
    person = models.CharField(max_length=80)
    origin = models.CharField(max_length=60)
    """Where it came from: an address, the command line, a background job."""
    request = models.CharField(max_length=40)
    """What belongs together: all changes of one request share it."""
    action = models.CharField(max_length=40)
    unit_code = models.CharField(max_length=64, blank=True)
    fiscal_year = models.IntegerField(null=True)
    table = models.CharField(max_length=40)
    key = models.CharField(max_length=400)
    """The number of the row in its table, or what else names it."""
    about = models.CharField(max_length=400, blank=True)
    """The row's key as people know it."""
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    previous = models.CharField(max_length=80)
    seal = models.CharField(max_length=80)

    class Meta:
        """As it happened."""

        ordering: ClassVar = ["number"]
        indexes: ClassVar = [
            models.Index(fields=["unit_code", "fiscal_year", "table", "key"]),
            models.Index(fields=["username"]),
            models.Index(fields=["request"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.table} {self.key}"
