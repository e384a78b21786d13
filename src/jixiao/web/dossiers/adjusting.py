"""A target changed within the year, after the goals were confirmed: recorded with its old value, its reason and who approved it."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from jixiao.cycle.target_changes import Changed, Wanted, change_target
from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.adopting import working_copy
from jixiao.web.dossiers.writing import Forbidden, Writer
from jixiao.web.models import Dossier
from jixiao.wording import Text

ACTION = "change_target"


def adjust(dossier: Dossier, wanted: Wanted, writer: Writer) -> Changed:
    """Change a target. ``Forbidden`` if it is not permitted now; ``Misuse`` says why it cannot be recorded as it is.

    The goals themselves are locked by then: what may be written is this change and nothing else, so it is asked for here.
    """
    with transaction.atomic():
        held = Dossier.objects.select_for_update().select_related("unit").get(pk=dossier.pk)
        if writer.person:
            writer.person.forget(held)
            if not writer.person.may("adjust", held):
                raise Forbidden(_LOCKED)
        with working_copy(held, replace(writer, person=None), action=ACTION) as folder:
            made = change_target(read_dossier(folder), wanted)
    dossier.version, dossier.changed_at, dossier.counters = held.version, held.changed_at, held.counters
    return made


_LOCKED = Text(
    "没有保存：您没有权限调整指标值，或者卷宗已经核对、报送而锁定",
    "Nothing was saved: targets are not yours to change, or the dossier is locked because it was checked or handed in",
)
