"""The first accounts: the three administrators of a new site; and the demonstration, with an account for each role."""

from __future__ import annotations

import secrets
from importlib.resources import as_file, files
from pathlib import Path

from django.conf import settings
from django.db import transaction

from jixiao.files.writing import write_bytes
from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.adopting import found
from jixiao.web.dossiers.writing import Writer
from jixiao.web.history.chain import Act
from jixiao.web.models import Account, Dossier
from jixiao.web.people.accounts import create, give, one_time_password
from jixiao.web.people.roles import ROLES
from jixiao.wording import Text

DEMO_PASSWORD = "jixiao-demo-2023"  # noqa: S105 - the page shows it
EXAMPLE = "beijing-office-2023"
MARK = "demonstration"
"""The file in the data folder that says that this is one."""

DEMO_ACCOUNTS: tuple[tuple[str, Text, str, str], ...] = (
    ("clerk", Text("接待处经办", "Clerk of the reception office"), "clerk", "JDC"),
    ("office", Text("接待处负责人", "Head of the reception office"), "office_head", "JDC"),
    ("finance", Text("财务人员", "Finance officer"), "finance", ""),
    ("head", Text("单位负责人", "Head of the unit"), "unit_head", ""),
    ("reviewer", Text("财政局审核员", "Reviewer of the bureau"), "reviewer", ""),
    ("auditor", Text("审计员", "Auditor"), "auditor", ""),
    ("system", Text("系统管理员", "System administrator"), "system_admin", ""),
    ("security", Text("安全管理员", "Security administrator"), "security_admin", ""),
    ("audit", Text("审计管理员", "Audit administrator"), "audit_admin", ""),
)
"""Name, person, role, office; the office is that of the example unit's receptions."""


def demonstrate() -> bool:
    """The example unit's year with an account for each role; False, and nothing is touched, where another site stands already."""
    if Account.objects.exists() or Dossier.objects.exists():
        return is_demonstration() or _was_demonstration()
    act = program("demo")
    with transaction.atomic():
        dossier = bring_example(Writer(act, None, None))
        for username, name, role, office in DEMO_ACCOUNTS:
            account = create(act, username, name.zh, password=DEMO_PASSWORD)
            unit = dossier.unit if ROLES[role].reach in {"office", "unit"} else None
            give(act, account, role, unit, office)
    return True


def _was_demonstration() -> bool:
    """A demonstration whose mark was lost."""
    account = Account.objects.filter(username="finance").first()
    return account is not None and account.check_password(DEMO_PASSWORD)


def bring_example(writer: Writer) -> Dossier:
    """The example unit's year, as a dossier like any other."""
    with as_file(files("jixiao.examples") / EXAMPLE) as folder:
        return found(read_dossier(folder), writer)


def mark_demonstration() -> None:
    """Note that everybody may know the passwords of this site."""
    if not _mark().is_file():
        write_bytes(_mark(), b"The accounts of this site and their password are shown on its sign-in page.\n")


def is_demonstration() -> bool:
    """Whether the accounts and their password are shown to everybody."""
    return _mark().is_file()


def _mark() -> Path:
    return Path(settings.DATA) / MARK


def first_administrators() -> dict[str, str]:
    """The three administrators of a new site, with passwords that have to be changed at once; none where there are accounts already."""
    if Account.objects.exists():
        return {}
    made, act = {}, program("first start")
    with transaction.atomic():
        for username, name, role, _ in DEMO_ACCOUNTS:
            if role.endswith("_admin"):
                made[username] = one_time_password()
                account = create(act, username, name.zh, password=made[username], must_change_password=True)
                give(act, account, role)
    return made


def program(origin: str) -> Act:
    """What the history says of the program itself."""
    return Act("", "jixiao", origin, secrets.token_hex(16))
