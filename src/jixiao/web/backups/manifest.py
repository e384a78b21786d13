"""What a backup says of itself: what it holds, with digests, and what it has to come out as."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import NamedTuple

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from jixiao.web.dossiers.standings import worked_out
from jixiao.web.history.chain import verify
from jixiao.web.models import Dossier
from jixiao.wording import Text

EDITION = 1
MANIFEST = "manifest.json"
ROWS, FILES = "rows", "files"
KEY_FILE, DATABASE_FILE = "secret.key", "jixiao.sqlite3"
_OWN = ("framework", "total", "out_of", "grade")


class State(NamedTuple):
    """What a site comes to: the score of each dossier, and the head of its history."""

    dossiers: dict[str, dict[str, object]]
    history: dict[str, object]

    def differences(self, other: State) -> list[Text]:
        """Where another site comes to something else."""
        found = [
            _DIFFERS.fill(what=name, expected=self.dossiers.get(name), found=other.dossiers.get(name))
            for name in sorted({*self.dossiers, *other.dossiers})
            if self.dossiers.get(name) != other.dossiers.get(name)
        ]
        if self.history != other.history:
            found.append(_HISTORY.fill(expected=self.history, found=other.history))
        return found


_DIFFERS = Text(
    "卷宗 {what}：备份时为 {expected}，恢复后为 {found}",
    "Dossier {what}: {expected} in the backup, {found} after it was restored",
)
_HISTORY = Text(
    "历史记录：备份时为 {expected}，恢复后为 {found}", "History: {expected} in the backup, {found} after it was restored"
)


def state() -> State:
    """What the site comes to now: every dossier scored from its rows, the chain of history read from end to end."""
    found = verify()
    dossiers = Dossier.objects.select_related("unit").order_by("unit__code", "fiscal_year")
    return State(
        {f"{each.unit.code} {each.fiscal_year}": _came_to(each) for each in dossiers.iterator(chunk_size=200)},
        {"entries": found.entries, "head": found.head, "breaks": len(found.breaks)},
    )


def _came_to(dossier: Dossier) -> dict[str, object]:
    said = worked_out(dossier, anew=True)
    known: dict[str, object] = {"version": dossier.version}
    if said is not None:
        scores = json.dumps(said["scores"], ensure_ascii=False, sort_keys=True)
        known |= {name: said[name] for name in _OWN} | {"scores": sha256(scores.encode()).hexdigest()}
    return known


def migrations() -> list[str]:
    """The tables' editions: every migration that the database has been through."""
    return sorted(f"{app} {name}" for app, name in MigrationRecorder(connection).applied_migrations())
