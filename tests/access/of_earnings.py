"""The rows of the matrix for reading earnings."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from consent.earnings.models import Charge, Export
from tests.access.of_statements import SEES, reported
from tests.access.people import World
from tests.access.rows import ON, of_artist
from tests.support.closing import pooled
from tests.support.earning import agreed, licence
from tests.support.reporting import open_track


def use(world: World) -> dict[str, object]:
    """A use that earned the artist's team something."""
    reported(world)
    return {"pk": Charge.objects.latest("pk").line_id}


def part(world: World) -> dict[str, object]:
    """A track's part of a sum, that its team has all of."""
    asset = open_track(world.cast, "Paid once")
    agreed(asset, {world.cast.artist: 10_000})
    pool = pooled(licence(world.cast.partner, [world.cast.label]), asset, "7.1")
    return {"pool": pool.pk, "asset": asset.pk}


def export(world: World) -> dict[str, object]:
    """A file that is ready."""
    made = Export.objects.create(
        team=world.cast.artist, asked_at=timezone.now(), asked_by=world.cast.ayla, zone="UTC", state="ready",
        made_at=timezone.now(), expires_at=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    storages["exports"].save(made.file_name, ContentFile(b"lines"))
    return {"pk": made.pk}


EARNINGS = (
    *(of_artist(f"site:{name}", may=SEES) for name in ("earnings", "earnings_tracks", "earnings_lines")),
    of_artist("site:earnings_lines_csv", may=SEES),
    of_artist("site:earnings_table_csv", args=lambda w: {"table": "day"}, may=SEES),
    of_artist("site:earnings_use", args=use, may=SEES),
    of_artist("site:earnings_receipt", args=use, may=SEES),
    of_artist("site:earnings_sum", args=part, may=SEES),
    of_artist("site:earnings_export_ask", "POST", outcome=ON, may=SEES),
    of_artist("site:earnings_export", args=export, may=SEES),
    of_artist("site:earnings_export_file", args=export, may=SEES),
    of_artist("site:earnings_export_cancel", "POST", export, outcome=ON, may=SEES),
)
