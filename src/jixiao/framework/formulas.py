"""Measures and tests that stand in a framework's or a library's file: read, or noted as a fault at their line."""

from __future__ import annotations

from decimal import Decimal

from jixiao.files.described import Part
from jixiao.tables.measure_text import Fault, parse_measure, parse_test
from jixiao.tables.measures import Measure, Term, Test, Total
from jixiao.tables.schema import fixed_tables
from jixiao.wording import Text

_ZERO = Total((Term(Decimal(0)),))
_NEVER = Test(_ZERO, ">", _ZERO)


def measure_at(part: Part, key: str = "measure") -> Measure | None:
    """The measure at a key; None if it is none."""
    found = parse_measure(part.text(key), fixed_tables())
    if isinstance(found, Fault):
        _broken(part, key, found)
        return None
    return found


def test_at(part: Part, key: str) -> Test:
    """The test at a key; one that never holds if it is none."""
    found = parse_test(part.text(key), fixed_tables())
    if isinstance(found, Fault):
        _broken(part, key, found)
        return _NEVER
    return found


def _broken(part: Part, key: str, fault: Fault) -> None:
    because = Text("公式第{n}个字符处：{why}", "The measure breaks off at sign {n}: {why}")
    part.fault(because.fill(n=fault.position, why=fault.because), key, expected=fault.expected)
