"""A program that calls the API, as tests write it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponseBase
from django.test import Client

PREFIX = "/api/v1/"


class Program:
    """Calls with JSON, and keeps to what a program would know."""

    def __init__(self, client: Client, headers: Mapping[str, str] | None = None) -> None:
        self.client = client
        self.headers = dict(headers or {})

    def call(
        self, method: str, path: str, data: object = None, headers: Mapping[str, str] | None = None, files: Any = None
    ) -> HttpResponseBase:
        address = path if path.startswith("/") else PREFIX + path
        if files is not None:
            return self.client.post(address, files, headers=headers)
        return self.client.generic(method, address, b"" if data is None else _json(data), "application/json", headers=headers)

    def get(self, path: str, **headers: str) -> Any:
        """What stands there; it has to be there."""
        response = self.call("GET", path, headers=headers)
        assert response.status_code == 200, response.content  # type: ignore[attr-defined]
        return response.json()  # type: ignore[attr-defined]


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


Programs = Callable[..., Program]
