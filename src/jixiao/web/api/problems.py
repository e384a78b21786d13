"""What a program is told when something is not done: a problem (RFC 9457) with a sentence in the language that it asked for."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja.errors import AuthenticationError, HttpError, ValidationError

from jixiao.errors import JixiaoError
from jixiao.findings import finding_json
from jixiao.web.dossiers.uploads import Unsuitable
from jixiao.web.dossiers.writing import Conflict, Faulty, Forbidden, Refusal
from jixiao.web.models import Record
from jixiao.web.saying import without_places
from jixiao.wording import LANGUAGES, Language, Text, of_words

TYPE = "application/problem+json"
PRECONDITION_REQUIRED, TOO_MANY = 428, 429
_log = logging.getLogger(__name__)


class Problem(Exception):
    """Something is not done: the status, why, and what programs may want to know besides."""

    def __init__(self, status: int, because: Text, more: Mapping[str, object] | None = None) -> None:
        super().__init__(because.say("en"))
        self.status = status
        self.because = because
        self.more = dict(more or {})
        self.headers: dict[str, str] = {}


def missing() -> Problem:
    """There is nothing, or nothing that whoever asks may know of."""
    return Problem(HTTPStatus.NOT_FOUND, _MISSING)


def language_of(request: HttpRequest) -> Language:
    """The language that the request prefers among ours: Chinese unless English is asked for before it."""
    asked: list[tuple[int, int, Language]] = []
    for place, part in enumerate(request.headers.get("Accept-Language", "").split(",")[:20]):
        name, _, quality = part.strip().partition(";")
        language = next((each for each in LANGUAGES if name.strip().lower().split("-")[0] == each), None)
        if language is not None:
            asked.append((-_weight(quality), place, language))
    if asked:
        return min(asked)[2]
    return "en" if getattr(request, "language", "zh") == "en" else "zh"


def _weight(quality: str) -> int:
    """A quality such as ``q=0.8`` in thousandths."""
    digits = quality.strip().removeprefix("q=").replace(".", "").strip()
    return int((digits + "000")[:4]) if digits.isascii() and digits.isdecimal() else 1000


def answered(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem as an answer."""
    language = language_of(request)
    body = {
        "type": "about:blank",
        "title": _title(problem.status).say(language),
        "status": int(problem.status),
        "detail": problem.because.say(language),
        "instance": f"urn:request:{getattr(request, 'number', '')}",
        **{name: _spoken(value, language) for name, value in problem.more.items()},
    }
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=problem.status, content_type=TYPE)
    response["Content-Language"] = language
    for name, value in problem.headers.items():
        response[name] = value
    return response


def _spoken(value: object, language: Language) -> object:
    if isinstance(value, Text):
        return value.say(language)
    if isinstance(value, Mapping):
        return {name: _spoken(each, language) for name, each in value.items()}
    return [_spoken(each, language) for each in value] if isinstance(value, (list, tuple)) else value


# ---- what the rooms below refuse


def of_refusal(request: HttpRequest, refused: Refusal) -> HttpResponse:
    """Nothing was written, and why."""
    if isinstance(refused, Forbidden):
        return answered(request, Problem(HTTPStatus.FORBIDDEN, refused.because))
    if isinstance(refused, Faulty):
        language = language_of(request)
        listed = [finding_json(each, language) for each in refused.findings[:_MOST]]
        return answered(request, Problem(HTTPStatus.UNPROCESSABLE_ENTITY, refused.because, {"errors": listed}))
    if isinstance(refused, Conflict):
        is_precondition = "If-Match" in request.headers
        status = HTTPStatus.PRECONDITION_FAILED if is_precondition else HTTPStatus.CONFLICT
        return answered(request, Problem(status, refused.because, _difference(refused.theirs, refused.wanted)))
    return answered(request, Problem(HTTPStatus.CONFLICT, refused.because))


def _difference(theirs: Record | None, wanted: Mapping[str, str] | None) -> dict[str, object]:
    """How the row stands now, and where that differs from what was to be written."""
    if theirs is None:
        return {"theirs": None, "wanted": dict(wanted) if wanted else None, "differing": []}
    mine = wanted or {}
    names = sorted(name for name in {*theirs.values, *mine} if theirs.values.get(name, "") != mine.get(name, ""))
    said = [{"column": name, "theirs": theirs.values.get(name, ""), "wanted": mine.get(name, "")} for name in names]
    stands = {"number": theirs.number, "version": theirs.version, "cells": dict(theirs.values)}
    return {
        "theirs": stands,
        "wanted": dict(wanted) if wanted is not None else None,
        "differing": said if wanted is not None else [],
    }


def of_error(request: HttpRequest, error: JixiaoError) -> HttpResponse:
    """What was asked for makes no sense, or a file cannot be read."""
    return answered(request, Problem(HTTPStatus.UNPROCESSABLE_ENTITY, without_places(error.text)))


def of_file(request: HttpRequest, error: Unsuitable) -> HttpResponse:
    """A file that is not taken."""
    return answered(request, Problem(HTTPStatus.UNPROCESSABLE_ENTITY, without_places(error.because)))


# ---- what the library and the framework refuse


def of_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Parameters or a body of another shape than described."""
    listed = [
        {"where": ".".join(str(part) for part in each.get("loc", ())), "because": str(each.get("msg", ""))}
        for each in error.errors[:_MOST]
    ]
    return answered(request, Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _SHAPE, {"errors": listed}))


def of_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Whatever else the library refuses."""
    if isinstance(error, AuthenticationError):
        problem = Problem(HTTPStatus.UNAUTHORIZED, _NOBODY)
        problem.headers["WWW-Authenticate"] = "Bearer"
        return answered(request, problem)
    return answered(request, Problem(error.status_code, _UNREADABLE))


def of_suspicion(request: HttpRequest, error: SuspiciousOperation | MultiPartParserError) -> HttpResponse:
    """A request that is too large or makes no sense."""
    is_large = isinstance(error, RequestDataTooBig)
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_large else HTTPStatus.BAD_REQUEST
    return answered(request, Problem(status, _TOO_LARGE if is_large else _UNREADABLE))


def of_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem that the API itself raised."""
    return answered(request, problem)


def of_mistake(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our own mistake: the log says which."""
    _log.error("the API broke over %s %s", request.method, request.path, exc_info=error)
    return answered(request, Problem(HTTPStatus.INTERNAL_SERVER_ERROR, _BROKE))


HANDLERS: Sequence[tuple[type[Exception], Any]] = (
    (Problem, of_problem),
    (Refusal, of_refusal),
    (JixiaoError, of_error),
    (Unsuitable, of_file),
    (ValidationError, of_validation),
    (HttpError, of_http),
    (SuspiciousOperation, of_suspicion),
    (MultiPartParserError, of_suspicion),
    (Exception, of_mistake),
)

_MOST = 200
_TITLES = {
    400: Text("请求有误", "Bad request"),
    401: Text("需要令牌", "A token is needed"),
    403: Text("没有权限", "Not permitted"),
    404: Text("没有找到", "Not found"),
    405: Text("不支持这种方法", "Method not allowed"),
    409: Text("与现状冲突", "Conflict"),
    412: Text("别人已经改过", "Changed meanwhile"),
    413: Text("内容过大", "Too large"),
    422: Text("内容有误", "Faulty content"),
    428: Text("需要版本", "A version is needed"),
    429: Text("请求过多", "Too many requests"),
    500: Text("程序出错", "Our own mistake"),
}


def _title(status: int) -> Text:
    return _TITLES.get(int(status), of_words(HTTPStatus(status).phrase, HTTPStatus(status).phrase))


_MISSING = Text("这里没有内容，或者不是您可以看的", "There is nothing here, or nothing that you may see")
_NOBODY = Text("请在 Authorization 中给出有效的令牌", "Give a token that is in force in Authorization: Bearer")
_SHAPE = Text("参数或内容的形式不对，见 errors", "Parameters or content are not of the shape described; see errors")
_UNREADABLE = Text(
    "请求无法理解：内容应为 UTF-8 的 JSON", "The request cannot be understood: its content has to be JSON in UTF-8"
)
_TOO_LARGE = Text("内容过大；成批的内容请用文件上传", "The content is too large; hand in files for what is large")
_BROKE = Text("程序出错，错误已记入日志", "The program failed over it; the log says how")
