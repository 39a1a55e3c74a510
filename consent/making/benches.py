"""Which tools run here, as the studio's workers last said, and the sentence for a fan where one does not."""

from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone

from consent.licences.offer import Tool
from consent.making.models import Bench

STUDIO_OFF = "The studio is switched off for now, so nothing new is made. What was made before still plays."


def note(found: Mapping[str, str]) -> None:
    """Write down what a worker's machine lacks for each tool; empty for one that runs."""
    now = timezone.now()
    rows = [Bench(tool=tool, lacks=lacks[:500], seen_at=now) for tool, lacks in sorted(found.items())]
    Bench.objects.bulk_create(rows, update_conflicts=True, unique_fields=["tool"], update_fields=["lacks", "seen_at"])


def switched_off() -> dict[str, str]:
    """The tools that make nothing now, each with a sentence for fans. One query; a tool nobody has seen yet is on."""
    if not settings.STUDIO.on:
        return {one.value: STUDIO_OFF for one in Tool}
    lacking = Bench.objects.exclude(lacks="").values_list("tool", flat=True)
    labels = {one.value: one.label for one in Tool}
    return {
        tool: f"{labels[tool]} is switched off here: the studio’s machine lacks something that it needs."
        for tool in lacking
        if tool in labels
    }
