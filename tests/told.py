"""What the page of JSON tells programs, held against what is printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "json.md"


def keys_of(value: object) -> Iterator[str]:
    """Every key of a value for programs, inner ones included."""
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def untold(value: object) -> set[str]:
    """The keys that the page does not name."""
    text = PAGE.read_text("utf-8")
    return {key for key in keys_of(value) if f"`{key}`" not in text}
