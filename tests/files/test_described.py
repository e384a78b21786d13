from __future__ import annotations

from decimal import Decimal

import pytest

from jixiao.files.described import Part
from jixiao.files.yamls import parse_yaml
from jixiao.findings import Finding, as_text
from jixiao.wording import Text


def top(text: str) -> tuple[Part, list[Finding]]:
    findings: list[Finding] = []
    return Part.top(parse_yaml(text, "f.yaml"), "f.yaml", "file-is-sound", findings), findings


def said(findings: list[Finding]) -> list[tuple[int | None, str | None, str]]:
    return [(finding.place.row, finding.place.column, finding.because.say("zh")) for finding in findings]


SOUND = """\
id: 0012
edition: 1.10
points: 20
name: {zh: 甲, en: One}
final: true
kind: unit
keys: [a, 2, 1.5]
items:
  - {code: x}
  - {code: y}
fields:
  first: {zh: 一, en: first}
  second: {zh: 二, en: second}
"""


def test_sound_values_are_read_with_their_types_and_no_findings() -> None:
    part, findings = top(SOUND)
    assert (part.text("id"), part.text("edition"), part.text("points")) == ("0012", "1.10", "20")
    assert part.whole("points") == 20
    assert part.label("name") == Text("甲", "One")
    assert part.flag("final")
    assert part.choice("kind", ["unit", "project"]) == "unit"
    assert part.words("keys") == ["a", "2", "1.5"]
    assert [item.text("code") for item in part.parts("items")] == ["x", "y"]
    assert {name: field.own_label() for name, field in part.named_parts("fields").items()} == {
        "first": Text("一", "first"),
        "second": Text("二", "second"),
    }
    assert part.raw("edition") == Decimal("1.10")
    part.only("id", "edition", "points", "name", "final", "kind", "keys", "items", "fields")
    assert not findings


def test_what_may_be_left_out_has_its_default_and_no_finding() -> None:
    part, findings = top("empty:\n")
    assert not part.has("empty")
    assert not part.has("nothing")
    assert (part.text("a", "x"), part.text("empty", "x"), part.whole("a", 3)) == ("x", "x", 3)
    assert part.choice("a", ["x"], "x") == "x"
    assert (part.flag("a"), part.words("a"), part.parts("a"), part.named_parts("a")) == (False, [], [], {})
    assert not findings


FAULTY = """\
name: {zh: 甲}
points: ten
final: yes
kind: unti
keys: {a: 1}
words: [[a]]
flags: [true]
items:
  - code: [x]
  - just words
  - code: y
    pionts: 3
fields:
  first:
    zh: 一
"""


def test_every_fault_is_said_at_its_line_and_none_hides_the_next() -> None:
    part, findings = top(FAULTY)
    part.text("id")
    part.label("name")
    part.whole("points")
    part.flag("final")
    part.choice("kind", ["unit", "project"])
    for key in ("keys", "words", "flags"):
        assert part.words(key) == []
    for item in part.parts("items"):
        item.text("code")
        item.only("code", "points")
    part.named_parts("fields")["first"].own_label()
    assert said(findings) == [
        (1, "id", "缺少“id”"),
        (1, "name", "“name”的内容不对"),
        (2, "points", "“points”的内容不对"),
        (3, "final", "“final”的内容不对"),
        (4, "kind", "不认识“unti”"),
        (5, "keys", "“keys”的内容不对"),
        (6, "words", "“words”的内容不对"),
        (7, "flags", "“flags”的内容不对"),
        (10, "items.1", "这里应是键值表"),
        (9, "items.0.code", "“code”的内容不对"),
        (10, "items.1.code", "缺少“code”"),
        (12, "items.2.pionts", "不认识“pionts”"),
        (15, "fields.first.en", "缺少“en”"),
    ]
    assert {(finding.check, finding.place.file, finding.severity) for finding in findings} == {
        ("file-is-sound", "f.yaml", "error")
    }


def test_a_finding_says_what_stands_there_and_what_should() -> None:
    part, findings = top("points: ten\n")
    assert part.whole("points") == 0
    assert as_text(findings[0], "en").splitlines() == [
        "f.yaml row 1 column “points” [error file-is-sound]",
        "  stands: ten",
        "  expected: a whole number",
        "  because: “points” holds something else",
    ]


@pytest.mark.parametrize(("written", "advice"), [("unti", "unit"), ("Project", "project"), ("zzz", None)])
def test_a_near_miss_is_advised(written: str, advice: str | None) -> None:
    part, findings = top(f"kind: {written}\n")
    assert part.choice("kind", ["unit", "project"]) == ""
    assert findings[0].expected is not None
    assert findings[0].expected.say("en") == "one of: unit, project"
    assert (findings[0].advice and findings[0].advice.say("en")) == (advice and f"Did you mean “{advice}”?")


def test_a_choice_that_is_wrong_reads_as_its_default() -> None:
    part, findings = top("kind: x\n")
    assert part.choice("kind", ["unit"], "unit") == "unit"
    assert len(findings) == 1


def test_every_unknown_key_is_said_with_the_nearest_known_one() -> None:
    part, findings = top("nmae: 1\nname: 2\npionts: 3\n")
    part.only("name", "points")
    assert said(findings) == [(1, "nmae", "不认识“nmae”"), (3, "pionts", "不认识“pionts”")]
    assert [finding.advice and finding.advice.say("zh") for finding in findings] == ["是不是“name”？", "是不是“points”？"]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words", "12"])
def test_a_file_that_is_no_mapping_is_one_fault_and_reads_as_an_empty_one(text: str) -> None:
    part, findings = top(text)
    assert said(findings) == [(1, None, "这里应是键值表")]
    assert part.text("id", "x") == "x"
    assert part.named_parts("fields") == {}


@pytest.mark.parametrize("value", ["[a]", "text", "3"])
def test_a_part_that_is_no_mapping_is_one_fault_at_its_line(value: str) -> None:
    part, findings = top(f"a: 1\nfields: {value}\n")
    assert part.named_parts("fields") == {}
    assert part.part("fields").text("x", "y") == "y"
    assert said(findings)[0] == (2, "fields", "这里应是键值表")


def test_a_truth_value_is_neither_a_text_nor_a_number() -> None:
    part, findings = top("a: true\n")
    assert (part.text("a"), part.whole("a")) == ("", 0)
    assert len(findings) == 2


def test_a_wrong_value_is_a_fault_even_where_there_is_a_default() -> None:
    part, findings = top("a: [1]\nb: x\nc: {d: e}\n")
    assert (part.text("a", "d"), part.whole("b", 4), part.parts("c")) == ("d", 4, [])
    assert said(findings) == [(1, "a", "“a”的内容不对"), (2, "b", "“b”的内容不对"), (3, "c", "“c”的内容不对")]
