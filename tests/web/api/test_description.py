from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from tests.web.api.program import Programs

from jixiao.web.api import limiting
from jixiao.web.api.operation import operations
from jixiao.web.api.site import API
from jixiao.web.wsgi import application

FEW = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_the_description_names_every_operation_with_its_permission() -> None:
    said = json.loads(json.dumps(API.get_openapi_schema(path_prefix="/api/v1/")))
    assert said["openapi"].startswith("3.")
    described = {each["operationId"]: each for path in said["paths"].values() for each in path.values()}
    known = {each.name: each for _, each in operations()}
    assert described.keys() == known.keys()
    for name, each in described.items():
        assert each["x-permission"] == known[name].permission
        assert bool(each.get("security")) == (known[name].permission != "everybody")
        assert "application/problem+json" in each["responses"]["default"]["content"]


@pytest.mark.heavy
@pytest.mark.parametrize("who", ["finance", "reviewer", ""])
def test_nothing_that_fits_the_description_or_does_not_breaks_the_server(site: Path, program: Programs, who: str) -> None:
    assert site.is_dir()
    headers = program(who).headers if who else {}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    seen: dict[int, int] = {}
    for each in schema.get_all_operations():
        operation: Any = each.ok()  # type: ignore[union-attr]

        @FEW
        @given(case=operation.as_strategy())
        def tried(case: Any) -> None:
            for limit in (limiting.KNOWN_CALLERS, limiting.UNKNOWN_CALLERS, limiting.GUESSES):
                limit.forget()
            response = case.call(headers=headers)
            seen[response.status_code] = seen.get(response.status_code, 0) + 1
            case.validate_response(response, checks=[not_a_server_error])

        tried()
    assert set(seen) <= {200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428}
    assert (200 in seen) is True
    assert (401 in seen) == (not who)
