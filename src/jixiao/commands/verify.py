"""jixiao verify: work out every score and figure of an archive anew, and say what differs."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, ERRORS, Parser, say, say_json
from jixiao.wording import Language, Text

order = 81
words = Text(
    "复核归档文件：核对摘要，重算每个得分和数字", "verify an archive: its digests, and every score and figure worked out anew"
)


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("archive", Text("归档文件", "the archive"), Text("归档文件", "ARCHIVE"))
    parser.flag("--json", Text("输出 JSON", "print JSON"))


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.verifying import verify
    from jixiao.findings import as_json, as_text, has_errors, summary

    found = verify(Path(options.archive))
    if options.json:
        say_json([as_json(outcome, language) for outcome in found.outcomes])
    else:
        for outcome in found.outcomes:
            for finding in outcome.findings:
                say(as_text(finding, language))
        if found.by_another is not None:
            say(found.by_another.say(language))
        say(summary(found.outcomes).say(language))
        digest = Text("清单摘要（SHA-256）：{digest}", "Digest of the manifest (SHA-256): {digest}")
        say(digest.fill(digest=found.digest).say(language))
    return ERRORS if has_errors(found.outcomes) else CLEAN
