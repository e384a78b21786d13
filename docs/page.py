"""What a page is: a file of ``pages/`` with ``pages(dossier)``, which gives the lines of each page by its path; the first is the title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jixiao.wording import Text


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table and the empty line after it; nothing where there are no rows."""
    body = [_row(row) for row in rows]
    return [_row(head), _row(["---"] * len(head)), *body, ""] if body else []


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in cells)} |"


def code(word: object) -> str:
    """A word of the code."""
    return f"`{word}`"


def codes(words: Iterable[object]) -> str:
    """Several words of the code."""
    return ", ".join(code(word) for word in words)


def both(text: Text) -> str:
    """A label in both languages."""
    zh, en = text.say("zh"), text.say("en")
    return zh if zh == en else f"{zh} · {en}"
