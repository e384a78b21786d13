"""What a form brought back, saved; or the form once more, with what is wrong with it, or with what somebody else wrote meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from django.http import HttpRequest

from jixiao.findings import Finding
from jixiao.web.dossiers.row_forms import RowForm
from jixiao.web.dossiers.writing import Conflict, Faulty, Put, Writer, write
from jixiao.web.models import Dossier, Record


@dataclass(frozen=True)
class Attempt:
    """How saving went. ``record`` is what was saved, None if nothing was; ``theirs`` what stands there since it was opened."""

    form: RowForm
    number: int | None = None
    version: int | None = None
    record: Record | None = None
    theirs: Record | None = None
    remarks: Sequence[Finding] = ()

    @property
    def status(self) -> HTTPStatus:
        """The status of the answer that shows it."""
        if self.theirs is not None:
            return HTTPStatus.CONFLICT
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.form.findings else HTTPStatus.OK


def opened(form: RowForm, record: Record | None) -> Attempt:
    """The form as it is opened: for a row that stands there, or for a new one."""
    if record is None:
        return Attempt(form)
    return Attempt(replace(form, values=record.values), record.number, record.version)


def attempt(
    dossier: Dossier, asked: Attempt, request: HttpRequest, writer: Writer, cells: Mapping[str, str] | None = None
) -> Attempt:
    """Save what came back; ``cells`` are those that the form does not ask for. ``Forbidden`` goes on to whoever answers.

    A row that somebody else has changed since comes back with their version: who saves again writes over it knowingly.
    """
    found = asked.form.cells(request.POST.dict()) | {name: text for name, text in (cells or {}).items() if text}
    form = replace(asked.form, values=found)
    version = _whole(request.POST.get("version", ""))
    try:
        done = write(dossier, [Put(form.spec.name, asked.number, found, version)], writer)
    except Faulty as faulty:
        return replace(asked, form=replace(form, findings=faulty.findings), version=version)
    except Conflict as conflict:
        if conflict.theirs is None:
            raise
        return replace(asked, form=form, version=conflict.theirs.version, theirs=conflict.theirs)
    return replace(asked, form=form, record=done.records[0], remarks=done.remarks)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
