"""What programs were answered, so that a write that is sent twice happens once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jixiao.web.models.people import Account


class Answer(models.Model):
    """The answer to a write that bore an ``Idempotency-Key``, kept in one transaction with what was written."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    """The digest of method, address and content."""
    status = models.IntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        """One for a key."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "key"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
