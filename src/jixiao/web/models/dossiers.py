"""Dossiers: what a unit knows about a fiscal year, each row of each table as the texts of its cells.

The cells are kept as texts that read back exactly (an amount to the fen, 约1600, 不适用), as they stand in a folder's CSV. A database's own
numbers would not: SQLite turns decimals into binary floats. What a row is about (its key, office, day) stands in columns beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models

from jixiao.web.models.ordered import OrderedJSON
from jixiao.web.models.people import CODE, Account, Unit


class Dossier(models.Model):
    """A unit's fiscal year. ``version`` grows with every change of any of its rows, so that whatever was worked out can say of which."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="dossiers")
    fiscal_year = models.IntegerField()
    manifest = models.JSONField(default=dict)
    registers = models.JSONField(default=list)
    """The tables that were handed in though they have no rows: an empty register is not an absent one."""
    counters = models.JSONField(default=dict)
    """The highest number that a row of each table ever had: a row that was taken out never lends its number to another."""
    version = models.IntegerField(default=1)
    whole_version = models.IntegerField(default=1)
    """The version at which more than single rows were last added or changed: what was read before it has to be read anew as a whole."""
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """One for a unit and a year."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "fiscal_year"], name="dossier_once")]
        ordering: ClassVar = ["-fiscal_year", "unit__code"]

    def __str__(self) -> str:
        return f"{self.unit.code} {self.fiscal_year}"

    @property
    def folder(self) -> Path:
        """Where its evidence, its own frameworks and its snapshots stand."""
        return Path(settings.DATA) / "dossiers" / str(self.pk)


class LedgerKind(models.Model):
    """A ledger kind that the dossier keeps, as its YAML file would describe it."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="ledger_kinds")
    name = models.CharField(max_length=30)
    data = OrderedJSON()

    class Meta:
        """By name."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "name"], name="ledger_kind_once")]
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    """A row of a table. ``number`` is its place in the table and never given again; ``version`` grows with each change of it."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="records")
    table = models.CharField(max_length=40)
    number = models.IntegerField()
    key = models.CharField(max_length=400)
    """The cells of its key, unit first, with ``/`` between them."""
    office_code = models.CharField(max_length=CODE, blank=True)
    occurred_on = models.DateField(null=True, blank=True)
    values = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    dossier_version = models.IntegerField(default=0)
    """The version of the dossier that came about when the row was last written."""
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        """In the order of the table."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "table", "number"], name="record_once")]
        indexes: ClassVar = [
            models.Index(fields=["dossier", "table", "key"]),
            models.Index(fields=["dossier", "table", "occurred_on"]),
            models.Index(fields=["dossier", "dossier_version"]),
        ]
        ordering: ClassVar = ["table", "number"]

    def __str__(self) -> str:
        return f"{self.table} {self.key}"


class Standing(models.Model):
    """The score of a dossier as it was worked out at a version of it; kept for lists of many, and checked by ``jixiao audit recompute``."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="standings")
    framework = models.CharField(max_length=100)
    dossier_version = models.IntegerField()
    total = models.CharField(max_length=30, null=True)  # noqa: DJ001 - no total is not an empty one
    out_of = models.CharField(max_length=30)
    in_play = models.CharField(max_length=30)
    grade = models.CharField(max_length=30, blank=True)
    spent_rate = models.CharField(max_length=30, blank=True)
    scores = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        """One for a framework."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "framework"], name="standing_once")]

    def __str__(self) -> str:
        return f"{self.framework} {self.total}"
