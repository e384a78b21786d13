"""What an operation of the API is: one file of ``operations/`` for what belongs together, each with its permission as pages have it.

A file has ``order``, ``words`` and ``operations``. An operation that names no permission cannot be: the policy is asked before its view is
called, and the access test asks every operation. Addresses of a dossier begin with ``dossiers/{unit}/{year}``, those of a unit with
``units/{unit}``; the view takes a ``Call`` and what else stands in its signature (path, query, body), checked by its types.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus
from inspect import Parameter, Signature, signature
from typing import Any, NamedTuple, get_type_hints

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from jixiao.kinds import load, names
from jixiao.web.api.limiting import KNOWN_CALLERS, UNKNOWN_CALLERS, address_of
from jixiao.web.api.problems import Problem, language_of, missing
from jixiao.web.api.repeating import once
from jixiao.web.history.chain import Act
from jixiao.web.models import Dossier, Unit
from jixiao.web.page import EVERYBODY, SIGNED_IN, Visit
from jixiao.web.people.refused import note_refused
from jixiao.web.visiting import person_of
from jixiao.wording import Text

FOLDER = "jixiao.web.api.operations"
OF_DOSSIER = "dossiers/{unit}/{int:year}"
OF_UNIT = "units/{unit}"


class Call(Visit):
    """A request of a program: who asks, in which language, and what its address is about."""

    def act(self, reason: str = "") -> Act:
        """What the history says of whoever calls."""
        said = super().act(reason)
        token = getattr(self.request, "token_name", "")
        return Act(said.username, said.person, f"api {address_of(self.request)} {token}".strip()[:60], said.request, reason)


@dataclass(frozen=True)
class Answer:
    """What comes of an operation, where it is not simply data: a status, headers."""

    data: object
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


class Operation(NamedTuple):
    """An operation: how it is called, who may call it, what it does and what shape its answer has (None: a file, or nothing)."""

    method: str
    path: str
    view: Callable[..., Any]
    permission: str
    words: Text
    answer: Any = None
    status: int = HTTPStatus.OK

    @property
    def name(self) -> str:
        """What programs call it."""
        return self.view.__name__

    @property
    def of_dossier(self) -> bool:
        """Whether a dossier is named in its address."""
        return self.path.startswith(OF_DOSSIER)

    @property
    def of_unit(self) -> bool:
        """Whether a unit is named in its address, and no year."""
        return self.path.startswith(OF_UNIT)


def operations() -> Iterator[tuple[Text, Operation]]:
    """Every operation, with what the file says that it stands in."""
    for each in sorted((load(FOLDER, name) for name in names(FOLDER)), key=lambda module: module.order):
        for operation in each.operations:
            yield each.words, operation


def answering(operation: Operation) -> Callable[..., HttpResponseBase]:
    """The function that answers: it asks the policy, calls the view, and writes what comes of it as JSON."""

    def answer(request: HttpRequest, **parts: Any) -> HttpResponseBase:  # noqa: ANN401 - read by the view's types
        call = Call(request, person_of(request), language_of(request))
        _count(call)
        if any(isinstance(each, str) and "\x00" in each for each in parts.values()):
            raise missing()
        _find(call, operation, parts)
        _permit(call, operation)
        return once(request, call.person.account, lambda: _written(operation.view(call, **parts), call, operation.status))

    answer.__name__ = operation.name
    answer.__doc__ = operation.view.__doc__
    answer.__signature__ = _signature(operation)  # type: ignore[attr-defined]
    return answer


def _signature(operation: Operation) -> Signature:
    """The view's own, with the request in place of the call, and with what the address is about."""
    hints = get_type_hints(operation.view, include_extras=True)
    taken = list(signature(operation.view).parameters.values())[1:]
    listed = [Parameter("request", Parameter.POSITIONAL_OR_KEYWORD, annotation=HttpRequest)]
    about: dict[str, type] = {"unit": str} if operation.of_dossier or operation.of_unit else {}
    about |= {"year": int} if operation.of_dossier else {}
    listed += [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=kind) for name, kind in about.items()]
    listed += [each.replace(annotation=hints[each.name]) for each in taken]
    return Signature(sorted(listed, key=lambda each: each.default is not Parameter.empty))


def _count(call: Call) -> None:
    account = call.person.account
    if account is None:
        UNKNOWN_CALLERS.count(address_of(call.request))
    else:
        KNOWN_CALLERS.count(f"{account.pk} {getattr(call.request, 'token_name', '')}")


def _find(call: Call, operation: Operation, parts: dict[str, Any]) -> None:
    """The dossier or the unit of the address."""
    if operation.of_dossier:
        unit, year = parts.pop("unit"), parts.pop("year")
        call.dossier = Dossier.objects.select_related("unit").filter(unit__code=unit, fiscal_year=year).first()
        call.unit = call.dossier.unit if call.dossier else None
    elif operation.of_unit:
        call.unit = Unit.objects.filter(code=parts.pop("unit")).first()


def _permit(call: Call, operation: Operation) -> None:
    """What may not be seen is not there; what may be seen but not done is refused."""
    needed = operation.permission
    is_about = operation.of_dossier or operation.of_unit
    if is_about and call.unit is None:
        raise missing()
    if needed in {EVERYBODY, SIGNED_IN}:
        return
    if not call.may(needed):
        note_refused(call.request, call.person, needed)
        if is_about and call.may("see"):
            raise Problem(HTTPStatus.FORBIDDEN, _NOT_PERMITTED, {"permission": needed})
        raise missing()


def _written(made: object, call: Call, status: int) -> HttpResponseBase:
    if isinstance(made, HttpResponseBase):
        return made
    said = made if isinstance(made, Answer) else Answer(made, status)
    if said.status == HTTPStatus.NO_CONTENT:
        response = HttpResponse(status=said.status)
    else:
        text = json.dumps(said.data, ensure_ascii=False, default=_encoded)
        response = HttpResponse(text, status=said.status, content_type="application/json")
        response["Content-Language"] = call.language
    for name, value in said.headers.items():
        response[name] = value
    return response


def _encoded(value: object) -> object:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (Decimal, Text)):
        return str(value)
    raise TypeError(type(value).__name__)


_NOT_PERMITTED = Text(
    "您没有这项权限，或者卷宗在这个状态下不能这样做",
    "You lack this permission, or the dossier is in a state in which this is not done",
)
