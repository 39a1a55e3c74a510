"""Notices of conformance runs: to the partner's people, how one ended and what became of the badge."""

from collections.abc import Iterator

from artists.access import Permission
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Cured, Told, Words
from consent.sandbox import entries as acts
from consent.sandbox.models import Run

ENDED = register("conformance.ended", "A conformance run ends", group="withdrawals", permission=Permission.ASK)
REVOKED = register("conformance.revoked", "The badge is gone", group="withdrawals", permission=Permission.ASK)
_PASSED = Words(
    "Your software passed the conformance run",
    "Artists see the badge on your card, with its date, for 90 days.",
    button="See the run",
)


def ended(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """How a run ended by itself. Who cancels one knows."""
    for entry in entries:
        run = Run.objects.filter(pk=entry.subject_id).first()
        if run is None or entry.team_id is None:
            continue
        if entry.type == acts.RUN_PASSED:
            words = _PASSED
        else:
            words = Words("The conformance run was not passed", str(entry.data.get("because", "")), (), "See the run")
        yield Told(ENDED, f"conformance:{run.pk}", {entry.team_id: words}, place=("conformance", run.pk))


def revoked(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """The badge was taken away, and why."""
    for entry in entries:
        if entry.team_id is not None:
            text = f"{entry.data.get('because', '')} A run that passes gives a new one."
            words = Words("Your card shows no badge any more", text, (), "See the run")
            yield Told(REVOKED, "conformance:badge", {entry.team_id: words}, place=("conformance", entry.subject_id))


tell(ended, acts.RUN_PASSED, acts.RUN_FAILED)
tell(revoked, acts.BADGE_REVOKED)
