"""jixiao import: take filled-in forms back, after showing what would change."""

# ruff: noqa: N999 - a file is named as its command is spoken
from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, ERRORS, Parser, say, say_json
from jixiao.wording import Language, Text

order = 55
words = Text("读回填好的表，先列出将要改动的内容", "take filled-in forms back, after showing what would change")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask("files", Text("填好的表（xlsx）", "the forms that were filled in (xlsx)"), Text("文件", "FILE"), nargs="+")
    parser.flag("--apply", Text("写入卷宗；不加则只列出改动", "write into the dossier; without it changes are only shown"))
    side = parser.add_mutually_exclusive_group()
    for name, what in (
        ("theirs", Text("与卷宗冲突时以表中内容为准", "where the dossier changed too, take what the form says")),
        ("ours", Text("与卷宗冲突时以卷宗内容为准", "where the dossier changed too, keep what it says")),
    ):
        side.add_argument(f"--{name}", dest="prefer", action="store_const", const=name, help=what.say(parser.language))
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.importing import apply, plan
    from jixiao.cycle.showing_plans import as_json, as_text
    from jixiao.tables.reading import read_dossier

    made = plan(read_dossier(Path(options.dossier)), [Path(file) for file in options.files], options.prefer)
    written = apply(made) if options.apply and not made.is_blocked else []
    if options.json:
        say_json(as_json(made, written, language))
    else:
        for line in as_text(made, written, language, is_applying=options.apply):
            say(line)
    return ERRORS if made.is_blocked else CLEAN
