"""Filings: goals, mid-year monitoring and self-evaluation on their way from draft to publication."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jixiao.web.models.dossiers import Dossier
from jixiao.web.models.people import CODE, Account
from jixiao.web.models.target_requests import TargetRequest


class Filing(models.Model):
    """What a dossier hands in at a stage of the year (目标申报, 年中监控, 年终自评), and how far it has come."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="filings")
    stage = models.CharField(max_length=20)
    state = models.CharField(max_length=30, default="draft")
    version = models.IntegerField(default=1)
    due_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True, blank=True)
    handed_in_version = models.IntegerField(null=True, blank=True)
    """The version of the dossier that was handed in."""

    class Meta:
        """One for a stage."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "stage"], name="filing_once")]
        indexes: ClassVar = [models.Index(fields=["stage", "state"])]

    def __str__(self) -> str:
        return f"{self.stage} {self.state}"


class Step(models.Model):
    """A step that a filing has taken, or a request to change a target."""

    filing = models.ForeignKey(Filing, models.CASCADE, null=True, blank=True, related_name="steps")
    request = models.ForeignKey(TargetRequest, models.CASCADE, null=True, blank=True, related_name="steps")
    action = models.CharField(max_length=30)
    from_state = models.CharField(max_length=30)
    to_state = models.CharField(max_length=30)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    dossier_version = models.IntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """As they were taken."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(filing=None) ^ models.Q(request=None), name="step_of_one_matter")
        ]
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.action


class Confirmation(models.Model):
    """An office's word that what it recorded is complete."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="confirmations")
    office_code = models.CharField(max_length=CODE)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    dossier_version = models.IntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once for an office."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["filing", "office_code"], name="confirmation_once")]

    def __str__(self) -> str:
        return self.office_code


class Remark(models.Model):
    """What the bureau remarks on an item, or on the whole filing where ``item_code`` is empty, and what the unit did about it."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="remarks")
    item_code = models.CharField(max_length=100, blank=True)
    text = models.TextField()
    is_required = models.BooleanField(default=True)
    """Whether nothing is handed in before it is answered; a hint needs no answer."""
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    """The remark whose answer did not do."""
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """As they were made."""

        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def awaits_answer(self) -> bool:
        """Whether the unit still has to answer it."""
        return self.is_required and not self.answer and self.closed_at is None

    @property
    def awaits_bureau(self) -> bool:
        """Whether the bureau has an answer to look at."""
        return bool(self.answer) and self.closed_at is None


class Publication(models.Model):
    """What a unit published of a filing: data and files as they were that day, without internal and personal data."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="publications")
    data = models.JSONField()
    dossier_version = models.IntegerField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.at}"


class Notice(models.Model):
    """A line for one person: what happened or falls due, and where to go. ``mark`` keeps the same line from being said twice."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="notices")
    zh = models.TextField()
    en = models.TextField()
    address = models.CharField(max_length=300, blank=True)
    mark = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "mark"], condition=~models.Q(mark=""), name="notice_once")
        ]

    def __str__(self) -> str:
        return self.zh[:40]
