"""The application as Django knows it."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class Jixiao(AppConfig):
    """The one application of the site; its tables are named ``web_…``."""

    name = "jixiao.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every connection to the embedded database waits for the others, and keeps its writes when the power goes."""
        import_module("jixiao.web.people.signing_in")  # it listens to who signs in
        connection_created.connect(_prepared, dispatch_uid="jixiao.web.connection")
        post_migrate.connect(_projected, sender=self, dispatch_uid="jixiao.web.views")


def _projected(**_: object) -> None:
    """The typed views belong to the tables as they are now; they are known only once the models are."""
    import_module("jixiao.web.dossiers.projecting").project()


def _prepared(connection: object, **_: object) -> None:
    if getattr(connection, "vendor", "") == "sqlite":
        with connection.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA foreign_keys=ON")
