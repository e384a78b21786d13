"""All operations under ``/api/v1/``, with their description at ``/api/v1/openapi.json``."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI, Router
from ninja.errors import HttpError
from ninja.parser import Parser

from jixiao import __version__
from jixiao.web.api.identity import Bearer, Session
from jixiao.web.api.operation import Operation, answering, operations
from jixiao.web.api.problems import HANDLERS, TYPE, answered, missing
from jixiao.web.page import EVERYBODY

PREFIX = "api/v1/"


class _Reading(Parser):
    """JSON in UTF-8, without the signs that no database keeps."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 - as the library has it
        """The content of a request."""
        return _kept(json.loads(request.body.decode("utf-8"), parse_constant=_no_constant))

    def parse_querydict(self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest) -> Any:  # noqa: ANN401
        """The parameters of a request."""
        return _kept(super().parse_querydict(data, list_fields, request))


def _no_constant(word: str) -> None:
    raise ValueError(word)


def _kept(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """The same; refused if a text in it holds NUL or half a sign."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            if "\x00" in each or any("\ud800" <= sign <= "\udfff" for sign in each):
                raise HttpError(HTTPStatus.BAD_REQUEST, "a sign that is not kept")
        elif isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
    return value


def _description() -> NinjaAPI:
    api = NinjaAPI(title="jixiao", version=__version__, urls_namespace="api", docs_url=None, parser=_Reading())
    for kind, handle in HANDLERS:
        api.add_exception_handler(kind, cast("Any", handle))
    router = Router()
    for words, operation in operations():
        _add(router, operation, words.en)
    api.add_router("", router)
    return api


def _add(router: Router, operation: Operation, tag: str) -> None:
    is_open = operation.permission == EVERYBODY
    answers: dict[int, object] = {int(operation.status): operation.answer}
    router.add_api_operation(
        f"/{operation.path}",
        [operation.method],
        answering(operation),
        auth=None if is_open else [Bearer(), Session()],
        response=answers,
        operation_id=operation.name,
        summary=operation.words.en,
        description=f"{operation.words.zh}. {(operation.view.__doc__ or '').strip()}",
        tags=[tag],
        openapi_extra={"x-permission": operation.permission, "responses": {"default": _PROBLEM}},
    )


_PROBLEM = {
    "description": "A problem (RFC 9457): nothing was done, and why",
    "content": {
        TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail", "instance"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "instance": {"type": "string"},
                },
            }
        }
    },
}


def _lost(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address that the API does not have."""
    del rest
    return answered(request, missing())


API = _description()
urlpatterns = [path(PREFIX, API.urls), path(f"{PREFIX}<path:rest>", _lost)]
