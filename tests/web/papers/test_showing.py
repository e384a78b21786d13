from __future__ import annotations

import json
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import settings as bounded
from tests.document.papers import FULL_DOCUMENTS

from jixiao.document.model import Document, Run, paragraph, runs_in
from jixiao.document.tidy import tidied
from jixiao.web.papers.blocks import blocks_of, figures_in
from jixiao.web.papers.publication import rows_of
from jixiao.web.papers.showing import shown

OURS = frozenset(
    [
        "a",
        "b",
        "br",
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "div",
        "table",
        "thead",
        "tbody",
        "caption",
        "colgroup",
        "col",
        "span",
        "tr",
        "td",
        "th",
        "figure",
        "figcaption",
        "details",
        "summary",
        "img",
        "hr",
    ]
)
"""All that blocks are shown with; drawings are left out in these tests."""


class Reader(HTMLParser):
    """The texts, tags and links of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.text += ["\n"] if tag == "br" else []
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert not {name for name, _ in attrs if name.startswith("on") or name == "style"}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(document: Document) -> Reader:
    blocks = [{name: value for name, value in block.items() if name != "drawing"} for block in blocks_of(document)]
    reader = Reader()
    reader.feed(shown(blocks, lambda figure: f"/figures/{figure}/"))
    reader.close()
    return reader


@bounded(max_examples=25, deadline=None)
@given(FULL_DOCUMENTS)
def test_every_word_of_a_document_is_shown_and_nothing_that_somebody_typed_becomes_a_tag(document: Document) -> None:
    reader = read(document)
    assert reader.tags <= OURS
    text = "".join(reader.text).replace("\r", "")
    for runs in runs_in(tidied(document)):
        for run in runs:
            assert run.text.replace("\r", "") in text


@bounded(max_examples=25, deadline=None)
@given(FULL_DOCUMENTS)
def test_every_figure_is_a_link_and_what_is_kept_is_plain_json(document: Document) -> None:
    blocks = blocks_of(document)
    assert json.loads(json.dumps(blocks)) == blocks
    stated = dict.fromkeys(run.figure for runs in runs_in(tidied(document)) for run in runs if run.figure)
    assert figures_in(blocks) == list(stated) or set(figures_in(blocks)) == set(stated)
    assert set(read(document).links) == {f"/figures/{figure}/" for figure in stated}


def test_what_looks_like_a_tag_is_shown_as_it_is_typed() -> None:
    reader = read(Document("t", (paragraph("<script>alert(1)</script> & ", Run('"<b>', "score.total")),)))
    assert reader.tags == {"p", "a"}
    assert "".join(reader.text) == '<script>alert(1)</script> & "<b>'


def test_a_cell_that_an_office_program_would_calculate_is_handed_out_as_a_text() -> None:
    data = {"spending": [{"figure": "=1+1", "name": {"zh": "@SUM(A1)", "en": "x"}, "value": "-3.50", "unit": "+1+cmd"}]}
    assert list(rows_of(data, "spending", "zh"))[1] == ["'=1+1", "'@SUM(A1)", "-3.50", "'+1+cmd"]
