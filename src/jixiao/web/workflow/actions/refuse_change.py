"""Whoever has to decide a request to change a target refuses it; the target stays as it is."""

from __future__ import annotations

from jixiao.wording import Text

order = 240
matter = "target_request"
words = Text("不同意", "refuse it")
from_states = ("asked", "checked", "approved")
to_state = "refused"
permission = {"asked": "check_change", "checked": "approve_change", "approved": "agree_change"}
reason = True
