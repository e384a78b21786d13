"""Archives that somebody makes up: nothing of them gets out of its place, nothing that stands is replaced, nothing fills the machine."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.api.program import Program

from jixiao.web.api import limiting
from jixiao.web.api.keeping import make_token
from jixiao.web.history.chain import Act, verify
from jixiao.web.models import Account, Dossier, Entry
from jixiao.web.people.permissions import PERMISSIONS

ROOT = "440100-ZJB-2023/"
Members = dict[str | zipfile.ZipInfo, bytes]


@pytest.fixture
def finance(site: Path) -> Program:
    assert site.is_dir()
    return made("finance")


def made(username: str) -> Program:
    limiting.KNOWN_CALLERS.forget()
    key = make_token(Account.objects.get(username=username), "test", PERMISSIONS, 1, Act(username, "", "test", "1")).key
    return Program(Client(headers={"Authorization": f"Bearer {key}"}))


def pulled(caller: Program) -> Members:
    response = caller.call("GET", "dossiers/440100-ZJB/2023/archive")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:  # type: ignore[attr-defined]
        return {name: archive.read(name) for name in archive.namelist()}


def pushed(caller: Program, members: Members) -> tuple[int, str]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    file = SimpleUploadedFile("dossier.zip", packed.getvalue())
    answer = caller.call("POST", "dossiers/440100-ZJB/2023/archive", files={"file": file})
    return answer.status_code, answer.content.decode()  # type: ignore[attr-defined]


def linked(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(ROOT + name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    "more",
    [
        {f"{ROOT}evidence/../../out.txt": b"x"},
        {"/out.txt": b"x"},
        {f"{ROOT}evidence/..\\..\\out.txt": b"x"},
        {f"{ROOT}evidence/{'a' * 300}": b"x"},
        {f"{ROOT}evidence/{'a/' * 3000}b": b"x"},
        {f"{ROOT}evidence/a": b"x", f"{ROOT}evidence/a/b": b"x"},
    ],
    ids=["up", "root", "backslash", "long", "deep", "file as a folder"],
)
def test_names_that_lead_elsewhere_are_refused(finance: Program, site: Path, more: Members) -> None:
    before = sorted(site.rglob("*"))
    status, said = pushed(finance, {**pulled(finance), **more})
    assert status == 422
    assert str(site) not in said
    assert "/tmp" not in said
    assert sorted(path for path in site.rglob("*") if path.name != "jixiao.sqlite3-journal") == before


def test_a_link_is_a_file_that_no_row_names(finance: Program, dossier: Dossier) -> None:
    status, _ = pushed(finance, {**pulled(finance), linked("evidence/link"): b"/etc/passwd"})
    assert status == 200
    assert not (dossier.folder / "evidence" / "link").exists()


def test_what_no_row_names_is_left_out(finance: Program, dossier: Dossier) -> None:
    assert pushed(finance, {**pulled(finance), f"{ROOT}evidence/run.exe": b"MZ"})[0] == 200
    assert not (dossier.folder / "evidence" / "run.exe").exists()


def test_evidence_that_stands_is_not_replaced(finance: Program, dossier: Dossier) -> None:
    members: Members = {**pulled(finance)}
    name = next(str(each) for each in members if "/evidence/" in str(each))
    stood = (dossier.folder / str(name).removeprefix(ROOT)).read_bytes()
    status, said = pushed(finance, {**members, name: b"something else"})
    assert (status, "已经在卷宗里" in said) == (422, True)
    assert (dossier.folder / str(name).removeprefix(ROOT)).read_bytes() == stood


def test_a_snapshot_that_is_new_is_told_and_then_stands(finance: Program, dossier: Dossier) -> None:
    members: Members = {**pulled(finance), f"{ROOT}snapshots/2023-06-30.json": b"{}"}
    assert pushed(finance, members)[0] == 200
    told = Entry.objects.order_by("-number")[0]
    assert (told.action, told.table) == ("place", "files")
    assert list(told.after or {}) == ["snapshots/2023-06-30.json"]
    assert pushed(finance, {**members, f"{ROOT}snapshots/2023-06-30.json": b'{"better": 1}'})[0] == 422
    assert (dossier.folder / "snapshots" / "2023-06-30.json").read_bytes() == b"{}"
    assert not verify().breaks


def test_a_small_archive_of_huge_tables_is_refused_before_it_is_read(finance: Program) -> None:
    members: Members = {**pulled(finance)}
    assert pushed(finance, {**members, f"{ROOT}unit.csv": b"unit_code,name\n" + b"a,b\n" * 20_000_000})[0] == 422
    assert pushed(finance, {**members, f"{ROOT}unit.csv": b"unit_code,name\n" + b"a,b\n" * 400_000})[0] == 422


@pytest.mark.parametrize("frameworks", ["[nowhere]", "[..]", "['../../x']", "[{a: 1}]"])
def test_a_framework_that_nobody_knows_is_refused(finance: Program, dossier: Dossier, frameworks: str) -> None:
    manifest = f"unit_code: {dossier.unit.code}\nfiscal_year: 2023\nschema_version: 1\nframeworks: {frameworks}\n"
    members: Members = {**pulled(finance), f"{ROOT}dossier.yaml": manifest.encode()}
    assert pushed(finance, members)[0] == 422
    dossier.refresh_from_db()
    assert dossier.manifest["frameworks"][0] == "guangdong-unit-2022"


@pytest.mark.parametrize(
    "manifest",
    [
        b"a: &a [x, x]\nb: &b [*a, *a]\n",
        b"unit_code: " + b"[" * 100_000,
        b"unit_code: !!python/object/apply:os.system ['true']\nfiscal_year: 2023\n",
        b"unit_code: \x00\n",
    ],
    ids=["aliases", "depth", "an object", "nul"],
)
def test_a_manifest_that_is_no_plain_data_is_refused(finance: Program, manifest: bytes) -> None:
    assert pushed(finance, {**pulled(finance), f"{ROOT}dossier.yaml": manifest})[0] == 422
