"""Long work in the background, kept in the database so that it outlives a restart."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jixiao.web.models.dossiers import Dossier
from jixiao.web.models.people import Account


class Job(models.Model):
    """A piece of work: queued, running, done, failed or cancelled. A worker that stops beating is taken to be dead, and another takes over."""

    kind = models.CharField(max_length=40)
    account = models.ForeignKey(Account, models.PROTECT, related_name="jobs")
    dossier = models.ForeignKey(Dossier, models.CASCADE, null=True, blank=True, related_name="jobs")
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default="queued", db_index=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    zh = models.TextField(blank=True)
    en = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    attempts = models.IntegerField(default=0)
    is_cancelled = models.BooleanField(default=False)
    worker = models.CharField(max_length=60, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """As they were asked for."""

        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
