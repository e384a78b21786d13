"""How long the files of jobs stay: what was handed in for them, and what came of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from jixiao.files.writing import remove_folder
from jixiao.web.jobs.job import ENDED, JOBS
from jixiao.web.models import Job


def kept_until(job: Job) -> datetime | None:
    """Until when the files of a job stay; None as long as it is not over."""
    return job.ended_at + timedelta(days=settings.JOB_DAYS) if job.ended_at is not None and job.state in ENDED else None


def sweep(now: datetime) -> int:
    """Take away the files of jobs that ended longer ago than that, and say of how many. The jobs themselves stay, with what was said of them."""
    standing = {int(path.name): path for path in (Path(settings.DATA) / JOBS).glob("*") if path.name.isdecimal()}
    over = Job.objects.filter(state__in=ENDED, ended_at__lt=now - timedelta(days=settings.JOB_DAYS), pk__in=standing)
    numbers = list(over.values_list("pk", flat=True))
    for number in numbers:
        remove_folder(standing[number])
    return len(numbers)
