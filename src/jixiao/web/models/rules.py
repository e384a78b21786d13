"""Rules that an administrator brings in and puts into force: frameworks, ledger kinds, deadlines, and how payments are read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jixiao.web.models.people import Unit


class FrameworkEdition(models.Model):
    """A scoring framework as its YAML text. In force for the years and the region that it is given; those shipped need no row here."""

    framework = models.CharField(max_length=100, unique=True)
    source = models.TextField()
    digest = models.CharField(max_length=80)
    is_active = models.BooleanField(default=False)
    first_year = models.IntegerField(null=True, blank=True)
    last_year = models.IntegerField(null=True, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """By id."""

        ordering: ClassVar = ["framework"]

    def __str__(self) -> str:
        return self.framework


class LedgerEdition(models.Model):
    """An edition of a ledger kind that dossiers may take over."""

    name = models.CharField(max_length=30)
    edition = models.CharField(max_length=40)
    source = models.TextField()
    is_active = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """By name and edition."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "edition"], name="ledger_edition_once")]
        ordering: ClassVar = ["name", "edition"]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"


class Deadline(models.Model):
    """By when a stage of a year is to be handed in; for a unit and those below it, or for all."""

    fiscal_year = models.IntegerField()
    stage = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+")
    due_on = models.DateField()

    class Meta:
        """One for a stage."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["fiscal_year", "stage", "unit"], name="deadline_once")]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.stage} {self.due_on}"


class Mapping(models.Model):
    """Which columns of the finance system's file are which of a table; saved once, used every month."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="mappings")
    table = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    columns = models.JSONField(default=dict)

    class Meta:
        """One of a name."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "table", "name"], name="mapping_once")]

    def __str__(self) -> str:
        return self.name
