"""Requests to change a target within the year: asked for by an office, on their way through finance and head, and where needed the bureau."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jixiao.web.models.dossiers import Dossier
from jixiao.web.models.people import CODE, Account

NUMBER = 60


class TargetRequest(models.Model):
    """A target that is to be changed. The indicator keeps its target until the last of those who have to agree has agreed."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="target_requests")
    number = models.IntegerField()
    """Its number in the dossier, never given again."""
    indicator_code = models.CharField(max_length=100)
    office_code = models.CharField(max_length=CODE, blank=True)
    old = models.CharField(max_length=NUMBER)
    """The target that stood there when it was asked for."""
    new = models.CharField(max_length=NUMBER)
    reason = models.TextField()
    wanted_on = models.DateField()
    """The day from which it is to hold; never before the day on which it was decided, as long as that lies in the dossier's year."""
    budget_change_code = models.CharField(max_length=100, blank=True)
    basis = models.JSONField(default=list)
    """The codes of the evidence that it rests on."""
    state = models.CharField(max_length=30, default="asked")
    version = models.IntegerField(default=1)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    checked_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    change_code = models.CharField(max_length=100, blank=True)
    """The row of the changes of targets that came of it."""

    class Meta:
        """As they were asked for."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "number"], name="target_request_once")]
        indexes: ClassVar = [models.Index(fields=["state"])]
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.indicator_code} {self.old} → {self.new}"
