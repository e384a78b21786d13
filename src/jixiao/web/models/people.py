"""Units, the people who work for them, and what they were granted."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

CODE = 64


class Unit(models.Model):
    """A unit (单位) of the tree. ``path`` names it and all units above it: those below it are the ones whose path begins with its own."""

    code = models.CharField(max_length=CODE, unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="below")
    kind = models.CharField(max_length=40, blank=True)
    budget_level = models.CharField(max_length=40, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    path = models.CharField(max_length=600, db_index=True)

    class Meta:
        """By code."""

        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def save(self, *arguments: object, **options: object) -> None:
        """Keep the path that follows from the parent."""
        self.path = f"{self.parent.path if self.parent else '/'}{self.code}/"
        super().save(*arguments, **options)  # type: ignore[arg-type]


class Accounts(BaseUserManager["Account"]):
    """All accounts."""

    def create_user(self, username: str, password: str | None, name: str = "", **more: object) -> Account:
        """A new account; without a password only single sign-on opens it."""
        account = self.model(username=username, name=name or username, **more)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person who signs in. What they may do stands in their grants, nowhere else."""

    username = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="zh")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    single_sign_on = models.CharField(max_length=200, blank=True, db_index=True)
    """Who the sign-on service says this is (issuer and subject)."""

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = []
    objects = Accounts()

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role that an account has: for a unit (or all), perhaps one of its offices, perhaps one year."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="grants")
    office_code = models.CharField(max_length=CODE, blank=True)
    fiscal_year = models.IntegerField(null=True, blank=True)

    class Meta:
        """One grant of a kind."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "role", "unit", "office_code", "fiscal_year"], name="grant_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"


class Token(models.Model):
    """A key to the API: only its digest is kept. It can do what its scopes and its account's grants both allow."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
