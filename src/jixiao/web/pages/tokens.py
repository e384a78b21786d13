"""One's own tokens to the API: made (the key is shown once), listed, withdrawn."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.utils import timezone

from jixiao.web.api.keeping import LONGEST_DAYS, make_token, withdraw
from jixiao.web.dossiers.writing import Refusal
from jixiao.web.models import Token
from jixiao.web.page import SIGNED_IN, Page, Visit
from jixiao.web.people.permissions import LABELS, PERMISSIONS
from jixiao.web.visiting import missing
from jixiao.wording import Text, same

USUAL_DAYS = 90


def tokens(visit: Visit) -> HttpResponse:
    """One's own tokens, and a form for a new one; a key that was just made is shown this once."""
    if not visit.is_post:
        return _tokens(visit)
    asked = visit.request.POST
    days = asked.get("days", "")
    try:
        number = int(days) if days.isascii() and days.isdecimal() and len(days) <= len(str(LONGEST_DAYS)) else 0
        made = make_token(visit.account, asked.get("name", ""), asked.getlist("scope"), number, visit.act())
    except Refusal as refused:
        return _tokens(visit, fault=refused.because)
    return _tokens(visit, key=made.key, name=made.token.name)


def _tokens(visit: Visit, fault: Text | None = None, **said: object) -> HttpResponse:
    listed = Token.objects.filter(account=visit.account, withdrawn_at=None).order_by("-pk")
    roles = visit.person.roles
    scopes = [(each, LABELS.get(each, same(each))) for each, wanted in PERMISSIONS.items() if roles & set(wanted)]
    asked = visit.request.POST if fault else {}
    chosen = visit.request.POST.getlist("scope") if fault else ["see"]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    filled = {"asked": asked, "chosen": chosen, "days": USUAL_DAYS, "most": LONGEST_DAYS, "now": timezone.now()}
    return visit.show(
        "tokens.html", status, tokens=[_shown(each) for each in listed], scopes=scopes, fault=fault, **filled, **said
    )


def _shown(token: Token) -> tuple[Token, list[Text], bool]:
    """A token, what it may do, and whether it is still in force."""
    return token, [LABELS.get(each, same(each)) for each in token.scopes], token.expires_at > timezone.now()


def withdraw_token(visit: Visit, number: int) -> HttpResponse:
    """Withdraw one's own token."""
    token = Token.objects.filter(pk=number, account=visit.account).first()
    if token is None:
        return missing(visit.request)
    withdraw(token, visit.act())
    visit.tell(Text("令牌已撤销，用它的程序不能再访问", "The token was withdrawn; programs that use it are shut out"))
    return visit.go("tokens")


pages = (
    Page("tokens", "account/tokens/", tokens, SIGNED_IN, SIGNED_IN),
    Page("token_withdraw", "account/tokens/<int:number>/withdraw/", withdraw_token, None, SIGNED_IN),
)
