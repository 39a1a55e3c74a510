"""Making one thing, from taking it to letting the fan have it; ended at any point and begun again, it is made once.

1. The portal's own API is asked, over HTTP: may this go ahead? A permit comes with the yes, and is noted at once.
2. The tracks are decoded and the tool is run, in a process of its own.
3. Its files are kept. From here a fan cannot cancel any more.
4. The permit is redeemed, at the moment of use: a withdrawal of a second ago is heard.
5. It is reported under its id, with the output: both count once however often they are sent.
6. The making has its output, and the fan has it.

Each step looks first whether it was done: the permits, the files and the line in the report say so.
"""

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from artists.audio import decoding
from artists.catalog.models import Asset
from consent.licences.offer import Offer, Tool
from consent.licences.terms import Terms
from consent.making import work
from consent.making.models import Making
from consent.making.states import State
from portal.studio import credentials, keeping, kind
from portal.studio.client import Api, Refused, Unreachable
from portal.studio.providers import Provider
from portal.studio.runner import Broke, Stopped
from portal.studio.tools import Made, Order, Track, Unmakeable

logger = structlog.get_logger(__name__)

_RECIPES = 1  # counted up when a tool makes something else of the same: what was made before is then made anew
_WAIT, _SOON = timedelta(seconds=20), timedelta(seconds=2)
_COUNTED = frozenset({"reference_reused", "output_reused"})
_MOST_TRACKS = 40


class NotAllowed(Exception):
    """A check said no; the message is for the fan."""


class Lost(Exception):
    """It was cancelled, or somebody else has it: leave it alone."""


@dataclass
class Job:
    """A making under way, and by whom it is made."""

    making: Making
    api: Api
    providers: Mapping[str, Provider]
    terms: Terms
    offer: Offer
    permits: dict[UUID, UUID] = field(default_factory=dict)

    def hear(self, percent: int, words: str) -> bool:
        """Tell the fan, and keep hold of it."""
        return work.progress(self.making, percent, words)

    def still_ours(self, percent: int, words: str) -> None:
        """The same between steps. Raises `Lost`."""
        if not self.hear(percent, words):
            raise Lost


def make(making: Making, api: Api, providers: Mapping[str, Provider]) -> None:
    """Make it, whatever comes. Nothing that a tool or the network does raises."""
    log = logger.bind(making=str(making.pk), tool=making.experience.tool)
    try:
        _make(_job(making, api, providers))
        log.info("studio_made")
    except (Lost, Stopped):
        log.info("studio_lost")
    except Unreachable as error:
        log.warning("studio_waits", error=str(error))
        work.release(making, wait=_WAIT)
    except (NotAllowed, Unmakeable) as reason:
        log.info("studio_refused", reason=str(reason))
        work.refuse(making, str(reason))
    except Broke as error:
        log.error("studio_failed", error=str(error))
        again = error.again and making.attempts < work.MOST_ATTEMPTS
        _ = work.release(making, wait=_SOON, counts=True) if again else work.fail(making, kind.BROKE)
    except (Refused, decoding.Unplayable, decoding.NoDecoder, keeping.TooLarge) as error:
        log.error("studio_failed", error=str(error))
        work.fail(making, kind.BROKE)


def _job(making: Making, api: Api, providers: Mapping[str, Provider]) -> Job:
    licence = making.experience.licence
    version = licence.in_force if licence else None
    terms = version.agreed if version else None
    if terms is None or terms.offer is None:
        raise NotAllowed(kind.TAKEN_BACK)
    return Job(making, api, providers, terms, terms.offer)


def _make(job: Job) -> None:
    if job.making.state != State.CHECKING:
        _make_files(job)
    if work.counted(job.making) is None:
        used = _used(job.making)
        _permit(job, used)
        _redeem(job, used)
        _report(job, used)
    if not work.finish(job.making):
        raise Lost


def _make_files(job: Job) -> None:
    job.still_ours(2, "Asking whether this may be made")
    assets = _ingredients(job)
    if len(assets) == 1:
        _permit(job, [assets[0].pk])
    else:
        assets = _allowed(job, assets)
    sounds = keeping.sounds_of(assets)
    if job.making.experience.tool != Tool.GREETING and not sounds:
        raise Unmakeable(kind.NO_SOUND)
    recipe = _recipe(job, [sounds[one.pk].sha256 if one.pk in sounds else str(one.pk) for one in assets])
    kept = work.made_before(recipe)
    if not kept:
        with tempfile.TemporaryDirectory(prefix="making-") as folder:
            made = _run(job, assets, sounds, Path(folder))
            job.still_ours(95, "Putting it away")
            sources = [one for one in assets if str(one.pk) in made[0].used] or assets
            kept = keeping.keep(made, job.offer, credentials.signing(job.making, job.offer, sources))
    if not work.keep(job.making, kept, recipe=recipe):
        keeping.drop(kept)
        raise Lost


def _ingredients(job: Job) -> list[Asset]:
    """What it is made of: of a mix everything the experience has, otherwise what the fan chose."""
    chosen = job.making.asset
    if job.making.experience.tool != Tool.MOOD_MIX:
        return [chosen]
    all_of_it = Asset.objects.filter(pk__in=job.making.experience.ingredients.values("asset"), kind=chosen.kind)
    return list(all_of_it.select_related("artist").order_by("pk")[:_MOST_TRACKS])


def _question(job: Job, asset: UUID) -> dict[str, Any]:
    question = {"use": _use(job), "asset": str(asset), "experience": str(job.making.experience_id)}
    return question | ({"territory": job.making.territory} if job.making.territory else {})


def _use(job: Job) -> str:
    experience = job.making.experience
    return next((use for use in Tool(experience.tool).uses if use in experience.uses), experience.uses[0])


def _allowed(job: Job, assets: Sequence[Asset]) -> list[Asset]:
    """Those of several that may be used now."""
    answers = job.api.ask([_question(job, one.pk) for one in assets])
    found = [one for one, answer in zip(assets, answers, strict=True) if answer["answer"] == "allow"]
    if not found:
        raise NotAllowed(kind.sentence({one["code"] for answer in answers for one in answer["reasons"]}))
    return found


def _permit(job: Job, assets: Sequence[UUID]) -> None:
    """A permit that counts for each: those noted before, and new ones for what has none or whose ran out."""
    job.permits = {asset: permit for asset, permit in work.permits_of(job.making).items() if _counts(job, permit)}
    wanted = [asset for asset in assets if asset not in job.permits]
    if not wanted:
        return
    wish = {"permit": {"quantity": 1, "single_use": True}}
    answers = job.api.ask([_question(job, asset) | wish for asset in wanted])
    for answer in answers:
        if answer["answer"] != "allow" or not answer.get("permit"):
            codes = {one["code"] for one in answer["reasons"]} | {(answer.get("no_permit") or {}).get("code", "")}
            raise NotAllowed(kind.sentence(codes))
    job.permits |= {asset: UUID(answer["permit"]["id"]) for asset, answer in zip(wanted, answers, strict=True)}
    if not work.permitted(job.making, job.permits):
        raise Lost


def _counts(job: Job, permit: UUID) -> bool:
    """Whether it counts, or was used: by us, before we were ended."""
    state = job.api.permit(str(permit))
    if state == "revoked":
        raise NotAllowed(kind.TAKEN_BACK)
    return state in ("counts", "used")


def _run(job: Job, assets: Sequence[Asset], sounds: Mapping[UUID, Any], folder: Path) -> list[Made]:
    tracks, tool = [], job.making.experience.tool
    for place, one in enumerate(assets):
        if one.pk in sounds:
            job.still_ours(4, "Opening the music")
            path = decoding.decode_to_wav(sounds[one.pk], folder / f"track-{place}.wav")
            if tool in (Tool.KARAOKE, Tool.PLAY_ALONG):
                path = keeping.part_of(path, job.making.inputs, job.terms.longest)
            tracks.append(Track(str(one.pk), one.title, one.artist.name if one.artist else "", path))
    (folder / "run").mkdir()
    order = Order(job.making.inputs, tracks, folder / "run", job.terms.longest)
    return job.providers[tool].make(tool, str(job.making.pk), order, job.hear)


def _recipe(job: Job, sounds: Sequence[str]) -> str:
    making = job.making
    licence = making.experience.licence
    version = licence.in_force_id if licence else None
    said = [_RECIPES, making.experience.tool, str(making.experience_id), version, making.inputs, list(sounds)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _used(making: Making) -> list[UUID]:
    """The assets that are in it: those that the tool said, else the one it was asked of."""
    first = making.files.order_by("pk").first()
    said = first.facts.get("used", []) if first else []
    return [UUID(one) for one in said] or [making.asset_id]


def _redeem(job: Job, assets: Sequence[UUID]) -> None:
    """Use the permits now. One that was used was used by us: a worker that was ended after it."""
    for asset in assets:
        try:
            job.api.redeem(str(job.permits[asset]))
        except Refused as no:
            if no.refusal == "permit_revoked":
                raise NotAllowed(kind.TAKEN_BACK) from None
            if no.refusal == "permit_expired":
                raise Unreachable("The permit ran out just now.") from None
            if no.refusal != "permit_used":
                raise


def _report(job: Job, assets: Sequence[UUID]) -> None:
    said = job.api.report(_lines(job, assets))
    for no in said["refusals"]:
        if no["code"] not in _COUNTED or work.counted(job.making) is None:
            raise Broke(f"A line was refused: {no['code']} {no['detail']}")


def _lines(job: Job, assets: Sequence[UUID]) -> list[dict[str, Any]]:
    """A line for each asset in it, the same however often they are worked out."""
    making = job.making
    first = making.files.select_related("sound").order_by("pk").first()
    sound = first.sound if first else None
    output: dict[str, Any] = {
        "id": str(making.pk),
        "title": _title(making),
        "kind": "audio" if sound else "other",
        "contains_ai": job.offer.contains_ai,
    }
    if sha256 := (sound.sha256 if sound else first.sha256 if first else ""):
        output["sha256"] = sha256
    lines = []
    for place, asset in enumerate(assets):
        reference = str(making.pk) if place == 0 else f"{making.pk}/{place}"
        line: dict[str, Any] = {"reference": reference, "permit": str(job.permits[asset]), "quantity": "1"}
        if sound and sound.seconds:
            line["minutes"] = str((Decimal(sound.seconds) / 60 / len(assets)).quantize(Decimal("0.000001")))
        lines.append(line | {"outputs": [output if place == 0 else str(making.pk)]})
    return lines


def _title(making: Making) -> str:
    """What the public page is called: never a name that a fan gave."""
    tool = Tool(making.experience.tool)
    if tool in (Tool.GREETING, Tool.MOOD_MIX):
        return making.experience.title[:200]
    return f"{making.asset.title} · {making.experience.title}"[:200]
