"""Personal data in plain text: numbers of identity cards, by their checksum or name, and of mobile phones. They are never repeated whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.exact import half_width
from jixiao.wording import Text

SHORTEST = 11
_SHOWN = 3
_LOOK_BACK = 8
_CARD = re.compile(r"(?<![0-9A-Za-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z.-])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z.元万亿])")
_CODE = re.compile(r"(?:编码|编号|代码|文号|账号|帐号|合同号|订单号|单号|流水号)(?:为|是)?[：:]?\s*$")
_LABEL = re.compile(r"(?:身份证|证件)(?:号码?)?(?:为|是)?[：:]?\s*$")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_SIGNS = "10X98765432"

CARD = Text("身份证号码", "the number of an identity card")
MOBILE = Text("手机号码", "a mobile phone number")


def personal_data(text: str, *, with_mobiles: bool = True) -> Iterator[tuple[Text, str]]:
    """What a text holds of personal data: its kind, and its first and last signs."""
    if len(text) < SHORTEST:
        return
    plain = text if text.isascii() else half_width(text)
    for found in _CARD.finditer(plain):
        if has_checksum(found[0]) or _LABEL.search(plain, max(0, found.start() - _LOOK_BACK), found.start()):
            yield CARD, masked(found[0])
    if with_mobiles:
        for found in _MOBILE.finditer(plain):
            if _CODE.search(plain, max(0, found.start() - _LOOK_BACK), found.start()):
                continue
            yield MOBILE, masked(found[0])


def has_checksum(number: str) -> bool:
    """Whether the last sign of a card's number follows from the others."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK_SIGNS[total % len(_CHECK_SIGNS)] == number[-1].upper()


def masked(number: str) -> str:
    """A number of which only the ends can be read."""
    return f"{number[:_SHOWN]}{'*' * (len(number) - 2 * _SHOWN)}{number[-_SHOWN:]}"
