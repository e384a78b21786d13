"""Markings of state secrets: how they are known, and why nothing that bears one may stand here."""

from __future__ import annotations

import re

from jixiao.wording import Text

_LEVELS = ("绝密", "机密", "秘密")
_MARKED = re.compile(r"(?:绝密|机密|秘密)\s*[★☆]")
_WHOLE = re.compile(r"(?:绝密|机密|秘密)(?:级|件)?(?:\s*[★☆].*|[\s:：]*(?:\d{1,2}\s*年|长期))?")

REFUSED = Text(
    "标有密级的内容是国家秘密，按保密法只能在涉密系统中处理，不得进入本系统；本系统及其导出的文件不具备保密条件",
    "What bears this marking is a state secret: by law it may be kept in classified systems only, never in this one, nor in the papers it writes",
)
WITHOUT_SECRETS = Text("不含国家秘密的内容", "something that holds no state secret")


def is_marking(text: str) -> bool:
    """Whether a cell is nothing but a marking: 机密, 秘密级, 绝密★30年, 机密 10年."""
    return text.strip().startswith(_LEVELS) and _WHOLE.fullmatch(text.strip()) is not None


def marking_in(text: str) -> str | None:
    """The marking that stands within a text, such as 秘密★."""
    found = _MARKED.search(text) if "★" in text or "☆" in text else None
    return found[0] if found else None
