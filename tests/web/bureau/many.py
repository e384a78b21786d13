"""Many units that one bureau oversees."""

from __future__ import annotations

from django.utils import timezone

from jixiao.web.models import Dossier, Filing, Standing, Unit

STATES = ("submitted", "accepted", "draft", "returned", "published")
YEAR = 2023


def many(count: int, start: int = 0) -> None:
    """So many units of a year below one city: of five, one each handed in, accepted, still at it, returned, published; one in ten not begun."""
    city, _ = Unit.objects.get_or_create(code="CITY", defaults={"name": "某市"})
    rows = (
        Unit(code=f"M{n:05d}", name=f"第{n}单位", parent=city, region_code=f"4401{n % 12:02d}", path=f"{city.path}M{n:05d}/")
        for n in range(start, start + count)
    )
    units = Unit.objects.bulk_create(rows, batch_size=1000)
    begun = [unit for unit in units if int(unit.code[1:]) % 10]
    dossiers = Dossier.objects.bulk_create((Dossier(unit=unit, fiscal_year=YEAR) for unit in begun), batch_size=1000)
    Filing.objects.bulk_create(
        (
            Filing(dossier=each, stage="year_end", state=STATES[n % 5], handed_in_at=timezone.now())
            for n, each in enumerate(dossiers)
        ),
        batch_size=1000,
    )
    Standing.objects.bulk_create(
        (
            Standing(
                dossier=each,
                framework="guangdong-unit-2022",
                dossier_version=1,
                total=f"{60 + n % 400 // 10}.{n % 10}0",
                out_of="100",
                in_play="100",
                grade="良",
                spent_rate="98.50",
                scores=[{"code": "a", "name": "甲", "points": "100", "score": f"{n % 100}", "lost": "0", "state": "scored"}],
            )
            for n, each in enumerate(dossiers)
        ),
        batch_size=1000,
    )
