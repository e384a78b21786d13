"""jixiao audit recompute: every stored score worked out again from the rows."""

from __future__ import annotations

import argparse

from jixiao.command import CLEAN, ERRORS, Parser, say
from jixiao.wording import Language, Text

order = 99
words = Text(
    "重新计算所有存储的得分，指出不一致的", "work out every stored score again from the rows, and say which of them drifted"
)


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_data()


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.web.starting import opened

    opened(options.data)
    from jixiao.web.dossiers.standings import drifts, kept_scores

    count, found = kept_scores(), drifts()
    line = Text(
        "{dossier} 的 {column}：存的是 {kept}，按数据应为 {found}",
        "{column} of {dossier}: {kept} is stored, {found} follows from the rows",
    )
    for each in found:
        say(
            line.fill(dossier=each.dossier, column=each.column, kept=_short(each.kept), found=_short(each.worked_out)).say(
                language
            )
        )
    said = Text("核对{n}个存储的得分，{drifts}处不一致", "Stored scores worked out again: {n}; drifted: {drifts}")
    say(said.fill(n=count, drifts=len(found)).say(language))
    return ERRORS if found else CLEAN


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_LONGEST = 200
