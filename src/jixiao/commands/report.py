"""jixiao report: write the forms and the report."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, listed_words, say
from jixiao.wording import Language, Text

order = 50
words = Text("写出自评表和自评报告", "write the forms and the report")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask_framework()
    parser.ask("--out", Text("写到哪个文件夹", "the folder to write into"), required=True)
    parser.ask("--only", Text("只写这一种（可重复）", "only this form (may be repeated)"), action="append", metavar="FORM")
    parser.ask("--format", Text("格式，用逗号分开", "formats, separated by commas"), metavar="docx,html,pdf,xlsx")


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    del language
    from jixiao.report.form import Material
    from jixiao.report.making import make
    from jixiao.score.unit_score import score_unit
    from jixiao.tables.reading import read_dossier

    dossier = read_dossier(Path(options.dossier))
    material = Material(dossier, score_unit(dossier, options.framework, unit_code=options.unit, project_code=options.project))
    for made in make(material, Path(options.out), options.only or (), listed_words(options.format)):
        say(str(made.path))
    return CLEAN
