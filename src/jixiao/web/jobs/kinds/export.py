"""A whole dossier to take along: a folder in an archive, or a workbook."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from jixiao.files.writing import zipped
from jixiao.tables.workbook import write_workbook
from jixiao.web.dossiers.adopting import as_folder
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.jobs.job import At, Made
from jixiao.wording import Text

order = 20
words = Text("导出整个卷宗", "export the whole dossier")
permission = "export"
of_dossier = True


def run(at: At) -> Made:
    """``as`` is ``folder`` (an archive with evidence and all, unless told) or ``workbook``."""
    stem = f"{at.dossier.unit.code}-{at.dossier.fiscal_year}"
    at.tell(0, 1)
    if at.arguments.get("as") == "workbook":
        name = f"{stem}.xlsx"
        with TemporaryDirectory(prefix="jixiao-") as scratch:
            write_workbook(assembled(at.dossier), Path(scratch) / name)
            at.keep(name, (Path(scratch) / name).read_bytes())
    else:
        name = f"{stem}.zip"
        with as_folder(at.dossier) as folder:
            paths = sorted(path for path in folder.rglob("*") if path.is_file())
            at.tell(0, len(paths))
            at.keep(name, zipped((f"{stem}/{path.relative_to(folder).as_posix()}", path.read_bytes()) for path in paths))
    return Made(Text("卷宗已导出", "The dossier was exported"), name, {"dossier_version": at.dossier.version})
