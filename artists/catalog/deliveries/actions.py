"""Uploading a delivery, confirming it, throwing it away; and what the worker does in between."""

import hashlib
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, require
from artists.catalog import entries
from artists.catalog.deliveries.apply import write
from artists.catalog.deliveries.changes import Item, Summary
from artists.catalog.deliveries.claims import CLAIMS
from artists.catalog.deliveries.csv_file import read_csv
from artists.catalog.deliveries.ern import read_ern
from artists.catalog.deliveries.plan import Planner
from artists.catalog.deliveries.structure import ReadFile
from artists.catalog.deliveries.text import MAX_BYTES, looks_like_xml, refuse_archives
from artists.catalog.locks import one_writer
from artists.catalog.models import Delivery
from artists.catalog.topics import carry_on, read_delivery
from artists.journal.record import Act, file_messages, record
from artists.teams.actors import actor_for

CHUNK = 2000


def receive(file_name: str, content: bytes, *, actor: Actor) -> Delivery:
    """Keep an uploaded file and have it read. Nothing of the catalogue changes before somebody confirms its plan.

    Raises `Denied`, and `Invalid` for an empty, a too large and a packed file.
    """
    require(actor, Permission.EDIT_CATALOGUE)
    if actor.team_kind not in CLAIMS:
        raise Denied("holds_no_rights", "A team of this kind holds no rights, so it has no catalogue to bring in.")
    if not content:
        raise Invalid("empty", "This file is empty.", field="file")
    if len(content) > MAX_BYTES:
        raise Invalid("too_large", "This file is larger than 20 MB. Split it into several.", field="file")
    try:
        refuse_archives(content)
    except Invalid as wrong:
        raise Invalid(wrong.code, wrong.sentence, field="file") from wrong
    name = " ".join(file_name.replace("\\", "/").rpartition("/")[2].split())[-200:] or "catalogue"
    with transaction.atomic():
        delivery = Delivery.objects.create(
            team_id=actor.team_id, file_name=name, sha256=hashlib.sha256(content).hexdigest(), content=content,
            uploaded_at=timezone.now(), uploaded_by_id=actor.person_id,
        )  # fmt: skip
        act = Act(entries.DELIVERY_RECEIVED, "delivery", str(delivery.pk), data=_data(delivery))
        record(act, actor=actor, batch=delivery.pk, follows=[read_delivery(delivery.pk)])
    return delivery


def confirm(delivery_id: UUID, *, actor: Actor) -> Delivery:
    """Carry a planned delivery out, in the background. Confirming again, or twice at once, does it once.

    Raises `Conflict` while it is still being read, and after it was thrown away.
    """
    require(actor, Permission.EDIT_CATALOGUE)
    with transaction.atomic():
        delivery = _own(delivery_id, actor)
        if delivery.state in (Delivery.State.RUNNING, Delivery.State.DONE):
            return delivery
        if delivery.state != Delivery.State.PLANNED:
            raise Conflict("not_planned", "This delivery cannot be confirmed: it has no plan, or was thrown away.")
        delivery.state, delivery.done = Delivery.State.RUNNING, 0
        delivery.confirmed_at, delivery.confirmed_by_id = timezone.now(), actor.person_id
        delivery.save(update_fields=["state", "done", "confirmed_at", "confirmed_by"])
        act = Act(entries.DELIVERY_CONFIRMED, "delivery", str(delivery.pk), data=_data(delivery))
        record(act, actor=actor, batch=delivery.pk, follows=[carry_on(delivery.pk, 0)])
    return delivery


def discard(delivery_id: UUID, *, actor: Actor) -> Delivery:
    """Throw away a delivery that was not confirmed, and its file with it. Raises `Conflict` once it runs."""
    require(actor, Permission.EDIT_CATALOGUE)
    with transaction.atomic():
        delivery = _own(delivery_id, actor)
        if delivery.state == Delivery.State.DISCARDED:
            return delivery
        if delivery.state in (Delivery.State.RUNNING, Delivery.State.DONE):
            raise Conflict("confirmed", "This delivery was confirmed already, so it cannot be thrown away.")
        delivery.state, delivery.content = Delivery.State.DISCARDED, b""
        delivery.finished_at = timezone.now()
        delivery.save(update_fields=["state", "content", "finished_at"])
        act = Act(entries.DELIVERY_DISCARDED, "delivery", str(delivery.pk), data=_data(delivery))
        record(act, actor=actor, batch=delivery.pk)
    return delivery


def read(delivery_id: UUID) -> None:
    """The worker: read a file and plan it. Idempotent; a delivery that is not waiting to be read is left alone."""
    delivery = Delivery.objects.select_for_update().select_related("team").filter(pk=delivery_id).first()
    if delivery is None or delivery.state != Delivery.State.READING:
        return
    try:
        found = _read_file(delivery.pk, bytes(delivery.content))
    except Invalid as wrong:
        delivery.state, delivery.problem, delivery.content = Delivery.State.FAILED, wrong.sentence, b""
        delivery.finished_at = timezone.now()
        delivery.save(update_fields=["state", "problem", "content", "finished_at"])
        return
    planner = Planner(delivery.team, person_id=delivery.uploaded_by_id, now=timezone.now())
    summary = _with_problems(found)
    for start in range(0, len(found.tracks), CHUNK):
        summary.add(planner.plan(found.tracks[start : start + CHUNK], found.releases))
    delivery.format, delivery.total, delivery.state = found.format, len(found.tracks), Delivery.State.PLANNED
    delivery.plan = {**summary.as_data(), "notes": found.notes}
    delivery.save(update_fields=["format", "total", "state", "plan"])


def run(delivery_id: UUID, start: int) -> None:
    """The worker: carry out the part of a delivery from `start` on, and ask for the next one.

    The part is planned anew on the catalogue as it is now, so an old preview does no harm. A part that was done already
    is not done again: `done` says how far it came, in the same transaction as the rows.
    """
    delivery = Delivery.objects.select_for_update().select_related("team").filter(pk=delivery_id).first()
    if delivery is None or delivery.state != Delivery.State.RUNNING or delivery.done != start:
        return
    actor = actor_for(delivery.confirmed_by_id, delivery.team) if delivery.confirmed_by_id else None
    if actor is None or not actor.has(Permission.EDIT_CATALOGUE):
        _stop(delivery, "Whoever confirmed this may no longer change the catalogue, so it stopped there.")
        return
    one_writer()
    now = timezone.now()
    found = _read_file(delivery.pk, bytes(delivery.content))
    planner = Planner(delivery.team, person_id=actor.person_id, now=now, lock=True)
    part = found.tracks[start : start + CHUNK]
    changes = planner.plan(part, found.releases)
    write(changes, actor=actor, batch=delivery.pk)
    summary = Summary.from_data(delivery.plan["result"]) if start else _with_problems(found)
    summary.add(changes)
    delivery.plan = {**delivery.plan, "result": summary.as_data()}
    delivery.done = start + len(part)
    if delivery.done < len(found.tracks):
        file_messages([carry_on(delivery.pk, delivery.done)])
    else:
        _finish(delivery, actor, now)
    delivery.save(update_fields=["plan", "done", "state", "finished_at", "content"])


@lru_cache(maxsize=1)
def _read_file(_delivery_id: UUID, content: bytes) -> ReadFile:
    """What a file says. The last one is kept, as its parts follow each other in one worker."""
    refuse_archives(content)
    return read_ern(content) if looks_like_xml(content) else read_csv(content)


def _with_problems(found: ReadFile) -> Summary:
    summary = Summary()
    for problem in found.problems:
        item = Item(problem.place, problem.subject)
        if problem.refuses:
            item.problem = problem.sentence
            summary.refuse(item)
        else:
            item.notes.append(problem.sentence)
            summary.warn(item)
    return summary


def _finish(delivery: Delivery, actor: Actor, now: datetime) -> None:
    delivery.state, delivery.finished_at, delivery.content = Delivery.State.DONE, now, b""
    data = {**_data(delivery), "counts": delivery.plan["result"]["counts"]}
    record(Act(entries.DELIVERY_DONE, "delivery", str(delivery.pk), data=data), actor=actor, batch=delivery.pk)


def _stop(delivery: Delivery, sentence: str) -> None:
    delivery.state, delivery.problem, delivery.finished_at = Delivery.State.FAILED, sentence, timezone.now()
    delivery.save(update_fields=["state", "problem", "finished_at"])


def _own(delivery_id: UUID, actor: Actor) -> Delivery:
    found = Delivery.objects.visible_to(actor).select_for_update().filter(pk=delivery_id).first()
    if found is None:
        raise Denied("not_yours", "This delivery is not your team's.")
    return found


def _data(delivery: Delivery) -> dict[str, str]:
    return {"file": delivery.file_name, "sha256": delivery.sha256}
