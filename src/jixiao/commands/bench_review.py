"""jixiao bench review: how well the review finds what is wrong, on papers of which all is known."""

from __future__ import annotations

import argparse

from jixiao.command import CLEAN, ERRORS, Parser, say, say_json
from jixiao.wording import Language, Text

order = 95
words = Text(
    "量一量审核本身：在已知对错的文稿上的检出率和准确率",
    "measure the review itself: recall and precision on papers of which all is known",
)
_ERRORS, _CLEAN, _SEED = 2_000, 500, 1


def arguments(parser: Parser) -> None:
    """What the command takes."""
    planted = Text("植入多少处错误，每份文稿一处（默认 {n}）", "how many errors are planted, one in a paper ({n} by default)")
    clean = Text("多少份无错文稿（默认 {n}）", "how many clean papers ({n} by default)")
    parser.ask("--errors", planted.fill(n=_ERRORS), type=int, default=_ERRORS, metavar="N")
    parser.ask("--clean", clean.fill(n=_CLEAN), type=int, default=_CLEAN, metavar="N")
    seed = Text("随机种子：相同的种子得到相同的文稿（默认 {n}）", "the same seed gives the same papers ({n} by default)")
    parser.ask("--seed", seed.fill(n=_SEED), type=int, default=_SEED, metavar="S")
    parser.ask(
        "--jobs",
        Text("同时用几个进程（默认与处理器核数相同）", "how many processes (as many as cores by default)"),
        type=int,
        default=0,
        metavar="N",
    )
    parser.flag("--json", Text("输出 JSON", "print JSON"))


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code is 1 if an aim is missed."""
    from jixiao.review.measuring_itself.by_hand import review_all
    from jixiao.review.measuring_itself.measuring import measure
    from jixiao.review.measuring_itself.telling import Outcome, as_json, as_text

    measured = measure(options.errors, options.clean, options.seed, options.jobs)
    outcome = Outcome(measured, review_all(), options.seed)
    if options.json:
        say_json(as_json(outcome))
    else:
        for line in as_text(outcome, language):
            say(line)
    return CLEAN if measured.is_reached else ERRORS
