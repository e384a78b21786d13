"""What somebody is told of his own account: a change that he did not make himself shows at once, on the page and by mail."""

from __future__ import annotations

from django.utils import timezone

from jixiao.web.history.chain import Act
from jixiao.web.models import Account, Notice
from jixiao.wording import Text

ADDRESS = "/account/"


def notify(account: Account, act: Act, what: Text) -> None:
    """A line for the account of what was done with it, when, and by whom; in one transaction with it."""
    at = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    said = _SAID.fill(what=what, at=at, person=act.person or act.username or act.origin)
    Notice.objects.create(account=account, zh=said.say("zh"), en=said.say("en"), address=ADDRESS)


_SAID = Text(
    "{what}（{at}，{person}）。如非本人要求，请告知安全管理员",
    "{what} ({at}, by {person}). If you did not ask for it, tell the security administrator",
)
RESET = Text("您的密码已被重设", "Your password was set anew")
CHANGED = Text("您的密码已修改", "Your password was changed")
NEW_EMAIL = Text("您的电子邮箱已改动", "Your address of e-mail was changed")
SECOND_ON = Text("两步验证已启用", "The second factor was turned on")
SECOND_OFF = Text("两步验证已停用", "The second factor was turned off")
NEW_TOKEN = Text("已建立接口令牌“{name}”", "The token “{name}” was made")
LOCKED = Text("密码连续输错，您的账号已锁定一段时间", "After wrong passwords your account was locked for a while")
GRANTED = Text("您得到了角色：{role}", "You were granted the role {role}")
REVOKED = Text("您的角色已收回：{role}", "The role {role} was taken back from you")
