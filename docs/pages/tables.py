"""Every table and column of a dossier."""

from __future__ import annotations

from collections.abc import Iterable

from docs.page import both, code, codes, table

from jixiao.tables.dossier import Dossier
from jixiao.tables.schema import LEDGER_FIELDS, TYPES, Field, RowRule, fixed_tables


def pages(_: Dossier) -> dict[str, list[str]]:
    """The one page."""
    return {"tables.md": _page()}


def _page() -> list[str]:
    """Every table and column of a dossier."""
    schema = fixed_tables()
    lines = [
        "# Tables",
        "A dossier is a folder with `dossier.yaml`, one CSV file per table (`ID.csv`, or the Chinese label as the file's name), `ledgers/` with",
        "the unit's own ledger kinds, and `evidence/`. Headers are column ids or Chinese labels. Every table begins with `unit_code`",
        "(单位代码); where the dossier has one unit only, it may be left out.",
        "",
        *table(
            ["table", "中文", "English"],
            ([f"[`{name}`](#{name})", spec.label.zh, spec.label.en] for name, spec in schema.items()),
        ),
        "## Types of columns",
        "",
        *table(["type", "what a cell holds", ""], ([code(name), text.en, text.zh] for name, text in TYPES.items())),
        "A number or a date that is missing may say why: 未到期 (`not_due`), 未填报 (`not_reported`), 不适用 (`not_applicable`).",
        "",
    ]
    for name, spec in schema.items():
        lines += [
            f"## {name}",
            "",
            f"**{spec.label.zh}** · {spec.label.en}. Key: {codes(spec.key)}." + (f" Date: `{spec.date}`." if spec.date else ""),
            "",
        ]
        lines += _columns(spec.fields.values())
        lines += table(["in every row", "only where", "because", ""], (_row_rule(rule) for rule in spec.rules))
    return [
        *lines,
        "## Ledgers",
        "",
        "A unit declares its ledger kinds (台账) in `ledgers/KIND.yaml`; see [how to declare one](../how-to/declare-a-ledger-kind.md). Every",
        "ledger row has these columns before its own:",
        "",
        *_columns(LEDGER_FIELDS),
    ]


def _row_rule(rule: RowRule) -> list[str]:
    return [code(rule.holds), code(rule.when) if rule.when else "", rule.because.zh, f"{rule.because.en} (`{rule.check}`)"]


def _columns(fields: Iterable[Field]) -> list[str]:
    return table(["column", "中文", "English", "type", "required", "choices or reference"], (_column(field) for field in fields))


def _column(field: Field) -> list[str]:
    choices = ", ".join(f"`{choice}` {both(label)}" for choice, label in (field.choices or {}).items())
    more = [
        choices,
        f"a key of [`{field.refers}`](#{field.refers})" if field.refers else "",
        "personal" if field.personal else "",
    ]
    kind = f"{field.type} ({field.unit})" if field.unit else field.type
    return [
        code(field.name),
        field.label.zh,
        field.label.en,
        kind,
        "yes" if field.required else "",
        "; ".join(filter(None, more)),
    ]
