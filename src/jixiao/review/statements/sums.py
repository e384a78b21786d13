"""A whole and its parts, as sentences divide it: 接待457批2095人次，其中省部级33批80人次，…; …，合计24人; 由A 60万元和B 40万元组成; 48+49.99=97.99.

A division has a column for each unit (批, 人次). Where the list of parts may be incomplete it is open: its parts may not exceed the
whole, no more.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from jixiao.review.lexer import Token, tokens
from jixiao.review.paper import Paper
from jixiao.review.statements.division import Division, Part, class_of
from jixiao.review.statements.spans import Span, is_whole, spans
from jixiao.review.statements.vocabulary import pattern, vocabulary

_MARK = re.compile(
    r"其中(?:包括|包含|含|有)?[：:]?|分别为|分别是|分别有|(?:包括|包含|分为)[：:]?|由(?=[^。；]{1,200}(?:组成|构成))|含(?=[^有量义金税])|[当之]?中[，,]|[：:](?!(?<=\d.)\d)"
)
_TOTAL = re.compile(r"(?:(?:合计|共计|总计|总共)[一-鿿]{0,4}|共)(?:为|达|是|:|：)?$")
_BETWEEN = re.compile(r"[，,、；;。：:\s（(]*")
_SHARE_OF = re.compile(r"的(?:比例|比重)?(?:为|是|达|约)?")
_COMPARED = re.compile(r"(?:同比|环比|较|比).*(?:增|减|升|降|多|少|提高|下滑)")
_GOT = re.compile(r"(?:自评|实际|实)?(?:得分?|评分)(?:为)?")
_FORMULA = re.compile(
    r"\d[\d.,]*(?:分|批|人次|人|万元|元|个|项|次)?(?:[+＋]\d[\d.,]*(?:分|批|人次|人|万元|元|个|项|次)?)+[=＝]\d[\d.,]*(?:分|批|人次|人|万元|元|个|项|次)?"
)
_FIGURED = re.compile(r"[÷×*=＝/]")
_LONGEST_LABEL, _LONGEST_GAP, _LONGEST_NAMES, _FEWEST, _SECOND = 26, 12, 60, 2, 6
_LOOK_BACK, _MOST_PARTS = 6, 60
_SHARES = frozenset({"percent", "points"})


def _start_of(token: Token) -> int:
    return token.start


@lru_cache(maxsize=8)
def divisions(paper: Paper) -> tuple[Division, ...]:
    """Every division of the running text."""
    found: list[Division] = []
    listed = spans(paper)
    for number, span in enumerate(listed):
        if span.tokens:
            previous = _previous(listed, number)
            found += _marked(span, previous)
            found += _bracketed(span)
            found += _totalled(span)
            found += _formulas(span)
    return tuple(
        each
        for each in found
        if len(each.parts) > 1 or each.whole.kind != "score"  # 甲得49分、乙得48分，总得分为97分: a total follows, no part
        if each.verdict in {"holds", None} or is_whole(paper, each.passage, _begin(each), each.end, is_list=True)
    )


def _begin(each: Division) -> int:
    """Where a division begins, the name of its first part included."""
    return min(each.start, each.whole.start) - (len(each.labels[0]) if each.labels and each.start < each.whole.start else 0)


def _previous(listed: tuple[Span, ...], number: int) -> Span | None:
    """The long sentence before one, of the same passage."""
    span = listed[number]
    for other in reversed(listed[max(0, number - 4) : number]):
        if other.passage is span.passage and other.end == span.start:
            return other
    return None


# ---- whole first


def _marked(span: Span, previous: Span | None) -> Iterator[Division]:
    marks = list(_MARK.finditer(span.words))
    used = -1
    for at, mark in enumerate(marks):
        start = mark.start() + span.start
        if start < used:
            continue
        wholes = _wholes(span, previous, start)
        end = span.start + marks[at + 1].start() if at + 1 < len(marks) else span.end
        if not wholes or (mark[0][-2:-1] == "中" and len(span.text(wholes[-1].end, start)) > _SECOND):
            continue
        begin = mark.end() + span.start
        above = marks[at - 1].end() + span.start if at else span.end
        is_nested = wholes[0].start >= above and not _is_parted(span, above, wholes[0].start)
        if at + 1 < len(marks) and mark[0] in "：:" and span.words[mark.end() :].lstrip().startswith("其中"):
            continue
        parts, is_cut = _parts(span, (begin, end), wholes, has_next=at + 1 < len(marks))
        if _is_told_by_share(span, previous, wholes[-1], start) and (len(parts) == 1 or _holds_shares(span, begin, end)):
            continue
        if len(parts) == 1 and (mark[0].startswith("分别") or (mark[0] in "：:" and span.text(wholes[-1].end, start).strip())):
            continue
        yield from _divided(span, wholes, parts[:1] if is_nested else parts, mark[0], is_open=is_nested or is_cut)


def _is_told_by_share(span: Span, previous: Span | None, whole: Token, mark: int) -> bool:
    """Whether a share stands between a whole and the mark behind it."""
    number = bisect_left(span.tokens, mark, key=_start_of)
    before = span.tokens[max(0, number - _LOOK_BACK) : number]
    if whole.start < span.start and previous is not None:
        before = (*previous.tokens[-_LOOK_BACK:], *before)
    return any(each.kind in _SHARES and whole.end <= each.start < mark for each in before)


def _holds_shares(span: Span, start: int, end: int) -> bool:
    inside = span.tokens[bisect_left(span.tokens, start, key=_start_of) : bisect_left(span.tokens, end, key=_start_of)]
    return any(each.kind in _SHARES for each in inside[:_MOST_PARTS])


def _bracketed(span: Span) -> Iterator[Division]:
    """The parts in a bracket behind their whole: 基本支出60万元（人员经费50万元、公用经费10万元）."""
    if span.before is None or len(span.tokens) < _FEWEST or _MARK.search(span.words):
        return
    parts, is_cut = _parts(span, (span.start, span.end), [span.before], has_next=False)
    if len(parts) >= _FEWEST:
        yield from _divided(span, [span.before], parts, "（", is_open=is_cut)


def _is_parted(span: Span, start: int, end: int) -> bool:
    """Whether a semicolon stands between two places."""
    return any(sign in span.text(start, end) for sign in "；;。")


def _wholes(span: Span, previous: Span | None, mark: int) -> list[Token]:
    """The numbers right before a mark, one for each unit: 457批2095人次."""
    number = bisect_left(span.tokens, mark, key=_start_of)
    before = list(span.tokens[max(0, number - _LOOK_BACK) : number])
    text, offset = span.words, span.start
    if not before and span.before is not None and not span.text(span.start, mark).strip():
        return [span.before]
    if not before and previous is not None and not _BETWEEN.sub("", span.text(span.start, mark)):
        before, text, offset = list(previous.tokens[-_LOOK_BACK:]), previous.words, previous.start
        mark = previous.end
    if not before:
        return []
    gap = text[before[-1].end - offset : mark - offset]
    longest = _LONGEST_NAMES if span.words.startswith("分别", mark - span.start) else _LONGEST_GAP
    if len(_BETWEEN.sub("", gap)) > longest or any(sign in gap.rstrip("。；;") for sign in "。；;"):
        return []
    before = _without_shares(before, text, offset)
    if not before:
        return []
    group = [before[-1]]
    for token in reversed(before[:-1]):
        between = text[token.end - offset : group[0].start - offset]
        if between.strip("、，, 共") or class_of(token) in {class_of(each) for each in group}:
            break
        group.insert(0, token)
    if pattern("numbers", "averages").search(_clause(text, group[0].start - offset)):
        return []
    return [
        token for token in group if token.kind in {"amount", "count", "score", "number"} and token.unit not in {"年", "倍", "岁"}
    ]


def _without_shares(before: list[Token], text: str, offset: int) -> list[Token]:
    """The numbers without the shares and the comparisons at their end: 支出608万元，占预算640万元的95%，同比增加20万元，其中….

    Nothing is left where the last of them is a change.
    """
    kept = list(before)
    while kept:
        if kept[-1].kind in _SHARES:
            share = kept.pop()
            if kept and _SHARE_OF.fullmatch(text, kept[-1].end - offset, share.start - offset):
                kept.pop()
        elif _COMPARED.search(_clause(text, kept[-1].start - offset)):
            kept.pop()
        else:
            break
    if not kept or len(kept) == len(before):
        return kept
    return [] if pattern("numbers", "changed").search(_clause(text, kept[-1].start - offset)) else kept


def _clause(text: str, end: int) -> str:
    """The words of a clause up to a position."""
    return re.split(r"[，,；;。：:]", text[max(0, end - _LONGEST_GAP) : end])[-1]


def _parts(span: Span, reach: tuple[int, int], wholes: list[Token], *, has_next: bool) -> tuple[list[Part], bool]:
    """The parts behind a mark, and whether the list was broken off where it might go on."""
    begin, end = reach
    found: list[Part] = []
    separator: str | None = None
    kinds = [class_of(whole) for whole in wholes]
    at = begin
    inside = span.tokens[bisect_left(span.tokens, begin, key=_start_of) : bisect_left(span.tokens, end, key=_start_of)]
    number = 0
    while number < len(inside):
        token = inside[number]
        label = span.text(at, token.start)
        sign = _separator(label)
        name = label.strip("，,、；;：: 和及与以")
        if found and _ends(name, sign, separator):
            return ([], True) if _is_told_again(span, found[-1].label, at, end) else (found, False)
        is_unclear = (token.kind == "number" and "number" not in kinds) or (token.kind == "amount" and kinds == ["number"])
        if is_unclear or len(name) > _LONGEST_LABEL or _FIGURED.search(span.text(token.end, token.end + 2)):
            return found, True
        group = [token]
        while number + 1 < len(inside) and not span.text(group[-1].end, inside[number + 1].start).strip("、共计人, 次"):
            following = inside[number + 1]
            if class_of(following) in {class_of(each) for each in group} and span.text(group[-1].end, following.start) != "人":
                break
            group.append(following)
            number += 1
        number += 1
        if class_of(token) in kinds and (token.kind == "score" or not pattern("numbers", "about-a-part").search(name)):
            if found and sign:
                separator = separator or sign
            found.append(Part(name, tuple(group)))
        at = group[-1].end
    if has_next and found and end < span.end:
        found.pop()
        return found, True
    return found, False


def _is_told_again(span: Span, label: str, start: int, end: int) -> bool:
    """Whether the next item has the same second name: A受理9件、审结8件；B受理5件、审结4件 divides nothing."""
    return bool(label) and len(label) <= _SECOND and label in span.text(start, min(end, start + _LONGEST_NAMES))


def _separator(label: str) -> str:
    """The sign that parts an item from the one before it: the strongest of those that stand there."""
    return next((sign for sign in "；;，,、" if sign in label), "")


def _ends(name: str, sign: str, separator: str | None) -> bool:
    """Whether a list is over before an item: by what it says, or as it is parted more strongly than the others."""
    if pattern("numbers", "list-ends").match(name) or _FIGURED.search(name) or re.search(r"[，,；;。].*[，,；;。]", name):
        return True
    order = {"": 0, "、": 1, ",": 2, "，": 2, ";": 3, "；": 3}
    return separator is not None and order[sign] > order[separator]


def _divided(span: Span, wholes: list[Token], parts: list[Part], how: str, *, is_open: bool) -> Iterator[Division]:
    """A division for each unit of the whole."""
    if wholes[0].kind == "score" and parts[1::_FEWEST] and all(_GOT.fullmatch(part.label) for part in parts[1::_FEWEST]):
        parts = [got._replace(label=full.label) for full, got in zip(parts[::_FEWEST], parts[1::_FEWEST], strict=False)]
    columns = [_column(whole, number, parts) for number, whole in enumerate(wholes)]
    labels = tuple(part.label for part in parts)
    is_all = _is_all(labels)
    is_closed = not is_open and (is_all or how.startswith(("分为", "由", "分别")))
    overlapping = not (is_all or is_closed) and any(pattern("numbers", "overlapping").search(label) for label in labels)
    made = [
        Division(
            span.passage,
            whole.start,
            max(token.end for part in parts for token in part.tokens),
            whole,
            column,
            labels,
            how,
            is_closed,
            overlapping or is_open,
        )
        for whole, column in zip(wholes, columns, strict=True)
        if column
    ]
    kept = max((_closing(each) for each in made), default=0)
    if kept:
        made = [
            each._replace(
                parts=each.parts[:kept], labels=labels[:kept], end=each.parts[kept - 1].end, is_closed=True, is_overlapping=False
            )
            for each in made
        ]
    yield from made


def _closing(each: Division) -> int:
    """After how many parts a division comes to its whole, so that what follows is no part of it; 0 if it never does."""
    for count in range(len(each.parts), _FEWEST - 1, -1):
        if any(pattern("numbers", "rest").search(label) for label in each.labels[count:]):
            break
        if each._replace(parts=each.parts[:count]).verdict == "holds":
            return count
    return 0


def _column(whole: Token, number: int, parts: list[Part]) -> tuple[Token, ...]:
    """The numbers of all parts in the unit of a whole; none if a part lacks it."""
    found = []
    for part in parts:
        same = [token for token in part.tokens if class_of(token) == class_of(whole)]
        if not same and number and number < len(part.tokens) and part.tokens[number].unit in {"次", ""} and whole.unit == "人次":
            same = [part.tokens[number]]
        if len(same) != 1:
            return ()
        found.append(same[0])
    return tuple(found)


def _is_all(labels: tuple[str, ...]) -> bool:
    """Whether names of parts show that there are no others."""
    if len(labels) >= _FEWEST and pattern("numbers", "rest").search(labels[-1]):
        return True
    for each in vocabulary("numbers")["partitions"]:
        words = each.split("+")
        if len(words) == len(labels) and all(any(word in label for label in labels) for word in words):
            return True
    return False


# ---- parts first


def _totalled(span: Span) -> Iterator[Division]:
    """Parts and then what they come to: A 8人、B 7人和C 9人，合计24人."""
    for number, token in enumerate(span.tokens):
        if number < _FEWEST or token.kind not in {"amount", "count", "score"}:
            continue
        before = span.tokens[number - 1]
        lead = span.text(before.end, token.start)
        clause = re.split(r"[，,；;、：:]", lead)[-1]
        if not _TOTAL.fullmatch(clause) or (clause == lead and lead):
            continue
        parts = _listed_before(span, number)
        if len(parts) >= _FEWEST:
            yield _summed(span, token, parts)


def _listed_before(span: Span, number: int) -> list[Part]:
    """The items before a total, back to where something else is said."""
    kind = class_of(span.tokens[number])
    found: list[Part] = []
    for at in range(number - 1, max(-1, number - _MOST_PARTS), -1):
        token = span.tokens[at]
        begin = span.tokens[at - 1].end if at else span.start
        name = re.split(r"[：:]|其中", span.text(begin, token.start))[-1].strip("，,、；; 和及与以")
        is_item = class_of(token) == kind and len(name) <= _LONGEST_LABEL and not re.search(r"[，,；;].*", name)
        if not is_item or _TOTAL.search(name) or pattern("numbers", "about-a-part").search(name):
            break
        found.insert(0, Part(name, (token,)))
        if re.search(r"[：:]|其中", span.text(begin, token.start)):
            break
    return found


def _summed(span: Span, whole: Token, parts: list[Part]) -> Division:
    """The division whose parts are the last ones that come to the total, else all of them."""
    numbers = [part.tokens[0] for part in parts]
    labels = tuple(part.label for part in parts)
    made = Division(span.passage, numbers[0].start, whole.end, whole, tuple(numbers), labels, "合计", is_closed=True)
    for first in range(len(numbers) - 1):
        tail = made._replace(parts=tuple(numbers[first:]), labels=labels[first:], start=numbers[first].start)
        if tail.verdict == "holds":
            return tail
    if whole.kind == "score" and made._replace(parts=made.parts[1::2]).verdict == "holds":
        return made._replace(parts=made.parts[1::2], labels=labels[1::2])
    return made if _is_whole_list(span, whole, parts) else made._replace(is_closed=False, is_overlapping=True)


def _is_whole_list(span: Span, whole: Token, parts: list[Part]) -> bool:
    """Whether the items before a total are all that it can be of: the list begins the sentence, or nothing alike stands before it."""
    first = parts[0].tokens[0]
    begins = first.start - len(parts[0].label)
    if begins <= span.start + 1 or span.text(begins - 1, begins) in {"：", ":", "中"}:
        return True
    number = bisect_left(span.tokens, first.start, key=_start_of)
    before = [token for token in span.tokens[max(0, number - _MOST_PARTS) : number] if class_of(token) == class_of(whole)]
    return not before and _separator(span.text(begins - 1, begins)) != ""


def _formulas(span: Span) -> Iterator[Division]:
    """Sums that are written out: 49.99+48=97.99."""
    if "+" not in span.words and "＋" not in span.words:
        return
    for found in _FORMULA.finditer(span.words):
        numbers = [token for token in tokens(found[0]) if token.value is not None]
        if len(numbers) > _FEWEST:
            start = found.start() + span.start
            *parts, whole = (each._replace(start=each.start + start, end=each.end + start) for each in numbers)
            yield Division(span.passage, start, start + len(found[0]), whole, tuple(parts), (), "=", is_closed=True)
