"""What the studio says of what it made, inside the file: facts of the making, for `consent.credentials`.

The file's training and mining entries are what a check answers a stranger for its sources now, the least of them; no
copy of them is stored. A file that cannot be signed is kept unsigned, and its page says so.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from artists.catalog.models import Asset, AssetKind
from consent.credentials.manifest import Facts, Source
from consent.credentials.signing import Unsigned, sign
from consent.decisions import posture
from consent.licences.offer import Offer
from consent.making.models import Making
from consent.uses import USES, outward

logger = structlog.get_logger(__name__)

Finish = Callable[[Path], tuple[Path, str]]
_OPEN = {outward.DENY: 0, outward.ASK: 1, outward.ALLOW: 2}


def signing(making: Making, offer: Offer, assets: Sequence[Asset]) -> Finish:
    """Signs an MP3 of this making; returns the file as it is, with no name, where that cannot be done."""
    facts = facts_of(making, offer, assets)

    def finish(path: Path) -> tuple[Path, str]:
        try:
            return sign(path, facts)
        except Unsigned as why:
            logger.warning("studio_file_unsigned", making=str(making.pk), why=str(why))
            return path, ""

    return finish


def facts_of(making: Making, offer: Offer, assets: Sequence[Asset]) -> Facts:
    """What the file says. Nothing of the fan is in it."""
    host = urlsplit(settings.SITE_ORIGIN).hostname or "localhost"
    return Facts(
        title=making.experience.title,
        tool=offer.tool.label,
        did=offer.what_ai_does,
        experience=making.experience.title,
        partner=making.experience.partner.name,
        sources=tuple(_source(one) for one in assets),
        contains_ai=offer.contains_ai,
        vocals=offer.vocals,
        instrumentation=offer.instrumentation,
        post_production=offer.post_production,
        answers=_answers(assets),
        prefix=".".join(reversed(host.split("."))),
        ask=f"{settings.SITE_ORIGIN}/play/{making.experience.slug}/",
    )


def _source(asset: Asset) -> Source:
    name = asset.artist.name if asset.artist else ""
    return Source(str(asset), name, asset.isrc, is_sound=asset.kind == AssetKind.RECORDING)


def _answers(assets: Sequence[Asset]) -> dict[str, str]:
    """The least of what a stranger is told of each source."""
    said = [_answers_of(one) for one in assets]
    return {
        use: min((one.get(use, outward.DENY) for one in said), key=_OPEN.__getitem__, default=outward.DENY)
        for use in USES
    }


def _answers_of(asset: Asset) -> outward.Answers:
    if asset.kind == AssetKind.RECORDING:
        return posture.answers_for_track(asset)
    return posture.answers_for_artist(asset.artist) if asset.artist else {}
