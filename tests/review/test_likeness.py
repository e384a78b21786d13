"""Near copies are told with both places; what regulations prescribe and what everybody writes is not."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from jixiao.findings import Outcome, Place
from jixiao.review.likeness import Copy, copies, findings
from jixiao.review.many import Result, Said

PROBLEM = "预算编制不够细化，部分项目前期论证不充分，年中多次调剂，影响了预算执行的均衡性和严肃性。"
SERVICE = "全年组织开展志愿服务活动318场次，服务群众45200人次，群众对公共文化服务的认可度持续提高。"


def paper(name: str, *texts: str, unit: str = "", year: int | None = 2023) -> Result:
    said = tuple(Said(text, Place(name, paragraph=number), text) for number, text in enumerate(texts, 1))
    return Result(Path(name), name, Outcome(name), year=year, unit=unit, sentences=said)


def told(*papers: Result) -> list[tuple[str, int | None, str | None, str]]:
    return [(each.place.file, each.place.paragraph, each.rule, each.severity) for each in findings(copies(papers))]


def test_the_same_problem_in_two_units_is_told_in_the_second() -> None:
    one, other = paper("a.docx", "本单位职责明确。", PROBLEM, unit="甲局"), paper("b.docx", PROBLEM, unit="乙局")
    (found,) = findings(copies([one, other]))
    assert (found.place.file, found.place.paragraph, found.rule, found.severity) == ("b.docx", 1, "X14", "explain")
    assert "a.docx 第2段" in found.because.say("zh")
    assert "a.docx paragraph 2" in found.because.say("en")
    assert found.quote == PROBLEM


def test_the_later_year_of_a_unit_is_the_copy_whatever_the_order_of_the_files() -> None:
    papers = [paper("1.docx", PROBLEM, unit="甲局", year=2024), paper("2.docx", PROBLEM, unit="甲局", year=2023)]
    assert told(*papers) == told(*reversed(papers)) == [("1.docx", 1, "X14", "explain")]


def test_a_year_dated_anew_is_still_a_copy() -> None:
    old, new = (f"{year}年，{SERVICE}" for year in (2022, 2023))
    assert told(paper("a.docx", old, year=2022), paper("b.docx", new)) == [("b.docx", 1, "X14", "explain")]


def test_a_few_changed_words_are_still_a_copy_and_the_likeness_is_said() -> None:
    changed = PROBLEM.replace("影响了", "影响")
    (copy,) = copies([paper("a.docx", PROBLEM), paper("b.docx", changed)])
    assert 80 <= copy.likeness < 100
    (found,) = findings([copy])
    assert f"{copy.likeness}%" in found.because.say("zh")
    assert found.expected is not None
    assert found.expected.say("zh") == PROBLEM


def test_the_same_words_with_other_numbers_are_no_copy() -> None:
    assert told(paper("a.docx", SERVICE), paper("b.docx", SERVICE.replace("318", "402"))) == []


def test_papers_of_one_unit_and_year_say_the_same_on_purpose() -> None:
    assert told(paper("报告.docx", PROBLEM, unit="甲局"), paper("表.docx", PROBLEM, unit="甲局")) == []
    assert told(paper("报告.docx", PROBLEM), paper("pdf/报告.pdf", PROBLEM)) == []


def test_prescribed_and_short_words_do_not_count() -> None:
    prescribed = "坚持以习近平新时代中国特色社会主义思想为指导，深入贯彻党的十九大和二十大精神，认真开展各项工作。"
    assert told(paper("a.docx", prescribed, "绩效目标全部完成。"), paper("b.docx", prescribed, "绩效目标全部完成。")) == []


def test_what_everybody_writes_weighs_less() -> None:
    papers = [paper(f"{number}.docx", PROBLEM) for number in range(30)]
    assert told(*papers) == []
    assert 0 < len(copies(papers)) < 2 * len(papers)


def test_sentences_of_one_paragraph_are_one_finding() -> None:
    def pair(name: str) -> Result:
        said = tuple(Said(text, Place(name, paragraph=4), text) for text in (PROBLEM, SERVICE))
        return Result(Path(name), name, Outcome(name), sentences=said)

    (found,) = findings(copies([pair("a.docx"), pair("b.docx")]))
    assert found.quote == PROBLEM + SERVICE


@given(st.lists(st.sampled_from([PROBLEM, SERVICE, PROBLEM[3:], "无。"]), max_size=5), st.lists(st.text(max_size=60), max_size=5))
def test_a_paper_is_compared_with_any_other(one: list[str], other: list[str]) -> None:
    found = copies([paper("a.docx", *one, *other), paper("b.docx", *other, *one)])
    assert all(isinstance(each, Copy) and 0 <= each.weight <= 100 and 0 < each.likeness <= 100 for each in found)
    said = {each.there.text for each in found}
    assert {text for text in one if len(text) > 20} <= said
