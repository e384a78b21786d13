"""jixiao archive: the whole year in one file that opens without a server."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, say
from jixiao.wording import Language, Text

order = 80
words = Text("把一年的数据、佐证、表和报告归档成一个文件", "put a year's data, evidence and papers into one file")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask(
        "--out", Text("归档文件的路径（默认在卷宗旁边）", "the file to write (beside the dossier by default)"), metavar="FILE"
    )


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.archive import archive

    made = archive(Path(options.dossier), Path(options.out) if options.out else None)
    say(str(made.path))
    say(
        Text("清单摘要（SHA-256）：{digest}", "Digest of the manifest (SHA-256): {digest}").fill(digest=made.digest).say(language)
    )
    return CLEAN
