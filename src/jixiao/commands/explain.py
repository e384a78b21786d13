"""jixiao explain: how a score or figure came about, down to rows and evidence."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, say
from jixiao.errors import Misuse
from jixiao.wording import Language, Text

order = 40
words = Text("说明一个得分或数字的来历，直到台账行和佐证", "how a score or figure came about, down to rows and evidence")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    dossier = Text("卷宗文件夹或工作簿，或者 jixiao 写出的文件", "the dossier's folder or workbook, or a paper that jixiao wrote")
    parser.ask("dossier", dossier, Text("卷宗或文件", "DOSSIER|PAPER"))
    parser.ask_framework()
    every = Text(
        "指标、评分项或数字的代码；不写则列出全部", "code of an item, an indicator or a figure; all are listed without it"
    )
    parser.ask("code", every, metavar=Text("代码", "CODE"), nargs="?")


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.report import tracing
    from jixiao.report.form import Material
    from jixiao.score.explanation import explain, listed
    from jixiao.score.unit_score import score_unit
    from jixiao.tables.reading import read_dossier

    trace = tracing.trace_of(Path(options.dossier))
    if trace is not None:
        lines = tracing.listed(trace) if options.code is None else tracing.explained(trace, options.code)
    else:
        dossier = read_dossier(Path(options.dossier))
        score = score_unit(dossier, options.framework, unit_code=options.unit, project_code=options.project)
        figures = Material(dossier, score).figures
        lines = listed(figures) if options.code is None else explain(figures, options.code)
    if lines is None:
        raise Misuse(
            Text(
                "没有代码为“{code}”的数字、指标或评分项；不写代码可列出全部",
                "No figure, indicator or item has the code “{code}”; without a code all are listed",
            ).fill(code=options.code)
        )
    for line in lines:
        say(line.say(language))
    return CLEAN
