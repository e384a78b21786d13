"""The command line: arguments and exit codes, no logic. 0 is clean, 1 means findings of severity error, 2 misuse.

Commands import what they need when they run, so that ``jixiao --help`` starts cold without the rooms below.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from jixiao.errors import JixiaoError, Misuse
from jixiao.wording import LANGUAGES, Language, Text

CLEAN, ERRORS, MISUSE = 0, 1, 2

Command = Callable[[argparse.Namespace, Language], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code comes back."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = _language(words)
    try:
        options = _parser(language).parse_args(words)
        return cast("Command", options.run)(options, language)
    except JixiaoError as error:
        print(error.say(language), file=sys.stderr)  # noqa: T201
        return MISUSE
    except BrokenPipeError:  # the reader (a pager, head) went away: that is no fault
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        return CLEAN


def _language(words: Sequence[str]) -> Language:
    """The language of messages, known before the arguments are parsed, since their faults are messages too."""
    chosen = os.environ.get("JIXIAO_LANG", "zh")
    for place, word in enumerate(words):
        if word == "--lang" and place + 1 < len(words):
            chosen = words[place + 1]
        elif word.startswith("--lang="):
            chosen = word.partition("=")[2]
    return next((language for language in LANGUAGES if language == chosen), "zh")


def _say(text: str) -> None:
    print(text)  # noqa: T201


# ---- commands


def _demo(options: argparse.Namespace, language: Language) -> int:
    from jixiao.cycle.demo import demo  # noqa: PLC0415

    shown = demo(Path(options.out), language)
    _say(shown.screen)
    if not options.no_open and sys.stdout.isatty():
        import webbrowser  # noqa: PLC0415

        webbrowser.open(shown.report.resolve().as_uri())
    return ERRORS if shown.has_errors else CLEAN


def _check(options: argparse.Namespace, language: Language) -> int:
    from jixiao.findings import as_json, as_text, has_errors, summary  # noqa: PLC0415
    from jixiao.review.checking import check  # noqa: PLC0415
    from jixiao.tables.reading import read_dossier  # noqa: PLC0415

    outcomes = check(read_dossier(Path(options.dossier)))
    if options.json:
        _json([as_json(outcome, language) for outcome in outcomes])
    else:
        for outcome in outcomes:
            for finding in outcome.findings:
                _say(as_text(finding, language))
        _say(summary(outcomes).say(language))
    return ERRORS if has_errors(outcomes) else CLEAN


def _score(options: argparse.Namespace, language: Language) -> int:
    from jixiao.score.as_json import score_json  # noqa: PLC0415
    from jixiao.score.as_text import score_text  # noqa: PLC0415
    from jixiao.score.unit_score import score_unit  # noqa: PLC0415
    from jixiao.tables.reading import read_dossier  # noqa: PLC0415

    dossier = read_dossier(Path(options.dossier))
    made = score_unit(dossier, options.framework, unit_code=options.unit, project_code=options.project)
    if options.json:
        _json(score_json(dossier, made, language))
    else:
        _say(score_text(dossier, made, language))
    return CLEAN


def _explain(options: argparse.Namespace, language: Language) -> int:
    from jixiao.score.explanation import explain, listed  # noqa: PLC0415
    from jixiao.score.trace import Figures  # noqa: PLC0415
    from jixiao.score.unit_score import score_unit  # noqa: PLC0415
    from jixiao.tables.reading import read_dossier  # noqa: PLC0415

    dossier = read_dossier(Path(options.dossier))
    figures = Figures(dossier, score_unit(dossier, options.framework, unit_code=options.unit, project_code=options.project))
    lines = listed(figures) if options.code is None else explain(figures, options.code)
    if lines is None:
        raise Misuse(
            Text(
                "没有代码为“{code}”的数字、指标或评分项；不写代码可列出全部",
                "No figure, indicator or item has the code “{code}”; without a code all are listed",
            ).fill(code=options.code)
        )
    for line in lines:
        _say(line.say(language))
    return CLEAN


def _report(options: argparse.Namespace, _: Language) -> int:
    from jixiao.report.form import Material  # noqa: PLC0415
    from jixiao.report.making import make  # noqa: PLC0415
    from jixiao.score.unit_score import score_unit  # noqa: PLC0415
    from jixiao.tables.reading import read_dossier  # noqa: PLC0415

    dossier = read_dossier(Path(options.dossier))
    material = Material(dossier, score_unit(dossier, options.framework, unit_code=options.unit, project_code=options.project))
    for made in make(material, Path(options.out), options.only or (), _listed(options.format)):
        _say(str(made.path))
    return CLEAN


def _new(options: argparse.Namespace, language: Language) -> int:
    from jixiao.tables.starting import Wanted, start  # noqa: PLC0415

    wanted = Wanted(options.starter, options.unit_code, options.unit_name, options.year)
    started = start(Path(options.dossier), wanted, as_workbook=options.workbook)
    _say(
        Text("已建立卷宗：{path}。接下来按顺序：", "The dossier stands at {path}. Next, in order:")
        .fill(path=started.path)
        .say(language)
    )
    for number, step in enumerate(started.steps, 1):
        _say(f"{number}. {step.say(language)}")
    return CLEAN


def _requests(options: argparse.Namespace, language: Language) -> int:
    from jixiao.score.requests import requests, requests_json, requests_text, today  # noqa: PLC0415
    from jixiao.tables.reading import read_dossier  # noqa: PLC0415

    as_of = _day(options.as_of) if options.as_of else today()
    dossier = read_dossier(Path(options.dossier))
    found = requests(dossier, as_of, options.framework)
    if options.json:
        _json(requests_json(dossier, found, as_of, language))
    else:
        _say(requests_text(dossier, found, as_of, language))
    return CLEAN


def _convert(options: argparse.Namespace, language: Language) -> int:
    from jixiao.findings import as_text, has_errors  # noqa: PLC0415
    from jixiao.tables.converting import convert  # noqa: PLC0415

    converted = convert(Path(options.dossier), Path(options.out), force=options.force)
    for outcome in converted.outcomes:
        for finding in outcome.findings:
            _say(as_text(finding, language))
    for path in converted.written:
        _say(str(path))
    if not converted.written:
        _say(
            Text("有错误的卷宗不转换，没有写出文件", "A dossier with errors is not converted; nothing was written").say(language)
        )
    return ERRORS if has_errors(converted.outcomes) else CLEAN


def _framework_list(_: argparse.Namespace, language: Language) -> int:
    from jixiao.framework.library import libraries, load_library  # noqa: PLC0415
    from jixiao.framework.load import load, shipped  # noqa: PLC0415

    for framework_id in shipped():
        _say(f"{framework_id}  {load(framework_id).name.say(language)}")
    for library_id in libraries():
        name = Text("{name}（指标库）", "{name} (library)").fill(name=load_library(library_id).name)
        _say(f"{library_id}  {name.say(language)}")
    return CLEAN


def _framework_show(options: argparse.Namespace, language: Language) -> int:
    from jixiao.framework.library import libraries, library_text, load_library  # noqa: PLC0415
    from jixiao.framework.load import named  # noqa: PLC0415
    from jixiao.framework.shown import framework_text  # noqa: PLC0415

    if options.id in libraries():
        _say(library_text(load_library(options.id), language))
    else:
        _say(framework_text(named(options.id)[0], language))
    return CLEAN


def _framework_diff(options: argparse.Namespace, language: Language) -> int:
    from jixiao.framework.diff import diff_json, diff_text  # noqa: PLC0415
    from jixiao.framework.load import named  # noqa: PLC0415

    left, right = (named(word)[0] for word in (options.left, options.right))
    if options.json:
        _json(diff_json(left, right, language))
    else:
        _say(diff_text(left, right, language))
    return CLEAN


def _framework_test(options: argparse.Namespace, language: Language) -> int:
    from jixiao.findings import as_text, has_errors, summary  # noqa: PLC0415
    from jixiao.score.cases import run_named  # noqa: PLC0415

    outcomes = run_named(options.id)
    for outcome in outcomes:
        for finding in outcome.findings:
            _say(as_text(finding, language))
        _say(f"{outcome.file}: {summary([outcome]).say(language)}")
    return ERRORS if has_errors(outcomes) else CLEAN


def _json(value: object) -> None:
    import json  # noqa: PLC0415

    _say(json.dumps(value, ensure_ascii=False, indent=2))


def _day(text: str) -> Any:  # noqa: ANN401 - a date, whose room is not loaded for the other commands
    from datetime import date  # noqa: PLC0415

    from jixiao.periods import date_of  # noqa: PLC0415

    day = date_of(text)
    if not isinstance(day, date):
        raise Misuse(Text("“{text}”不是日期，应如 2023-06-30", "“{text}” is no date; write it as 2023-06-30").fill(text=text))
    return day


def _listed(words: str | None) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()] if words else []


# ---- arguments


class _Help(argparse.HelpFormatter):
    """Help that begins with a word of the reader's language."""

    usage_prefix = "用法："

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:  # noqa: ANN401
        """The usage, headed by this formatter's own word unless another is given."""
        super().add_usage(usage, actions, groups, self.usage_prefix if prefix is None else prefix)


class _EnglishHelp(_Help):
    usage_prefix = "usage: "


class _Parser(argparse.ArgumentParser):
    """A parser whose own words are in the reader's language, and whose faults are ``Misuse``."""

    def __init__(self, language: Language = "zh", **more: Any) -> None:  # noqa: ANN401
        super().__init__(**more, add_help=False, formatter_class=_Help if language == "zh" else _EnglishHelp)
        self._positionals.title = Text("参数", "arguments").say(language)
        self._optionals.title = Text("选项", "options").say(language)
        self.add_argument("-h", "--help", action="help", help=Text("显示本说明", "show this help").say(language))

    def error(self, message: str) -> None:  # type: ignore[override]
        """Say what is wrong with the arguments, and how they go."""
        usage = self.format_usage().strip()
        raise Misuse(
            Text("命令用法不对：{what}\n{usage}", "The command cannot be used like this: {what}\n{usage}").fill(
                what=message, usage=usage
            )
        )


def _parser(language: Language) -> argparse.ArgumentParser:
    def said(zh: str, en: str) -> str:
        return Text(zh, en).say(language)

    parser = _Parser(
        language,
        prog="jixiao",
        description=said(
            "部门预算绩效：记录、计分、写表写报告、检查。",
            "Performance budgeting of a government unit: record, score, write, check.",
        ),
        epilog=said(
            "退出码：0 无错误，1 有错误，2 用法不对。JIXIAO_LANG=en 换成英文。",
            "Exit codes: 0 clean, 1 errors found, 2 misuse. JIXIAO_LANG=zh for Chinese.",
        ),
    )
    parser.add_argument("--lang", choices=LANGUAGES, help=said("消息语言（默认 zh）", "language of messages (zh by default)"))
    commands = parser.add_subparsers(metavar=said("命令", "COMMAND"), required=True, parser_class=_Parser)

    def command(name: str, run: Command, zh: str, en: str, under: argparse._SubParsersAction[_Parser] = commands) -> _Parser:
        added = under.add_parser(name, help=said(zh, en), description=said(zh, en), language=language)
        added.add_argument("--lang", choices=LANGUAGES, help=argparse.SUPPRESS, default=argparse.SUPPRESS)
        added.set_defaults(run=run)
        return added

    def dossier(parser: _Parser) -> None:
        parser.add_argument(
            "dossier", metavar=said("卷宗", "DOSSIER"), help=said("卷宗文件夹或工作簿", "the dossier's folder or workbook")
        )

    def framework(parser: _Parser) -> None:
        parser.add_argument("--unit", metavar="CODE", help=said("只算这个下属单位", "only this subordinate unit"))
        parser.add_argument(
            "--project",
            metavar="CODE",
            help=said("按项目计分的指标体系：算哪个项目", "for frameworks that score projects: which one"),
        )
        parser.add_argument(
            "--framework",
            metavar="ID",
            help=said("指标体系（默认取卷宗所写的第一个）", "the framework (the dossier's first by default)"),
        )

    demo = command(
        "demo", _demo, "用示例单位走完一年：检查、计分、出表、出报告", "the example year end to end: check, score, form, report"
    )
    demo.add_argument("--out", default="jixiao-demo", help=said("写到哪个文件夹", "the folder to write into"))
    demo.add_argument("--no-open", action="store_true", help=said("不打开报告", "do not open the report"))

    _new_and_requests(command, dossier, said)

    check = command("check", _check, "检查卷宗数据，逐处列出文件、行、列", "faults in the data, each with file, row and column")
    dossier(check)
    check.add_argument("--json", action="store_true", help=said("输出 JSON", "print JSON"))

    score = command("score", _score, "按指标体系计分", "score by a framework")
    dossier(score)
    framework(score)
    score.add_argument("--json", action="store_true", help=said("输出 JSON", "print JSON"))

    explain = command(
        "explain",
        _explain,
        "说明一个得分或数字的来历，直到台账行和佐证",
        "how a score or figure came about, down to rows and evidence",
    )
    dossier(explain)
    framework(explain)
    explain.add_argument(
        "code",
        nargs="?",
        metavar=said("代码", "CODE"),
        help=said(
            "指标、评分项或数字的代码；不写则列出全部", "code of an item, an indicator or a figure; all are listed without it"
        ),
    )

    report = command("report", _report, "写出自评表和自评报告", "write the forms and the report")
    dossier(report)
    framework(report)
    report.add_argument("--out", required=True, help=said("写到哪个文件夹", "the folder to write into"))
    report.add_argument(
        "--only", action="append", metavar="FORM", help=said("只写这一种（可重复）", "only this form (may be repeated)")
    )
    report.add_argument("--format", metavar="docx,xlsx", help=said("格式，用逗号分开", "formats, separated by commas"))

    convert = command(
        "convert", _convert, "卷宗在文件夹和工作簿（.xlsx）之间转换", "a dossier from a folder into a workbook (.xlsx), or back"
    )
    dossier(convert)
    convert.add_argument(
        "out",
        metavar=said("目标", "OUT"),
        help=said("以 .xlsx 结尾则写成工作簿，否则写成文件夹", "a workbook if it ends in .xlsx, else a folder"),
    )
    convert.add_argument("--force", action="store_true", help=said("覆盖已有的目标", "overwrite what stands there"))

    frameworks = commands.add_parser(
        "framework", help=said("查看和检验指标体系", "see and test scoring frameworks"), language=language
    )
    below = frameworks.add_subparsers(metavar=said("命令", "COMMAND"), required=True, parser_class=_Parser)
    command("list", _framework_list, "列出随附的指标体系", "the frameworks that come with jixiao", below)
    which = said("指标体系的标识，或者它的文件、文件夹的路径", "a framework's id, or the path of its file or folder")
    command(
        "show", _framework_show, "显示指标、分值、规则和取数", "items, points, rules and measures of a framework", below
    ).add_argument("id", metavar="ID", help=which)
    command("test", _framework_test, "运行指标体系自带的算例", "run a framework's own cases", below).add_argument(
        "id", nargs="?", metavar="ID", help=which
    )
    diff = command(
        "diff",
        _framework_diff,
        "两个指标体系有哪些不同：指标、分值、规则",
        "what differs: items, points, rules, standards",
        below,
    )
    diff.add_argument("left", metavar="ID", help=which)
    diff.add_argument("right", metavar="ID", help=which)
    diff.add_argument("--json", action="store_true", help=said("输出 JSON", "print JSON"))
    return parser


def _new_and_requests(
    command: Callable[..., _Parser], dossier: Callable[[_Parser], None], said: Callable[[str, str], str]
) -> None:
    new = command("new", _new, "建立新卷宗，并说明先填什么", "a new dossier, and what to fill in first")
    new.add_argument(
        "dossier",
        metavar=said("目标", "DIR"),
        help=said("新卷宗放在哪里（须为空）", "where it is to stand (nothing may be there)"),
    )
    new.add_argument(
        "--starter",
        metavar="{empty,government-office,project}",
        default="government-office",
        help=said(
            "初始模板：只有空表、机关单位（默认）、单个项目",
            "tables only, a government office (the default), or a single project",
        ),
    )
    new.add_argument("--unit-code", metavar="CODE", help=said("单位代码", "the unit's code"))
    new.add_argument("--unit-name", metavar="NAME", help=said("单位名称", "the unit's name"))
    new.add_argument(
        "--year", metavar="YEAR", type=int, help=said("预算年度（默认今年）", "the fiscal year (this year by default)")
    )
    new.add_argument("--workbook", action="store_true", help=said("写成一个工作簿（.xlsx）", "write a workbook (.xlsx)"))

    requests = command(
        "requests",
        _requests,
        "佐证清单：谁应在何时交什么，还缺什么",
        "evidence: who owes which proof by when, and what is missing",
    )
    dossier(requests)
    requests.add_argument("--as-of", metavar="DATE", help=said("截至哪一天（默认今天）", "as of which day (today by default)"))
    requests.add_argument(
        "--framework",
        metavar="ID",
        help=said("指标体系（默认卷宗所写的全部）", "the framework (all that the dossier names by default)"),
    )
    requests.add_argument("--json", action="store_true", help=said("输出 JSON", "print JSON"))


if __name__ == "__main__":
    sys.exit(main())
