"""A write that is sent again with its ``Idempotency-Key`` is answered as it was, and not done again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from jixiao.web.api.problems import Problem
from jixiao.web.models import Account, Answer
from jixiao.wording import Text

HEADER = "Idempotency-Key"
KEPT = timedelta(days=1)
LONGEST_KEY = 200
_HEADERS = ("ETag", "Location", "Content-Language")


def once(request: HttpRequest, account: Account | None, do: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Do what the request asks for, or give the answer that it had when it was sent before.

    The key is the caller's for a day. The same key with another content is refused (422). What is refused leaves no answer behind, since
    nothing was written.
    """
    key = request.headers.get(HEADER, "")
    if not key or account is None or request.method in {"GET", "HEAD"}:
        return do()
    if len(key) > LONGEST_KEY or "\x00" in key:
        raise Problem(HTTPStatus.BAD_REQUEST, _KEY.fill(most=LONGEST_KEY))
    said = _digest(request)
    known = _known(account, key, said)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            kept = Answer.objects.create(account=account, key=key, request=said, status=0)
            response = do()
            if not isinstance(response, HttpResponse):
                return response
            kept.status, kept.body = response.status_code, response.content.decode()
            kept.headers = {name: response[name] for name in _HEADERS if name in response}
            kept.save()
            return response
    except IntegrityError:
        again = _known(account, key, said)
        if again is None:
            raise
        return again


def _known(account: Account, key: str, said: str) -> HttpResponse | None:
    Answer.objects.filter(account=account, made_at__lt=timezone.now() - KEPT).delete()
    kept = Answer.objects.filter(account=account, key=key).first()
    if kept is None:
        return None
    if kept.request != said:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _OTHER)
    response = HttpResponse(kept.body, status=kept.status, content_type="application/json")
    for name, value in kept.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response


def _digest(request: HttpRequest) -> str:
    """What is asked for: method, address, content; of files their names and bytes."""
    digest = sha256()
    for part in _parts(request):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    yield f"{request.method} {request.get_full_path()} {request.headers.get('If-Match', '')}".encode("utf-8", "surrogatepass")
    if not (request.content_type or "").startswith("multipart/"):
        yield request.body
        return
    yield json.dumps({name: request.POST.getlist(name) for name in sorted(request.POST)}).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield f"{name} {file.name}".encode("utf-8", "surrogatepass")
            yield from file.chunks()
            file.seek(0)


_KEY = Text("Idempotency-Key 最长{most}个字符", "Idempotency-Key has {most} signs at most")
_OTHER = Text(
    "这个 Idempotency-Key 已用于另一个请求；新的请求请用新的键",
    "This Idempotency-Key was used for another request; use a new key for a new request",
)
