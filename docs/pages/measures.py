"""The measure language, with examples that are read and run on the example dossier."""

from __future__ import annotations

from docs.page import code, codes, table

from jixiao.exact import SCALE_DIGITS, plain, unscaled
from jixiao.periods import PARTS
from jixiao.tables.dossier import Dossier
from jixiao.tables.measure_text import _WORDS, Fault, parse_measure, parse_test
from jixiao.tables.measures import COMPARISONS, FUNCTIONS
from jixiao.tables.measuring import Absent, hold, measure

GRAMMAR = """\
measure    = total [ "/" total ]
test       = total COMPARISON total
total      = "(" sum ")" | sum
sum        = [ "-" ] term { ( "+" | "-" ) term }
term       = NUMBER | [ NUMBER "*" ] aggregate
aggregate  = "count" "(" table filters ")" | ( "sum" | "distinct" | "latest" ) "(" table "." column filters ")"
filters    = [ "where" condition { "and" condition } ] [ "during" PERIOD ]
condition  = path COMPARISON ( value | [ NUMBER "*" ] column )
           | path "in" "(" value { "," value } ")"
           | path "is" ( "given" | "missing" )
           | ( "days" | "workdays" ) "(" column "," column ")" COMPARISON NUMBER
path       = column [ "." column ]           the second of the row that the first refers to
value      = WORD | "QUOTED" | NUMBER | YYYY-MM-DD | "yes" | "no"
conditions = condition { "and" condition }   what must hold in every row of a table (rows:)
NUMBER     = digits with at most four decimals, or a percentage such as 80%"""

MEASURES = (
    ("sum(payment.amount_yuan) / sum(budget.adjusted_yuan)", "one total divided by another; what is compared with the target keeps both"),
    ("sum(reception.persons where guest_level = 省部级)", "a filter; a choice is written by its id or its label"),
    ("sum(payment.amount_yuan where project_code.kind = project during H1)", "a column of the row referred to, and a part of the year"),
    ("count(procurement where days(notice_on, signed_on) <= 30) / count(procurement where notice_on is given)", "calendar days between two dates"),
    ("count(procurement where workdays(signed_on, filed_on) <= 7)", "working days, with public holidays and shifted working days"),
    ("distinct(research.place)", "how many different values"),
    ("latest(petition.duty_days)", "the value of the latest day"),
    ("sum(event.sessions where kind in (湾区未来, 京粤风华, 筑梦南沙))", "one of several values"),
    ("count(asset where category = desktop and in_use = yes) - sum(unit.staff_in_post)", "terms are added and subtracted"),
    ("合计(公务接待台账.人次 其中 接待对象 = 市领导 期间 上半年)", "the same language in Chinese words"),
)  # fmt: skip
TESTS = (
    ("count(asset where category = desktop and in_use = yes) <= 1.5 * sum(unit.staff_in_post)", "a factor before an aggregate"),
    ("count(policy_document where topic = division_of_work and in_force = yes) >= 1", "something has to exist"),
)
BROKEN = (
    "sum(payment.amount)",
    "sum(payment.paid_on)",
    "count(asset.price_yuan)",
    "sum(reception.persons where guest_level = 局级)",
    "sum(payment.amount_yuan",
)


def pages(dossier: Dossier) -> dict[str, list[str]]:
    """The one page."""
    return {"measures.md": _page(dossier)}


def _page(dossier: Dossier) -> list[str]:
    """The measure language, with examples that are parsed and run here."""
    return [
        "# The measure language",
        "A measure (取数公式) says how a number is drawn from the tables. It stands in the cell of an indicator or a figure, and in frameworks.",
        "The language is closed and typed: it reads tables and does nothing else. A test (a checklist's `holds`) compares two totals.",
        "",
        "```text",
        GRAMMAR,
        "```",
        "",
        "## Functions",
        "",
        *table(["function", "中文", "what it makes"], ([code(name), text.zh, _WHAT[name]] for name, text in FUNCTIONS.items())),
        f"Comparisons: {codes(COMPARISONS)}; ≤ ≥ ≠ and full-width brackets and commas are read too. A missing cell fulfils only `is missing`.",
        "",
        "## Chinese spellings",
        "",
        "Tables, columns and choices are written by id or by Chinese label. The words of the language:",
        "",
        *table(["中文", "English"], ([zh, code(en)] for zh, en in _WORDS.items())),
        "Periods: " + ", ".join(f"{code(name)} {label.zh}" for name, label in PARTS.items()) + ".",
        "",
        "## Examples",
        "",
        "Each was read and run on the example dossier when this page was written.",
        "",
        *table(["measure", "", "in the example"], ([code(text), what, _measured(dossier, text)] for text, what in MEASURES)),
        *table(["test", "", "in the example"], ([code(text), what, _held(dossier, text)] for text, what in TESTS)),
        "## What is missing",
        "",
        "- A table that was not handed in gives *not reported*; a table with a header and no rows is an empty register, and its sum is 0.",
        "- A cell that is *not applicable* is left out of a sum; any other missing cell leaves the sum unknown.",
        "- A denominator of zero is *not applicable*.",
        "- Working days of a year whose holidays are not announced are *not reported*.",
        "",
        "## Faults",
        "",
        *table(["text", "breaks off at", "because"], (_broken(dossier, text) for text in BROKEN)),
    ]


_WHAT = {
    "sum": "the sum of a number column",
    "count": "how many rows",
    "distinct": "how many different values a column has",
    "latest": "the value of the row with the latest date",
}


def _measured(dossier: Dossier, text: str) -> str:
    expression = parse_measure(text, dossier.schema)
    if isinstance(expression, Fault):
        raise TypeError(text, expression.because.say("en"))
    found = measure(dossier, expression)
    if isinstance(found, Absent):
        return found.state.label.en
    over, under = (plain(unscaled(number, SCALE_DIGITS)) for number in (found.numerator, found.denominator))
    return over if under == "1" else f"{over} / {under}"


def _held(dossier: Dossier, text: str) -> str:
    expression = parse_test(text, dossier.schema)
    if isinstance(expression, Fault):
        raise TypeError(text, expression.because.say("en"))
    found = hold(dossier, expression)
    if isinstance(found, Absent):
        return found.state.label.en
    return f"{found.left.value} against {found.right.value}: {'holds' if found.holds else 'does not hold'}"


def _broken(dossier: Dossier, text: str) -> list[str]:
    fault = parse_measure(text, dossier.schema)
    if not isinstance(fault, Fault):
        raise TypeError(text)
    expected = f"; expected: {code(fault.expected.say('en'))}" if fault.expected else ""
    return [code(text), f"sign {fault.position}", fault.because.say("en") + expected]
