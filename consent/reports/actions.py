"""Registering what was made by itself, and taking it down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from artists.access import Actor, Conflict, Invalid
from artists.journal.record import Act, record
from consent.reports import entries, intake, judging, reading, register
from consent.reports.intake import Sandbox
from consent.reports.lines import Told
from consent.reports.models import Output, Part
from consent.reports.outputs import Made, read_output
from consent.reports.refusals import SENTENCES, Flawed
from consent.uses import USES

MOST_PARTS = 100
_PART = frozenset({"use", "asset", "isrc", "iswc", "licence", "permit", "territory", "model"})


@dataclass(frozen=True)
class Registered:
    """An output in the register, and whether it is new there."""

    output: Output
    new: bool


def register_output(
    sent: Mapping[str, Any], parts: Sequence[Any], *, actor: Actor, sandbox: Sandbox | None = None,
    now: datetime | None = None,
) -> Registered:  # fmt: skip
    """Register what was made and from what, once: the same again is the same output.

    Each part names an asset, a use, and the permit or licence it was made under. Raises `Denied`, `Invalid` with the
    field, and `Conflict` (`output_reused`) where another output has this id.
    """
    intake.require_partner(actor)
    moment = now or timezone.now()
    made, told = _read(sent, parts, test=sandbox is not None, now=moment)
    with transaction.atomic():
        intake.lock(actor.team_id)
        known = Output.objects.filter(partner_id=actor.team_id, test=sandbox is not None, reference=made.reference)
        found = _parts(told, made, actor, sandbox, moment)
        if (before := known.first()) is not None:
            if not _same(made, found, before):
                raise Conflict("output_reused", SENTENCES["output_reused"])
            return Registered(before, new=False)
        return Registered(_write(made, found, actor, moment, test=sandbox is not None), new=True)


def take_down(output: Output, *, actor: Actor) -> Output:
    """Its page says that it is gone, and leads nowhere, from now on. Taking it down again changes nothing."""
    intake.require_partner(actor)
    now = timezone.now()
    with transaction.atomic():
        found = Output.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=output.pk)
        if found.gone:
            return found
        found.gone, found.taken_down_at, found.taken_down_by_id = Output.Gone.PARTNER, now, actor.person_id
        found.save(update_fields=["gone", "taken_down_at", "taken_down_by"])
        if not found.test:
            act = Act(entries.TAKEN_DOWN, "output", str(found.pk), {"output": str(found.pk)}, _holders(found))
            record(act, actor=actor, at=now)
    return found


def _read(sent: Mapping[str, Any], parts: Sequence[Any], *, test: bool, now: datetime) -> tuple[Made, list[Told]]:
    try:
        made = read_output(dict(sent), "", now=now)
        if made.made_at is None:
            raise Flawed("time_wrong", "made_at")
        if not 1 <= len(parts) <= MOST_PARTS:
            raise Flawed("parts_wrong", "parts")
        return made, [_part(place, one, made.made_at, test=test) for place, one in enumerate(parts)]
    except Flawed as error:
        flaw = error.flaw
        raise Invalid(flaw.code, flaw.sentence, field=flaw.field) from None


def _part(place: int, sent: object, made_at: datetime, *, test: bool) -> Told:
    at = f"parts.{place}"
    if not isinstance(sent, Mapping) or sent.keys() - _PART:
        raise Flawed("parts_wrong", at)
    permit, licence, use = sent.get("permit"), sent.get("licence"), sent.get("use")
    if (permit is None) == (licence is None):
        raise Flawed("permit_or_licence", at)
    under_permit = permit is not None
    if use is not None and (not isinstance(use, str) or use not in USES):
        raise Flawed("unknown_use", f"{at}.use")
    try:
        return Told(
            place, f"part {place}", reading.permit(permit) if under_permit else None,
            None if under_permit else reading.licences(licence, test=test),
            *reading.asset(sent, needed=not under_permit), use,
            reading.territory(sent.get("territory")),
            "" if sent.get("model") is None else reading.words(sent["model"], "model_wrong", "model"),
            made_at, made_at, "1",
        )  # fmt: skip
    except Flawed as error:
        raise Flawed(error.flaw.code, f"{at}.{error.flaw.field}") from None


def _parts(
    told: Sequence[Told], made: Made, actor: Actor, sandbox: Sandbox | None, now: datetime
) -> dict[tuple[UUID, str], int | None]:
    """What it was made from, and the signed version that each part rests on."""
    for one in told:
        if one.permit is None and one.use is None:
            raise Invalid("unknown_use", SENTENCES["unknown_use"], field=f"parts.{one.place}.use")
    mode = intake.mode_of(actor.team_id, sandbox, uuid7(), now)
    found: dict[tuple[UUID, str], int | None] = {}
    for place, code, field, asset, use, version in judging.parts(told, mode):
        if code:
            raise Invalid(code, SENTENCES[code], field=f"parts.{place}.{field}")
        found.setdefault((asset, use), version)
    return found


def _same(made: Made, parts: Mapping[tuple[UUID, str], Any], before: Output) -> bool:
    known = Made(
        before.reference, before.title, before.kind, before.url, before.sha256, before.contains_ai, before.made_at
    )
    named = set(Part.objects.filter(output=before).values_list("asset_id", "use"))
    return register.fits(made, {made.reference: known}, {}) and set(parts) <= named


def _write(
    made: Made, parts: Mapping[tuple[UUID, str], int | None], actor: Actor, now: datetime, *, test: bool
) -> Output:
    output = Output.objects.create(
        partner_id=actor.team_id, test=test, reference=made.reference, title=made.title, kind=made.kind, url=made.url,
        sha256=made.sha256, contains_ai=made.contains_ai, made_at=made.made_at or now, registered_at=now,
    )  # fmt: skip
    Part.objects.bulk_create(
        [Part(output=output, asset_id=asset, use=use, version_id=version) for (asset, use), version in parts.items()]
    )
    if not test:
        data = {"output": str(output.pk), "outputs": 1}
        record(Act(entries.OUTPUTS, "output", str(output.pk), data, _holders(output)), actor=actor, at=now)
    return output


def _holders(output: Output) -> frozenset[int]:
    return frozenset(judging.holders_of(list(output.parts.values_list("asset_id", flat=True))))
