"""Answering: the one way a choice changes."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from artists.access import Actor, Conflict, Denied, Invalid, MandateScope, Permission, require, require_fresh
from artists.catalog.models import Asset, Holding
from artists.journal.models import Entry
from artists.journal.record import Act, record_many
from consent.choices import cells, entries, standing, two_people
from consent.choices.answers import Answer
from consent.choices.cells import Wish
from consent.choices.limits import check_limits
from consent.choices.models import Choice, PendingYes
from consent.choices.pending import Change, Held, hold
from consent.choices.state import State
from consent.choices.write import Notice, change_data, put, save_choices
from consent.uses import USES, Use, text_of

UNDO_HOURS = 24
_TYPES = {PendingYes.Kind.CHOICE: entries.CHOICE_SET, PendingYes.Kind.UNDO: entries.CHOICE_UNDONE}


@dataclass(frozen=True)
class Outcome:
    """What a press did. `batch` is None when nothing was written: it was so already, or it all waits.

    `waiting` is the `PendingYes` that a second member must confirm, where the team wants two people for it.
    """

    batch: UUID | None
    changed: int
    unchanged: int
    entries: tuple[Entry, ...] = ()
    waiting: int | None = None


@dataclass(frozen=True)
class Consent:
    """What the person saw when they answered: the text's hash, the cell's version, and whether they read the review.

    `seen_version` is None where nothing was shown (an answer for many at once is previewed instead).
    """

    notice_sha256: str
    seen_version: int | None = None
    reviewed: bool = False


def choose(asset_id: UUID, use: str, state: State, *, actor: Actor, consent: Consent) -> Outcome:
    """Answer for one asset the team holds: a song, a voice, a likeness, or a track by itself.

    Raises `Denied` (no permission, not a holder, `fresh_sign_in`), `Invalid` (limits, a use that is not answered on
    this asset), `Conflict` (`changed_since`, `text_changed`, `review_needed`).
    """
    return _press([Wish(asset_id, use, state)], _use(use), actor=actor, consent=consent)


def choose_for_tracks(
    recordings: Collection[UUID], use: str, state: State, *, actor: Actor, consent: Consent
) -> Outcome:
    """Answer for tracks and, as far as the team holds them, their songs (see `cells`). One press, one batch.

    Raises as `choose`. Nothing is changed unless everything can be.
    """
    known = _use(use)
    require(actor, Permission.CHOOSE)
    with transaction.atomic():
        touched = cells.assets_of_cells(actor.team_id, recordings, known)
        if not any(touched.values()):
            raise Denied(
                "not_a_holder", "Your team holds no right here that this use needs, so the answer is not yours."
            )
        standing.lock([*recordings, *(asset for assets in touched.values() for asset in assets)])
        wishes = cells.wishes_for(actor.team_id, recordings, known, state)
        return _press(wishes, known, actor=actor, consent=consent)


def choose_for_songs(songs: Collection[UUID], use: str, state: State, *, actor: Actor, consent: Consent) -> Outcome:
    """Answer for songs the team holds, whatever their tracks; those it does not hold are left out. One batch.

    Raises as `choose`.
    """
    known = _use(use)
    require(actor, Permission.CHOOSE)
    held = cells.held_assets(actor.team_id, songs)
    if not held:
        raise Denied("not_a_holder", "Your team holds no right in this, so the answer is not yours.")
    return _press([Wish(song, use, state) for song in songs if song in held], known, actor=actor, consent=consent)


def undo(batch: UUID, *, actor: Actor, now: datetime | None = None) -> Outcome:
    """Take back one press of the last 24 hours: what was before comes back, as a new act.

    Raises `Conflict` when somebody changed one of its answers since, or it was undone already; `Denied` as `choose`.
    """
    at = now or timezone.now()
    require(actor, Permission.CHOOSE)
    with transaction.atomic():
        acts = list(
            Entry.objects.visible_to(actor).filter(batch=batch, team_id=actor.team_id, type__in=entries.UNDOABLE)
        )
        _check_undoable(acts, at)
        subjects = standing.lock([UUID(act.subject_id) for act in acts])
        _require_holder(actor, [UUID(act.subject_id) for act in acts])
        choices = _choices(actor.team_id, [UUID(act.subject_id) for act in acts])
        for act in acts:
            choice = choices.get((UUID(act.subject_id), act.data["use"]))
            if choice is None or choice.version != act.data["version"]:
                raise Conflict(
                    "changed_since", "This was changed again since. Undoing would overwrite that, so we stopped."
                )
        changes = [_back(act) for act in acts]
        return _carry_out(changes, choices, subjects, actor=actor, at=at, kind=PendingYes.Kind.UNDO)


def _back(act: Entry) -> Change:
    """What an undo brings back, with the text it stood under then, as if the no in between had never been."""
    before = act.data["notice_before"]
    notice = Notice(before["version"], before["sha256"]) if before else None
    state, closed = State.from_data(act.data["from"]), act.data.get("closed_before")
    closed_at = datetime.fromisoformat(closed) if closed else None
    return Change(UUID(act.subject_id), act.data["use"], state, act.pk, notice, closed_at)


def _use(code: str) -> Use:
    if code not in USES:
        raise Invalid("unknown_use", f"{code!r} is not a use we know. The uses are: {', '.join(USES)}.", field="use")
    return USES[code]


def _press(wishes: Sequence[Wish], use: Use, *, actor: Actor, consent: Consent) -> Outcome:
    at = timezone.now()
    require(actor, Permission.CHOOSE)
    with transaction.atomic():
        assets = [wish.asset_id for wish in wishes]
        subjects = standing.lock(assets)
        _require_holder(actor, assets)
        choices = _choices(actor.team_id, assets)
        seen = sum(choices[key].version for asset in assets if (key := (asset, use.code)) in choices)
        changes = [
            Change(wish.asset_id, wish.use, wish.state)
            for wish in wishes
            if _now(choices, wish.asset_id, wish.use) != wish.state
        ]
        if not changes:
            return Outcome(None, 0, len(wishes))
        if consent.seen_version is not None and consent.seen_version != seen:
            raise Conflict(
                "changed_since",
                "Somebody changed this since your page was loaded. Here is how it stands now; press again.",
            )
        _check_consent(changes, choices, use, consent, at=at)
        outcome = _carry_out(changes, choices, subjects, actor=actor, at=at, kind=PendingYes.Kind.CHOICE)
        return replace(outcome, unchanged=len(wishes) - len(changes))


def carry_out_held(held: PendingYes, *, actor: Actor, at: datetime) -> Outcome:
    """Write what a first person pressed and `actor` confirms, exactly; for `consent.choices.seconding` alone.

    Raises `Conflict` (`changed_since`, `text_changed`, `undone_already`) where it is not what it was any more.
    """
    changes = [Change.from_data(one) for one in held.changes]
    assets = [change.asset_id for change in changes]
    subjects = standing.lock(assets)
    _require_holder(actor, assets)
    choices = _choices(actor.team_id, assets)
    for change, kept in zip(changes, held.changes, strict=True):
        known = choices.get((change.asset_id, change.use))
        if (known.version if known else 0) != kept["version"]:
            raise Conflict("changed_since", "This was answered anew since it was pressed, so that yes counts no more.")
        check_limits(change.state, now=at)
    undoes = [change.undoes for change in changes if change.undoes]
    if Entry.objects.filter(undoes__in=undoes).exists():
        raise Conflict("undone_already", "This was undone already.")
    type_ = entries.CHOICE_UNDONE if held.kind == PendingYes.Kind.UNDO else entries.CHOICE_SET
    first = {"pressed_by": held.pressed_by_id, "pressed_at": held.pressed_at.isoformat()}
    return _write(changes, choices, subjects, actor=actor, at=at, type_=type_, first=first)


def _carry_out(
    changes: Sequence[Change],
    choices: dict[tuple[UUID, str], Choice],
    subjects: Sequence[UUID],
    *,
    actor: Actor,
    at: datetime,
    kind: PendingYes.Kind,
) -> Outcome:
    """Write what one person may, and keep for a second what the team wants two people for. Closing never waits."""
    assets = Asset.objects.in_bulk([change.asset_id for change in changes])
    opens = [change for change in changes if change.state.loosens(_now(choices, change.asset_id, change.use))]
    uses = {change.use for change in opens}
    if not opens or not two_people.needed(actor.team_id, uses, _how_many(opens, assets)):
        return _write(changes, choices, subjects, actor=actor, at=at, type_=_TYPES[kind])
    mandates = [
        _mandate(one, assets[one.asset_id], _now(choices, one.asset_id, one.use), actor=actor, at=at) for one in opens
    ]
    rest = [change for change in changes if change not in opens]
    done = Outcome(None, 0, 0)
    if rest:
        done = _write(rest, choices, subjects, actor=actor, at=at, type_=_TYPES[kind])
    kept = [
        one.as_data(known.version if (known := choices.get((one.asset_id, one.use))) else 0)
        for one in sorted(opens, key=lambda one: (str(one.asset_id), one.use))
    ]
    sha256 = text_of(opens[0].use).sha256 if kind == PendingYes.Kind.CHOICE else ""
    held = hold(Held(kind, tuple(uses), kept, _how_many(opens, assets), sha256, mandates[0]), actor=actor, at=at)
    return replace(done, waiting=held.pk)


def _how_many(changes: Sequence[Change], assets: Mapping[UUID, Asset]) -> int:
    """How many things somebody would say it is: a track and its song are one."""
    return max(Counter(assets[one].kind for one in {change.asset_id for change in changes}).values(), default=0)


def _check_consent(
    changes: Sequence[Change], choices: dict[tuple[UUID, str], Choice], use: Use, consent: Consent, *, at: datetime
) -> None:
    opens = [c for c in changes if c.state.loosens(_now(choices, c.asset_id, c.use))]
    for change in changes:
        check_limits(change.state, now=at)
    if opens and consent.notice_sha256 != text_of(use.code).sha256:
        raise Conflict("text_changed", "The words beside this switch have changed. Read them again, then answer.")
    if use.final and any(c.state.effective is Answer.ON for c in opens) and not consent.reviewed:
        raise Conflict("review_needed", "A yes here has effects that cannot be taken back. Read the review first.")


def _check_undoable(acts: Sequence[Entry], at: datetime) -> None:
    if not acts:
        raise Conflict("nothing_to_undo", "There is nothing here that your team can undo.")
    if (at - acts[0].at).total_seconds() > UNDO_HOURS * 3600:
        raise Conflict("too_late", "A choice can be undone for 24 hours. Answer anew instead: that works at any time.")
    if Entry.objects.filter(undoes__in=[act.pk for act in acts]).exists():
        raise Conflict("undone_already", "This was undone already.")


def _require_holder(actor: Actor, assets: Collection[UUID]) -> None:
    held = set(Holding.objects.filter(team_id=actor.team_id, asset_id__in=assets).values_list("asset_id", flat=True))
    if set(assets) - held:
        raise Denied("not_a_holder", "Your team holds no right in this, so the answer is not yours.")


def _choices(team_id: int, assets: Collection[UUID]) -> dict[tuple[UUID, str], Choice]:
    found = Choice.objects.filter(team_id=team_id, asset_id__in=assets)
    return {(choice.asset_id, choice.use): choice for choice in found}


def _now(choices: dict[tuple[UUID, str], Choice], asset: UUID, use: str) -> State:
    choice = choices.get((asset, use))
    return State(choice.given, choice.limits) if choice else State()


def _mandate(change: Change, asset: Asset, before: State, *, actor: Actor, at: datetime) -> MandateScope | None:
    """Check that the actor may make this very change; return the mandate it is made under, if any."""
    use = USES[change.use]
    person = asset.kind in ("voice", "likeness")
    on_it = {"recording": "track", "composition": "track"}.get(asset.kind, asset.kind)
    if not (use.answered_on == on_it or (use.code == "translate" and asset.kind == "recording")):
        raise Invalid("use_not_for_asset", f"“{use.label}” is not answered on a {asset.get_kind_display().lower()}.")
    mandate = None
    if actor.role is None:
        mandate = actor.mandate_for(change.use, voice=person)
        if mandate is None:
            what = f"“{use.label}” for a voice or likeness" if person else f"“{use.label}”"
            raise Denied("not_in_mandate", f"Your mandate does not cover {what}. The artist can answer, or widen it.")
    if person and change.state.loosens(before):
        require(actor, Permission.CHOOSE_VOICE)
        require_fresh(actor, now=at)
    return mandate


def _write(
    changes: Sequence[Change],
    choices: dict[tuple[UUID, str], Choice],
    subjects: Sequence[UUID],
    *,
    actor: Actor,
    at: datetime,
    type_: str,
    first: Mapping[str, Any] | None = None,
) -> Outcome:
    """`first` says who pressed it, where the actor confirms what somebody else pressed."""
    assets = Asset.objects.in_bulk([change.asset_id for change in changes])
    concerns = holders_of(assets)
    acts: list[Act] = []
    rows: list[Choice] = []
    for change in changes:
        before = _now(choices, change.asset_id, change.use)
        mandate = _mandate(change, assets[change.asset_id], before, actor=actor, at=at)
        known = choices.get((change.asset_id, change.use))
        choice = known or Choice(asset_id=change.asset_id, use=change.use, team_id=actor.team_id, version=0)
        notice_before = Notice.of(known).as_data() if known else None
        data: dict[str, Any] = {"closed_before": choice.closed_at.isoformat() if choice.closed_at else None}
        put(choice, change.state, person_id=actor.person_id, at=at, notice=change.notice)
        if change.undoes and change.state.effective > Answer.OFF:
            choice.closed_at = change.closed_at
        rows.append(choice)
        data |= change_data(choice, before, notice_before) | dict(first or {})
        shared = concerns[change.asset_id]
        acts.append(Act(type_, "asset", str(change.asset_id), data, shared, undoes=change.undoes, mandate=mandate))
    save_choices(rows)
    standing.refresh(subjects, {change.use for change in changes})
    written = record_many(acts, actor=actor, batch=uuid7(), at=at)
    return Outcome(written[0].batch, len(written), 0, tuple(written))


def holders_of(assets: Collection[UUID]) -> dict[UUID, frozenset[int]]:
    """The teams that hold a right in each asset: they may read what is answered for it (rule 7)."""
    found: dict[UUID, set[int]] = {asset: set() for asset in assets}
    for asset, team in Holding.objects.filter(asset_id__in=list(assets)).values_list("asset_id", "team_id"):
        found[asset].add(team)
    return {asset: frozenset(teams) for asset, teams in found.items()}
