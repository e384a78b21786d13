"""An entry of the history comes after all that stand there: none is put in between, or in the place of another.

The embedded database lets ``INSERT OR REPLACE`` take a row out without asking the triggers that guard against deleting; this one is asked.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    (
        "CREATE TRIGGER web_entry_comes_last BEFORE INSERT ON web_entry "
        "WHEN EXISTS (SELECT 1 FROM web_entry WHERE number >= NEW.number) "
        "BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END"
    ),
)
POSTGRES = (
    (
        "CREATE FUNCTION web_entry_follows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF EXISTS (SELECT 1 FROM web_entry WHERE number >= NEW.number) "
        "THEN RAISE EXCEPTION 'the history is append-only'; END IF; RETURN NEW; END $$"
    ),
    "CREATE TRIGGER web_entry_comes_last BEFORE INSERT ON web_entry FOR EACH ROW EXECUTE FUNCTION web_entry_follows()",
)


def guard(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Set the trigger."""
    for statement in POSTGRES if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


class Migration(migrations.Migration):
    """A trigger beside the table."""

    dependencies: ClassVar = [("web", "0020_rounds")]
    operations: ClassVar = [migrations.RunPython(guard, migrations.RunPython.noop)]
