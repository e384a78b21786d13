from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jixiao.errors import Unreadable
from jixiao.files import yamls
from jixiao.files.yamls import DEEPEST_YAML, Data, parse_yaml, read_yaml


def refused(raw: bytes | str) -> tuple[str, str]:
    with pytest.raises(Unreadable) as caught:
        parse_yaml(raw, "表.yaml")
    return caught.value.say("zh"), caught.value.say("en")


# ---- what values mean

VALUES: list[tuple[str, Data]] = [
    ("1.5", Decimal("1.5")),
    ("10.00", Decimal("10.00")),
    ("-0.1", Decimal("-0.1")),
    ("12", 12),
    ("-3", -3),
    ("+3", 3),
    ("0", 0),
    ("true", True),
    ("false", False),
    ("null", None),
    ("~", None),
    ("", None),
    ("文字", "文字"),
]
PLAIN_TEXT = [
    "yes",
    "no",
    "on",
    "off",
    "True",
    "NO",
    "2023-06-30",
    "2023年6月30日",
    "0012",
    "007.5",
    "1e5",
    "0x10",
    "0o7",
    "1_000",
]
PLAIN_TEXT += [".5", "1.", ".inf", ".nan", "１２", "٣", "12:30:45", "9" * 19, "约1600", "2,157.27"]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_numbers_are_exact_and_only_true_and_false_are_truth_values(text: str, value: Data) -> None:
    found = parse_yaml(f"key: {text}", "n").data
    assert found == {"key": value}
    assert isinstance(found, dict)
    assert type(found["key"]) is type(value)
    assert str(found["key"]) == str(value)


@pytest.mark.parametrize("text", PLAIN_TEXT)
def test_yes_dates_codes_and_other_notations_stay_text(text: str) -> None:
    assert parse_yaml(f"key: {text}", "n").data == {"key": text}


@pytest.mark.parametrize("text", ["'12'", '"12"', "|-\n  12", ">-\n  12"])
def test_what_is_quoted_is_text(text: str) -> None:
    assert parse_yaml(f"key: {text}", "n").data == {"key": "12"}


def test_a_tag_makes_nothing_but_plain_data() -> None:
    assert parse_yaml("!!python/object/apply:os.system [echo]", "n").data == ["echo"]
    assert parse_yaml("key: !!float 1", "n").data == {"key": 1}


def test_keys_are_text_whatever_they_look_like() -> None:
    assert parse_yaml("{2023: a, true: b, null: c, 1.5: d}", "n").data == {"2023": "a", "true": "b", "null": "c", "1.5": "d"}


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "\ufeff"])
def test_an_empty_file_holds_nothing(text: str) -> None:
    assert parse_yaml(text.encode(), "n").data is None


# YAML takes U+0085 for a line break, yet the other program writes it raw: what it reads back itself is a blank
WRITTEN = st.characters(codec="utf-8", exclude_characters="\x85")
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-(10**17), 10**17), st.text(WRITTEN, max_size=8))


KEYS = st.text("abc中\n: '\"#", max_size=4)
TREES = st.recursive(LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)))


@given(TREES)
def test_what_another_program_writes_is_read_the_same(data: Data) -> None:
    raw = yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()
    assert parse_yaml(raw, "n").data == data


# ---- lines

LINED = """\
# heading
name: 甲
items:
  - code: a
    points: 10

  - code: b
    options: {x: 1,
      y: 2}
"""


def test_every_part_knows_the_line_on_which_it_begins() -> None:
    found = parse_yaml(LINED, "n")
    assert found.line(()) == 2
    assert found.line(("items",)) == 4
    assert found.line(("items", 0, "points")) == 5
    assert found.line(("items", 1)) == 7
    assert found.line(("items", 1, "options", "y")) == 9


def test_what_is_missing_has_the_line_of_what_is_around_it() -> None:
    found = parse_yaml(LINED, "n")
    assert found.line(("items", 1, "points")) == 7
    assert found.line(("nothing", "at", "all")) == 2
    assert parse_yaml("", "n").line(("x",)) == 1


# ---- what is refused


def test_broken_syntax_is_refused_with_its_line() -> None:
    zh, en = refused("a: 1\nb: [1, 2\nc: 3\n")
    assert zh.startswith("表.yaml 第3行：不是可用的 YAML：")
    assert en.startswith("表.yaml line 3: this is not usable YAML: ")


@pytest.mark.parametrize(
    "text", ["a: 'open", "\tb: c", "a: b: c", "a: 1\n b: 2", "- a\nb: c", "%YAML 9.9\n---\na", 'a: "\\ud800"']
)
def test_every_kind_of_broken_syntax_is_unreadable(text: str) -> None:
    assert "不是可用的 YAML" in refused(text)[0]


def test_a_key_that_stands_twice_is_refused_at_its_second_line() -> None:
    assert refused("a: 1\nb:\n  x: 1\n  y: 2\n  x: 3\n")[0] == "表.yaml 第5行：不是可用的 YAML：键重复：x"
    assert refused("true: 1\n'true': 2\n")[1].endswith("line 2: this is not usable YAML: the key true stands twice")


@pytest.mark.parametrize("text", ["? [a, b]\n: 1", "? {a: b}\n: 1", "{[a]: 1}"])
def test_a_key_that_is_no_word_is_refused(text: str) -> None:
    assert refused(text)[1].endswith("a key has to be a word")


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: &x 1\nb: *x", 2), ("&x [*x]", 1), ("a: *x", 1), ("a: &x {b: 1}\nc:\n  <<: *x", 3), ("&x a: 1\n*x : 2", 2)],
)
def test_references_are_refused(text: str, line: int) -> None:
    zh, _ = refused(text)
    assert f"第{line}行" in zh


def test_references_cannot_blow_a_small_file_up() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60))]
    assert "锚点" in refused("\n".join(lines))[0]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: "])
@pytest.mark.parametrize("levels", [DEEPEST_YAML + 1, 200_000])
def test_what_is_nested_too_deeply_is_refused_at_once(opening: str, levels: int) -> None:
    began = time.perf_counter()
    refused(opening * levels)
    assert time.perf_counter() - began < 2


def test_nesting_is_accepted_up_to_the_limit() -> None:
    deepest = "[" * DEEPEST_YAML + "x" + "]" * DEEPEST_YAML
    assert parse_yaml(deepest, "n").data
    assert "层次过深" in refused(f"[{deepest}]")[0]


@pytest.mark.parametrize("raw", ["中文: 1".encode("gb18030"), b"\xff\xfea\x00", b"a: \xc3", "\ud800"])
def test_what_is_not_utf_8_is_refused(raw: bytes | str) -> None:
    assert refused(raw)[1].endswith("it is not UTF-8 text")


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert parse_yaml("中文: 1".encode("utf-8-sig"), "n").data == {"中文": 1}


@pytest.mark.parametrize("text", ["a: \0", "a: \x07", "\x1b[0m"])
def test_control_characters_are_refused(text: str) -> None:
    refused(text)


def test_a_second_document_is_refused() -> None:
    assert refused("a: 1\n---\nb: 2\n")[0] == "表.yaml 第3行：不是可用的 YAML：只能有一份文档"


def test_a_file_above_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n")
    assert read_yaml(path).data == {"a": 1}
    monkeypatch.setattr(yamls, "LARGEST_YAML", 4)
    with pytest.raises(Unreadable, match="larger than 4 bytes"):
        read_yaml(path)


@given(st.one_of(st.text(), st.binary(), st.text("[]{}:,-?&*!|>'\"%@#x1 \n")))
def test_anything_is_read_or_refused_with_a_line(raw: str | bytes) -> None:
    try:
        parse_yaml(raw, "n")
    except Unreadable as error:
        said = error.say("en")
    else:
        said = "n line "
    assert said.startswith("n line ")
