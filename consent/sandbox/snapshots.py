"""The sandbox as a snapshot: what the test check would allow, asked for all there is and written down as rows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

from consent.decisions.checks import Question
from consent.decisions.grounds import Ground, grounds_of
from consent.sandbox.answers import Said, judged, said_by_artists
from consent.sandbox.assets import ARTISTS, ASSETS, LICENCES, MODEL, SandboxAsset
from consent.snapshots.conditions import Row, Window
from consent.snapshots.sources import TestAsset, TestLicence, register_test_assets
from consent.uses import USES, Need

# What the sandbox allows, it allows for good: nothing of it ends by itself.
_FOR_GOOD = datetime(2100, 1, 1, tzinfo=UTC)


def assets(partner: int, window: Window) -> Iterator[TestAsset]:
    """Every test asset, with the uses that this partner's test artists allow. One query."""
    said = said_by_artists(partner)
    grounds = grounds_of(one.version for one in LICENCES.values())
    for asset in ASSETS.values():
        uses = {use.code: _rows(asset, use.code, said, grounds, window) for use in USES.values()}
        yield TestAsset(asset.id, _also(asset), uses)


def _rows(asset: SandboxAsset, use: str, said: Said, grounds: dict[int, Ground], window: Window) -> tuple[Row, ...]:
    places = sorted({place for held in asset.holders for place in held.limits.territories} | _licensed_in(asset))
    found = []
    for model, place in product((None, MODEL) if use == "train" else (None,), (*places, None)):
        [verdict] = judged([Question(use, asset.id, territory=place, model=model)], said, window.at)
        if verdict.answer == "allow":
            names = tuple(_name(grounds[version]) for version in verdict.versions)
            found.append((model or "", place, names))
    everywhere = {model for model, place, _ in found if place is None}
    # Where it is allowed everywhere, no country needs saying.
    return tuple(
        Row((place,) if place else (), model, None, _FOR_GOOD, names)
        for model, place, names in found
        if place is None or model not in everywhere
    )


def _licensed_in(asset: SandboxAsset) -> set[str]:
    return set(asset.licence.territories) if asset.licence else set()


def _also(asset: SandboxAsset) -> str:
    personal = asset.kind in (Need.VOICE, Need.LIKENESS)
    return str(ARTISTS[asset.artist].id) if personal else asset.isrc or asset.iswc


def _name(ground: Ground) -> str:
    return f"{ground.licence}/{ground.version}"


register_test_assets(
    assets,
    [
        TestLicence(_name(one), one.sha256, one.credit_line)
        for one in grounds_of(licence.version for licence in LICENCES.values()).values()
    ],
)
