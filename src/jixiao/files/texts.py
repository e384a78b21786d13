"""The text of a file in whichever encoding it is: by its byte order mark, else UTF-8, else GB 18030; what is no text is refused."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from jixiao.errors import Unreadable
from jixiao.files.reading import read_bounded
from jixiao.wording import Text

LARGEST_TEXT = 64_000_000
MOST_LINES = 1_000_000
"""Bytes and lines of one text. The longest reports have some 500,000 and 3,000."""

_MARKS = ((BOM_UTF8, "utf-8-sig"), (BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_UNUSUAL = re.compile("[^\t\n\x0b\f\r\x1a -~\u00a0-\u04ff\u2000-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
_LINE_END = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_END_OF_FILE = "\x1a"
_MOST_CONTROLS, _MOST_UNUSUAL = 1000, 50
"""One sign of so many may be a control sign, or one that no Chinese or European text has."""
_DAMAGED = 20
_CUT = 3
"""Bytes at the end that may be the beginning of a sign whose rest was cut off."""


def text_of_file(path: Path, largest: int = LARGEST_TEXT) -> str:
    """The text of a file, each line end one newline; ``Unreadable`` if it is no text, is empty or is too large."""
    raw = read_bounded(path, largest)
    if not raw.strip(b" \t\r\n\0"):
        raise _fault(path, _EMPTY)
    text = _LINE_END.sub("\n", _decoded(path, raw)).rstrip(_END_OF_FILE)
    if text.count("\n") > MOST_LINES:
        raise _fault(path, _TOO_MANY.fill(limit=MOST_LINES))
    return text


def _decoded(path: Path, raw: bytes) -> str:
    marked = next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), None)
    try:
        text = raw.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        if marked is None and len(raw) - error.start <= _CUT and error.reason == "unexpected end of data":
            text = raw[: error.start].decode("utf-8")
        elif marked is None:
            text = _chinese(path, raw, error.start)
        else:
            raise _fault(path, _NO_TEXT) from error
    if "\0" in text or len(_CONTROL.findall(text)) * _MOST_CONTROLS > len(text):
        raise _fault(path, _NO_TEXT)
    return text


def _chinese(path: Path, raw: bytes, wrong: int) -> str:
    """The text in GB 18030, unless it is UTF-8 of which some bytes are damaged: that would be read as other signs."""
    loose = raw.decode("utf-8", "replace")
    damaged = loose.count("\ufffd")
    if damaged * _DAMAGED < sum(sign > "\x7f" for sign in loose):
        raise _fault(path, _DAMAGED_TEXT.fill(at=wrong + 1))
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError as error:
        if len(raw) - error.start > _CUT:
            raise _fault(path, _NO_TEXT) from error
        text = raw[: error.start].decode("gb18030")
    if len(_UNUSUAL.findall(text)) * _MOST_UNUSUAL > len(text):
        raise _fault(path, _NO_TEXT)
    return text


def _fault(path: Path, cause: Text) -> Unreadable:
    return Unreadable(
        Text("无法打开文件 {file}：{cause}。", "The file {file} cannot be opened: {cause}.").fill(file=path, cause=cause)
    )


_EMPTY = Text("文件是空的", "it is empty")
_NO_TEXT = Text(
    "它的内容不是文字：既不是 UTF-8，也不是 GB 18030；请另存为 UTF-8 文本",
    "its content is no text, neither in UTF-8 nor in GB 18030; save it as UTF-8 text",
)
_DAMAGED_TEXT = Text(
    "它是有损坏的 UTF-8 文本（第 {at} 个字节起）；请重新另存为 UTF-8 文本",
    "it is UTF-8 text that is damaged (from byte {at} on); save it as UTF-8 text anew",
)
_TOO_MANY = Text("它超过 {limit} 行", "it has more than {limit} lines")
