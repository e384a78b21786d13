"""The help of every command in both languages."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from typing import cast

from jixiao.cli import parser
from jixiao.tables.dossier import Dossier
from jixiao.wording import LANGUAGES, Language

HELP_WIDTH = "100"


def pages(_: Dossier) -> dict[str, list[str]]:
    """The one page."""
    return {"cli.md": _page()}


def _page() -> list[str]:
    """The help of every command in both languages."""
    os.environ["COLUMNS"] = HELP_WIDTH
    parsers = {language: dict(_commands(parser(language), "jixiao")) for language in LANGUAGES}
    lines = [
        "# Command line",
        "Exit codes: 0 clean, 1 findings of severity error, 2 misuse. Messages are Chinese unless `--lang en` or `JIXIAO_LANG=en` is given.",
        "",
    ]
    for command in parsers["en"]:
        lines += [f"## {command}", ""]
        for language in cast("tuple[Language, ...]", ("en", "zh")):
            lines += ["```text", parsers[language][command].format_help().rstrip(), "```", ""]
    return lines


def _commands(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield name, parser
    for action in parser._actions:  # noqa: SLF001 - argparse has no public way to its subcommands
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            for word, below in action.choices.items():
                yield from _commands(below, f"{name} {word}")
