"""Accounts made, closed and helped, and roles granted and taken back: each told in the history."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from axes.utils import reset
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from jixiao.web.dossiers.writing import Refusal
from jixiao.web.history.chain import Act, Change, append
from jixiao.web.models import Account, Grant, Token, Unit
from jixiao.web.people.fitting import refuse_long
from jixiao.web.people.notifying import GRANTED, NEW_EMAIL, RESET, REVOKED, SECOND_OFF, notify
from jixiao.web.people.roles import ADMINISTRATORS, ROLES
from jixiao.wording import Text

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH, _GROUP = 16, 4


def one_time_password() -> str:
    """A password to be read out once and changed at once: 79 bits, without letters that look alike."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return "-".join(drawn[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def tell(act: Act, action: str, key: str, before: Mapping[str, object] | None, after: Mapping[str, object] | None) -> None:
    """Tell in the history what was done with an account; never a password, nor its digest."""
    append(act, [Change(action, "account", key, before, after)])


def create(act: Act, username: str, name: str, *, email: str = "", password: str | None = None, **more: object) -> Account:
    """A new account, which may do nothing yet; with a password that somebody else chose, it has to be changed.

    ``Refusal`` if there is one of that name already (``is_taken``), or something does not fit.
    """
    _fitting(Account(username=username, name=name, email=email))
    try:
        with transaction.atomic():
            if is_taken(username):
                raise Refusal(TAKEN.fill(name=username))
            made = Account.objects.create_user(username, password, name, email=email, **more)
            tell(act, "add", username, None, {"name": made.name, "email": email, "is_active": True})
    except IntegrityError as error:
        raise Refusal(TAKEN.fill(name=username)) from error
    return made


def is_taken(username: str) -> bool:
    """Whether an account has this name, in large or small letters: two that read alike would be taken for one another."""
    return Account.objects.filter(username__iexact=username).exists()


def _fitting(account: Account) -> None:
    """``Refusal`` if a name or an address of mail cannot be what it claims to be."""
    refuse_long(account, "username", "name", "email")
    if not account.name.isprintable():
        raise Refusal(_UNPRINTABLE)
    if account.email:
        try:
            validate_email(account.email)
        except ValidationError as error:
            raise Refusal(_NO_EMAIL.fill(email=account.email)) from error


def rename(act: Act, account: Account, name: str, email: str) -> None:
    """Another name or address of mail."""
    _fitting(Account(username=account.username, name=name, email=email))
    with transaction.atomic():
        before = {"name": account.name, "email": account.email}
        account.name, account.email = name, email
        account.save(update_fields=["name", "email"])
        tell(act, "change", account.username, before, {"name": name, "email": email})
        if before["email"] != email:
            notify(account, act, NEW_EMAIL)


def close(act: Act, account: Account) -> None:
    """Nobody signs in with it any more, and its keys to the API are withdrawn; what it did stands."""
    with transaction.atomic():
        held = set(account.grants.values_list("role", flat=True))
        for role in sorted(ADMINISTRATORS & held):
            _spare_last(account, role)
        account.is_active = False
        account.save(update_fields=["is_active"])
        Token.objects.filter(account=account).delete()
        tell(act, "close", account.username, {"is_active": True}, {"is_active": False})


def reopen(act: Act, account: Account) -> None:
    """It may be used again."""
    with transaction.atomic():
        account.is_active = True
        account.save(update_fields=["is_active"])
        tell(act, "reopen", account.username, {"is_active": False}, {"is_active": True})


def new_password(act: Act, account: Account) -> str:
    """A password for one sign-in, after which it has to be changed; all sessions of the account end."""
    password = one_time_password()
    with transaction.atomic():
        account.set_password(password)
        account.must_change_password = True
        account.password_changed_at = None
        account.save(update_fields=["password", "must_change_password", "password_changed_at"])
        tell(act, "reset_password", account.username, None, {"must_change_password": True})
        notify(account, act, RESET)
    return password


def unlock(act: Act, account: Account) -> None:
    """Forget the wrong passwords that locked it."""
    with transaction.atomic():
        reset(username=account.username)
        tell(act, "unlock", account.username, None, {})


def forget_second_factor(act: Act, account: Account) -> None:
    """Its device is lost: the next sign-in needs the password alone."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=account).delete()
        tell(act, "forget_second_factor", account.username, None, {})
        notify(account, act, SECOND_OFF)


def give(act: Act, account: Account, role: str, unit: Unit | None = None, office: str = "", year: int | None = None) -> Grant:
    """Grant a role. ``Refusal`` if it needs a unit, is held already, or would put apart what has to stay apart."""
    _fits(account, role, unit, office)
    refuse_long(Grant(office_code=office), "office_code")
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        same = Grant.objects.filter(account=account, role=role, unit=unit, office_code=office, fiscal_year=year)
        if same.exists():
            raise Refusal(_HELD.fill(name=account.name, role=ROLES[role].label))
        made = Grant.objects.create(account=account, role=role, unit=unit, office_code=office, fiscal_year=year)
        tell_grant(act, "grant", made)
        if act.username:  # the first accounts of a site are made with their roles; that is no news
            notify(account, act, GRANTED.fill(role=ROLES[role].label))
    return made


def take_back(act: Act, grant: Grant) -> None:
    """Take a role back. ``Refusal`` for the last administrator of a kind."""
    with transaction.atomic():
        if grant.role in ADMINISTRATORS:
            _spare_last(grant.account, grant.role)
        tell_grant(act, "revoke", grant)
        notify(grant.account, act, REVOKED.fill(role=ROLES[grant.role].label if grant.role in ROLES else grant.role))
        grant.delete()


def tell_grant(act: Act, action: str, grant: Grant) -> None:
    """Tell in the history of a role that was granted or taken back."""
    said = {
        "role": grant.role,
        "unit": grant.unit.code if grant.unit else "",
        "office_code": grant.office_code,
        "fiscal_year": grant.fiscal_year,
    }
    before, after = (None, said) if action == "grant" else (said, None)
    unit, year = grant.unit.code if grant.unit else "", grant.fiscal_year
    append(act, [Change(action, "grant", grant.account.username, before, after, unit, year, grant.role)])


def _fits(account: Account, role: str, unit: Unit | None, office: str) -> None:
    reach = ROLES[role].reach
    if reach in {"office", "unit"} and unit is None:
        raise Refusal(_NEEDS_UNIT.fill(role=ROLES[role].label))
    if reach == "site" and unit is not None:
        raise Refusal(_NO_UNIT.fill(role=ROLES[role].label))
    if office and reach != "office":
        raise Refusal(_NO_OFFICE.fill(role=ROLES[role].label))
    held = set(account.grants.values_list("role", flat=True))
    other = (held - {role}) if role in ADMINISTRATORS else held & ADMINISTRATORS
    if other:
        raise Refusal(_APART.fill(name=account.name, role=ROLES[role].label, other=ROLES[min(other)].label))


def _spare_last(account: Account, role: str) -> None:
    others = Grant.objects.filter(role=role, account__is_active=True).exclude(account=account)
    if not others.exists():
        raise Refusal(_LAST.fill(name=account.name, role=ROLES[role].label))


TAKEN = Text("账号“{name}”已经有了", "There is an account “{name}” already")
_UNPRINTABLE = Text("姓名里有看不见的字符，请重新填写", "There are signs in the name that nobody sees; type it anew")
_NO_EMAIL = Text("“{email}”不是电子邮箱地址", "“{email}” is no address of e-mail")
_HELD = Text("{name}已经有这个角色：{role}", "{name} holds this role already: {role}")
_NEEDS_UNIT = Text("“{role}”须指明单位", "“{role}” is granted for a unit: name it")
_NO_UNIT = Text("“{role}”不属于哪个单位，请不要填单位", "“{role}” belongs to no unit: leave the unit empty")
_NO_OFFICE = Text("“{role}”不分科室，请不要填科室", "“{role}” holds for no single office: leave the office empty")
_APART = Text(
    "{name}已是“{other}”，不能同时是“{role}”：三员分立，管理员也不办业务。请另建账号",
    "{name} is “{other}” already and cannot be “{role}” too: the three administrators are kept apart from each other and from the "
    "work itself. Make another account",
)
_LAST = Text("{name}是最后一个“{role}”，须先给别人授权", "{name} is the last “{role}”: grant it to somebody else first")
