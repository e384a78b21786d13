"""Files that were looked through are imported by the same kind of job as others: jobs of the kind that is gone are of that one."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def rename(apps: StateApps, _: BaseDatabaseSchemaEditor | None) -> None:
    """Call them by the name of the kind that does their work now; what they were given it understands."""
    apps.get_model("web", "Job").objects.filter(kind="take_over").update(kind="import")


class Migration(migrations.Migration):
    """Only what the jobs are called."""

    dependencies: ClassVar = [("web", "0030_history_comes_last")]
    operations: ClassVar = [migrations.RunPython(rename, migrations.RunPython.noop)]
