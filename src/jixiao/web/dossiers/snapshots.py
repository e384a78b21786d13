"""Snapshots of monitoring beside a dossier: taken once for a day, told in the history, and read again to see what moved since."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from django.db import transaction

from jixiao.files.writing import make_folder
from jixiao.monitor.snapshots import SNAPSHOTS, Snapshot, path_of, read_snapshot, save
from jixiao.periods import date_of
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.worked_out import monitored
from jixiao.web.history.chain import Act, Change, append
from jixiao.web.models import Dossier


def taken(dossier: Dossier) -> list[date]:
    """The days of which there is a snapshot."""
    found = (date_of(path.stem) for path in (dossier.folder / SNAPSHOTS).glob("*.json"))
    return sorted(day for day in found if isinstance(day, date))


def take(dossier: Dossier, day: date, act: Act) -> bool:
    """Keep what monitoring says of a day; False if it is kept already. ``Misuse`` if another snapshot of that day stands there."""
    found = monitored(dossier, day)
    if path_of(assembled(dossier), found.day).exists():
        save(found)
        return False
    make_folder(dossier.folder)
    with transaction.atomic():
        path = save(found)
        digest = f"sha256:{sha256(path.read_bytes()).hexdigest()}"
        after = {"day": found.day.isoformat(), "digest": digest, "dossier_version": dossier.version}
        change = Change("snapshot", "snapshot", found.day.isoformat(), None, after, dossier.unit.code, dossier.fiscal_year)
        append(act, [change])
    return True


def kept_on(dossier: Dossier, day: date) -> Snapshot | None:
    """The snapshot of a day; None if there is none. ``Unreadable`` if it is damaged."""
    path = path_of(assembled(dossier), day)
    return read_snapshot(path) if path.is_file() else None
