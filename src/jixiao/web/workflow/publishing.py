"""What is published of a filing: kept as it stood that day, without what is internal or personal."""

from __future__ import annotations

from django.utils import timezone

from jixiao.errors import JixiaoError
from jixiao.report.form import Material
from jixiao.score.unit_score import score_unit
from jixiao.web.dossiers.writing import Refusal
from jixiao.web.models import Publication
from jixiao.web.papers.publication import publication
from jixiao.web.workflow.action import At


def publish(at: At) -> Publication:
    """Keep what everybody may read from now on; what was published of it before is withdrawn. ``Refusal`` if it cannot be scored."""
    assert at.writer.account is not None
    try:
        data = publication(Material(at.tables, score_unit(at.tables)))
    except JixiaoError as error:
        raise Refusal(error.text) from error
    Publication.objects.filter(filing=at.filing, withdrawn_at=None).update(withdrawn_at=timezone.now())
    return Publication.objects.create(
        filing=at.filing,
        data=data,
        dossier_version=at.dossier.version,
        account=at.writer.account,
    )
