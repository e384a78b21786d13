"""What the site does by itself, again and again."""

from __future__ import annotations

from django.db import models


class Round(models.Model):
    """One kind of such work: when it was last done, and who is at it now, so that no two do it at a time, nor one twice after a restart."""

    name = models.CharField(max_length=40, primary_key=True)
    done_at = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(max_length=60, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    """Who died over it holds it no longer than this."""

    def __str__(self) -> str:
        return self.name
