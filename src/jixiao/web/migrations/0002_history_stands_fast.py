"""What stands in the history can be neither changed nor taken out, whoever asks the database for it.

On PostgreSQL the site's own role needs no more than to add and to read (``docs/how-to/run-a-server.md``); these triggers hold for every role.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = tuple(
    f"CREATE TRIGGER web_entry_no_{event.lower()} BEFORE {event} ON web_entry "
    "BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END"
    for event in ("UPDATE", "DELETE")
)
POSTGRES = (
    (
        "CREATE FUNCTION web_entry_stands_fast() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the history is append-only'; END $$"
    ),
    "CREATE TRIGGER web_entry_no_change BEFORE UPDATE OR DELETE ON web_entry FOR EACH ROW EXECUTE FUNCTION web_entry_stands_fast()",
    "CREATE TRIGGER web_entry_no_truncate BEFORE TRUNCATE ON web_entry FOR EACH STATEMENT EXECUTE FUNCTION web_entry_stands_fast()",
)


def guard(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Set the triggers."""
    for statement in POSTGRES if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


class Migration(migrations.Migration):
    """Triggers beside the table."""

    dependencies: ClassVar = [("web", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(guard, migrations.RunPython.noop)]
