"""The bureau accepts what was handed in."""

from __future__ import annotations

from jixiao.wording import Text

order = 70
words = Text("审核通过", "accept")
from_states = ("submitted",)
to_state = "accepted"
permission = "accept"
