"""The page of an archive that people open first: what is in it, the scores, and how it is verified. Plain HTML without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import PurePosixPath
from urllib.parse import quote

from jixiao.score.scoring import shown
from jixiao.score.unit_score import framework_of, score_unit
from jixiao.tables.dossier import Dossier

_STYLE = (
    "body{font-family:sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;line-height:1.6;color:#111;background:#fff}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.25rem .5rem;text-align:left}"
    "td.n{text-align:right;white-space:nowrap}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}a{color:#0645ad}"
    "code{background:#f2f2f2;padding:0 .25rem;overflow-wrap:anywhere}"
)


def page(dossier: Dossier, names: Sequence[str]) -> str:
    """The page for an archive that holds these files."""
    title = f"{dossier.fiscal_year}年度{dossier.unit_name}绩效档案"
    body = "".join(_body(dossier, names, title))
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body>{body}</body></html>\n"
    )


def _body(dossier: Dossier, names: Sequence[str], title: str) -> Iterator[str]:
    yield f"<h1>{escape(title)}</h1>"
    yield "<p>本档案含数据、指标体系、佐证材料、全年表和报告、每个数字的来历和全部文件的摘要，用浏览器和表格软件即可阅读。"
    yield "复核：安装 jixiao 后运行 <code>jixiao verify 档案文件</code>，将重算每一个得分和数字，并指出不一致之处。</p>"
    yield from _scores(dossier)
    yield from _papers(names)
    yield from _tables(dossier, names)
    yield from _evidence(dossier, names)
    rest = [name for name in names if name.startswith(("scores/", "figures/", "source/", "dossier/frameworks/"))]
    yield "<h2>得分、数字来历与指标体系（供程序读取）</h2><ul>" + "".join(f"<li>{_link(name)}</li>" for name in rest) + "</ul>"


def _scores(dossier: Dossier) -> Iterator[str]:
    """The score of the unit under its first framework, item by item."""
    if not dossier.frameworks or framework_of(dossier).kind != "unit":
        return
    made = score_unit(dossier)
    yield f"<h2>自评得分（{escape(made.framework.name.zh)}）</h2><table><tr><th>指标</th><th>得分</th><th>算式</th></tr>"
    for each in made.items:
        depth = "　" * _depth(dossier, each.item.code)
        text = escape(shown(each.score, made.framework).say("zh"))
        yield f'<tr><td>{depth}{escape(each.item.name.zh)}</td><td class="n">{text}</td><td>{escape(each.because.say("zh"))}</td></tr>'
    total = escape(shown(made.total, made.framework).say("zh"))
    grade = escape(made.grade.zh) if made.grade else ""
    yield f'<tr><th>总分</th><th class="n">{total}</th><th>{grade}</th></tr></table>'


def _depth(dossier: Dossier, code: str) -> int:
    depth, framework = 0, framework_of(dossier)
    item = framework.item(code)
    while item is not None and item.parent is not None:
        depth, item = depth + 1, framework.item(item.parent)
    return depth


def _papers(names: Sequence[str]) -> Iterator[str]:
    """The papers, a line each with its formats."""
    found: dict[str, list[str]] = {}
    for name in names:
        if name.startswith("papers/"):
            found.setdefault(PurePosixPath(name).stem, []).append(name)
    yield "<h2>表和报告</h2><ul>"
    for stem, files in found.items():
        links = "　".join(_link(name, PurePosixPath(name).suffix[1:]) for name in files)
        yield f"<li>{escape(stem)}　{links}</li>"
    yield "</ul>"


def _tables(dossier: Dossier, names: Sequence[str]) -> Iterator[str]:
    """The tables that have rows."""
    yield "<h2>数据</h2><table><tr><th>表</th><th>行数</th><th>文件</th></tr>"
    for table in dossier.tables.values():
        name = f"dossier/{table.spec.name}.csv"
        if name in names:
            yield f'<tr><td>{escape(table.spec.label.zh)}</td><td class="n">{len(table.rows)}</td><td>{_link(name)}</td></tr>'
    yield "</table>"


def _evidence(dossier: Dossier, names: Sequence[str]) -> Iterator[str]:
    """The evidence, by its table."""
    yield "<h2>佐证材料</h2><ul>"
    for row in dossier.table("evidence"):
        name = f"dossier/evidence/{row.text('file').removeprefix('evidence/')}"
        text = escape(row.text("evidence_code") + " " + row.text("file"))
        yield f"<li>{_link(name, text) if name in names else text + '（未归入）'}</li>"
    yield "</ul>"


def _link(name: str, text: str = "") -> str:
    return f'<a href="{quote(name)}">{escape(text or name)}</a>'
