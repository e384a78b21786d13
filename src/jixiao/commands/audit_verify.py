"""jixiao audit verify: whether the history still says what was sealed."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, ERRORS, Parser, say
from jixiao.wording import Language, Text

order = 98
words = Text(
    "核验历史记录：每条记录的封印和前后衔接", "verify the history: the seal of every entry, and that each follows the one before"
)


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_data()
    parser.ask(
        "--head",
        Text("以前记下的链头：它必须还在链上", "a head that was noted earlier: it has to stand in the chain still"),
        metavar="SEAL",
        default="",
    )
    parser.ask(
        "--anchors",
        Text(
            "系统之外的文件：其中记下的每个链头都必须还在链上，核验无误后添上现在的链头",
            "a file outside of the system: every head that it notes has to stand in the chain still, and the head of now is added",
        ),
        metavar="FILE",
        type=Path,
    )


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.web.starting import opened

    opened(options.data)
    from jixiao.web.history.anchors import note, noted
    from jixiao.web.history.chain import BREAKS, verify

    found = verify(options.head, *(noted(options.anchors) if options.anchors else ()))
    for each in found.breaks:
        say(BREAKS[each.kind].fill(n=each.number).say(language))
    said = Text(
        "{n}条记录，{breaks}处断裂。链头（请抄录到系统之外）：{head}",
        "Entries: {n}; breaks: {breaks}. Head, to be noted down outside of the system: {head}",
    )
    say(said.fill(n=found.entries, breaks=len(found.breaks), head=found.head).say(language))
    if options.anchors:
        note(options.anchors, found)
    return ERRORS if found.breaks else CLEAN
