"""jixiao target change: record that a target was changed in mid-year, with the old value that stands there."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, Parser, day, say, say_json
from jixiao.errors import Misuse
from jixiao.wording import Language, Text

order = 24
words = Text(
    "年中调整指标值：记下原值、新值、理由、批准人、日期和对应的预算调整",
    "change a target in mid-year, with its old value, reason, approval, day and budget change",
)


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask("indicator", Text("指标代码", "the indicator's code"), Text("指标", "INDICATOR"))
    parser.ask("--to", Text("新指标值", "the new target"), "N", required=True)
    parser.ask("--reason", Text("调整理由", "why it is changed"), Text("理由", "TEXT"), required=True)
    parser.ask("--by", Text("批准的机构或人员", "the body or the person that approved it"), Text("批准人", "WHO"), required=True)
    parser.ask("--on", Text("调整日期，如 2023-09-22", "the day of the change, such as 2023-09-22"), "DATE", required=True)
    parser.ask("--budget-change", Text("对应预算调整的编号", "the code of the budget change it comes with"), "CODE")
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.target_changes import Wanted, change_target
    from jixiao.exact import decimal_of, scaled
    from jixiao.tables.reading import read_dossier

    target = decimal_of(options.to)
    if target is None or scaled(target) is None:
        raise Misuse(
            Text("“{text}”不是数字（至多四位小数）", "“{text}” is no number with at most four decimals").fill(text=options.to)
        )
    wanted = Wanted(options.indicator, target, options.reason, day(options.on), options.by, options.budget_change)
    made = change_target(read_dossier(Path(options.dossier)), wanted)
    if options.json:
        scheduled = [each.isoformat() for each in made.scheduled]
        recorded = {"change": made.code, "indicator": options.indicator, "old": made.old.text(), "new": made.new.text()}
        say_json({**recorded, "changed_on": wanted.changed_on.isoformat(), "scheduled": scheduled})
        return CLEAN
    said = {"code": made.code, "name": made.indicator.text("name"), "old": made.old.text(), "new": made.new.text()}
    say(
        Text("已记录 {code}：“{name}”由{old}调整为{new}", "{code} is recorded: “{name}” from {old} to {new}")
        .fill(**said)
        .say(language)
    )
    for each in made.scheduled:
        say(
            Text("{day} 的应达到值随之改为{new}", "what is due on {day} is {new} now")
            .fill(day=each, new=said["new"])
            .say(language)
        )
    if wanted.budget_change_code is None:
        say(
            Text(
                "没有写明对应的预算调整（--budget-change）：目标调整须随预算调整，jixiao check 会要求说明",
                "No budget change was named (--budget-change): targets change with the budget, so jixiao check will ask",
            ).say(language)
        )
    return CLEAN
