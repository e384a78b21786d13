"""What a form brought back, saved; or the form once more, with what is wrong with it, or with what somebody else wrote meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from django.http import HttpRequest

from jixiao.findings import Finding
from jixiao.web.dossiers import evidence
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.placing import together
from jixiao.web.dossiers.row_forms import RowForm
from jixiao.web.dossiers.rows import differences, normal
from jixiao.web.dossiers.uploads import Unsuitable, Waiting
from jixiao.web.dossiers.writing import Conflict, Faulty, Put, Writer
from jixiao.web.models import Dossier, Record
from jixiao.wording import Text


@dataclass(frozen=True)
class Attempt:
    """How saving went. ``record`` is what was saved, None if nothing was; ``theirs`` what stands there since it was opened."""

    form: RowForm
    number: int | None = None
    version: int | None = None
    record: Record | None = None
    theirs: Record | None = None
    is_gone: bool = False
    """Whether somebody took the row out meanwhile: what was written can be saved as a new one."""
    unsuitable: Text | None = None
    """Why its evidence is not taken; then nothing was saved."""
    waiting: Sequence[Waiting] = ()
    """Files that were handed in with it, and that need not be chosen again."""
    remarks: Sequence[Finding] = ()

    @property
    def status(self) -> HTTPStatus:
        """The status of the answer that shows it."""
        if self.theirs is not None or self.is_gone:
            return HTTPStatus.CONFLICT
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.form.findings or self.unsuitable else HTTPStatus.OK

    @property
    def differing(self) -> Sequence[tuple[Text, str, str]]:
        """The columns in which what stands there now and what was to be saved differ."""
        return list(differences(self.form.spec, self.theirs.values, self.form.values)) if self.theirs else ()


def opened(form: RowForm, record: Record | None) -> Attempt:
    """The form as it is opened: for a row that stands there, or for a new one."""
    if record is None:
        return Attempt(form)
    return Attempt(replace(form, values=normal(form.spec, record.values)), record.number, record.version)


def attempt(
    dossier: Dossier, asked: Attempt, request: HttpRequest, writer: Writer, cells: Mapping[str, str] | None = None
) -> Attempt:
    """Save what came back, with the evidence that came with it, or nothing of it. ``cells`` are those that the form does not ask for.

    A row that somebody else has changed since comes back with their version: who saves again writes over it knowingly. ``Forbidden`` goes
    on to whoever answers.
    """
    given = {name: text for name, text in (cells or {}).items() if text}
    form = replace(asked.form, values=normal(asked.form.spec, asked.form.cells(request.POST.dict()) | given))
    version, handed = _whole(request.POST.get("version", "")), evidence.NOTHING_HANDED
    try:
        if writer.account is not None:
            handed = evidence.of_form(request, writer.account, dossier)
        with together():
            done = evidence.write_with_proofs(dossier, [Put(form.spec.name, asked.number, form.values, version)], writer)
            if handed.files:
                evidence.attach(dossier, done.records[0], handed, writer)
    except Faulty as faulty:
        return replace(asked, form=replace(form, findings=faulty.findings), version=version, waiting=handed.files)
    except evidence.Unconfirmed as unconfirmed:
        return replace(asked, form=form, version=version, unsuitable=unconfirmed.because, waiting=unconfirmed.files)
    except Unsuitable as unsuitable:
        return replace(asked, form=form, version=version, unsuitable=unsuitable.because)
    except Conflict as conflict:
        dossier.refresh_from_db()
        form, theirs = replace(form, tables=assembled(dossier)), conflict.theirs
        if theirs is None:
            return Attempt(form, is_gone=True, waiting=handed.files)
        return replace(asked, form=form, version=theirs.version, theirs=theirs, waiting=handed.files)
    return replace(asked, form=form, record=done.records[0], remarks=done.remarks)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
