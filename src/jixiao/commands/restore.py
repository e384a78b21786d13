"""jixiao restore: a site out of a backup, kept only if it comes to what the backup says."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, ERRORS, Parser, say
from jixiao.wording import Language, Text

order = 97
words = Text(
    "从备份恢复：逐个卷宗重新计分，与备份时一致才启用",
    "restore a site from a backup: every dossier is scored again, and the site takes its place only if all scores are the same",
)


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("backup", Text("备份文件", "the backup"), Text("备份文件", "BACKUP"))
    parser.ask_data()
    parser.flag(
        "--replace", Text("替换已有的数据（原有内容改名保留）", "replace what stands there (it is kept under another name)")
    )


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.web.backups.place import beside
    from jixiao.web.starting import at_rest, migrate, prepare

    data = Path(options.data)
    with at_rest(data), beside(data, replaces=options.replace) as place:
        prepare(place.folder)
        migrate()
        from jixiao.web.backups.restoring import restore

        made = restore(Path(options.backup), place.folder)
        for each in made.differences:
            say(each.say(language))
        if made.differences:
            say(Text("没有恢复：与备份不一致", "Nothing was restored: it does not come to what the backup says").say(language))
            return ERRORS
        place.keep()
    said = Text(
        "已恢复到 {path}：{n}个卷宗得分与备份一致，{entries}条历史完好",
        "Restored to {path}. Dossiers whose score is that of the backup: {n}; entries of history, unbroken: {entries}",
    )
    say(said.fill(path=data, n=len(made.state.dossiers), entries=made.state.history["entries"]).say(language))
    return CLEAN
