"""Templates speak both languages, and hold nothing that the content policy forbids."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

import jixiao.web

ROOM = Path(jixiao.web.__file__).parent / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOM)) for path in ROOM.rglob("*.html"))
CHINESE = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")
SAID = re.compile(r"""\{%\s*say\s+("(?P<zh>[^"]*)"|'(?P<zh1>[^']*)')\s+("(?P<en>[^"]*)"|'(?P<en1>[^']*)')(?P<values>[^%]*)%\}""")
OUTSIDE = {"broken.html"}
"""Shown when nothing else can be relied on: it speaks both languages by itself."""


def words(name: str) -> list[re.Match[str]]:
    return list(SAID.finditer((ROOM / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_can_be_read(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_sentence_stands_in_both_languages(name: str) -> None:
    text = (ROOM / name).read_text(encoding="utf-8")
    assert len(re.findall(r"\{%\s*say\s", text)) == len(words(name))
    for found in words(name):
        zh, en = found["zh"] or found["zh1"], found["en"] or found["en1"]
        assert zh
        assert en
        assert not CHINESE.search(en.replace("中文", "")), en
        values = set(re.findall(r"(\w+)=", found["values"]))
        assert set(re.findall(r"\{(\w+)\}", zh)) == set(re.findall(r"\{(\w+)\}", en)) <= values, zh


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name not in OUTSIDE])
def test_no_chinese_stands_outside_of_a_sentence(name: str) -> None:
    rest = re.sub(
        r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}",
        "",
        SAID.sub("", (ROOM / name).read_text(encoding="utf-8")),
        flags=re.DOTALL,
    )
    rest = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", rest)
    assert not CHINESE.findall(rest)


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_script_and_no_style_stand_within(name: str) -> None:
    text = (ROOM / name).read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", text)
    assert not re.search(r"""(src|href|action)=["']?(https?:)?//""", text)
    assert "|safe" not in text
    assert "autoescape off" not in text
