"""jixiao backup: everything that the site keeps, in one file, while it runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, say
from jixiao.wording import Language, Text

order = 96
words = Text(
    "备份整个系统：数据库、佐证，附摘要和各卷宗得分（可在运行中备份）",
    "back the whole site up, also while it runs: the database and the evidence, with digests and every dossier's score",
)


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_data()
    parser.ask("--out", Text("备份文件的路径", "the file to write"), metavar="FILE", required=True)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.web.starting import opened

    opened(options.data)
    from jixiao.web.backups.making import back_up

    made = back_up(Path(options.out))
    say(str(made.path))
    said = Text(
        "{n}个卷宗，{entries}条历史，历史链头 {head}\n清单摘要（SHA-256）：{digest}",
        "Dossiers: {n}; entries of history: {entries}; head of the history: {head}\nDigest of the manifest (SHA-256): {digest}",
    )
    history = made.state.history
    filled = said.fill(n=len(made.state.dossiers), entries=history["entries"], head=history["head"], digest=made.digest)
    say(filled.say(language))
    return CLEAN
