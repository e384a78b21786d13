"""jixiao account reset: a new password and no lock, from the server's own console."""

from __future__ import annotations

import argparse

from jixiao.command import CLEAN, Parser, say
from jixiao.wording import Language, Text

order = 100
words = Text(
    "在服务器上给一个账号重设密码并解锁（管理员自己进不去时用）",
    "give an account a new password and unlock it, for when an administrator is locked out himself",
)


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("username", Text("账号", "the account"), Text("账号", "ACCOUNT"))
    parser.ask_data()
    parser.flag(
        "--second-factor", Text("同时停用两步验证（设备丢失时）", "turn the second factor off too, where the device was lost")
    )


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.errors import Misuse
    from jixiao.web.starting import opened

    opened(options.data)
    from jixiao.web.models import Account
    from jixiao.web.people.accounts import forget_second_factor, new_password, unlock
    from jixiao.web.people.demonstration import program

    account = Account.objects.filter(username=options.username).first()
    if account is None:
        raise Misuse(Text("没有账号“{name}”", "There is no account “{name}”").fill(name=options.username))
    act = program("console")
    password = new_password(act, account)
    unlock(act, account)
    if options.second_factor:
        forget_second_factor(act, account)
    said = Text(
        "一次性密码：{password}（登录后须修改；已记入历史）",
        "One-time password: {password} (to be changed on signing in; the history tells of it)",
    )
    say(said.fill(password=password).say(language))
    return CLEAN
