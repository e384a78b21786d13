"""What the signals say of the units that handed in, kept for the sampling of the bureau with the versions of the dossiers that it is of."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jixiao.web.models.dossiers import Dossier
from jixiao.web.models.people import Account


class Risk(models.Model):
    """The points of risk of a dossier, and what they come from.

    Many signals hold a unit against the others, so that what is kept is of one who oversees: of the units that they oversee.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="risks")
    dossier_version = models.IntegerField()
    framework = models.CharField(max_length=100)
    stratum = models.CharField(max_length=200)
    points = models.IntegerField(default=0)
    """In hundredths."""
    seen = models.JSONField(default=list)
    """The signals, the strongest first: name, strength, points in hundredths, and up to two numbers in ten-thousandths."""
    because_zh = models.TextField(blank=True)
    """Why it could not be judged; empty where it was."""
    because_en = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        """One for a dossier and whoever oversees it."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "dossier"], name="risk_once")]

    def __str__(self) -> str:
        return f"{self.framework} {self.points}"
