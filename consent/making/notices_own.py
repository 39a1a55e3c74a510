"""What fans are told of what they made: ready when they left, featured, taken down."""

from collections.abc import Iterator
from uuid import UUID

from django.core.cache import cache

from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Told, Words, tell_now
from consent.making.models import Making
from consent.making.states import State
from consent.reports import entries as reported

READY = register("made.ready", "What you asked for is ready, or did not work", group="made", permission=None)
GONE = register("made.gone", "Something you made was taken down", group="made", permission=None)
_WATCHED_SECONDS = 30


def watched(making: UUID) -> None:
    """Somebody looks at its page now, and need not be told by other ways."""
    cache.add(_mark(making), 1, _WATCHED_SECONDS)


def ended(making: Making) -> None:
    """Tell its maker how it ended, unless they wait for it on its page. Told twice it is told once."""
    if making.person_id is None or cache.get(_mark(making.pk)):
        return
    title = making.experience.title
    words = {
        State.READY: Words(f"“{title}” is ready", "It is yours. Listen, and show it if you like.", button="Listen"),
        State.FAILED: Words(f"“{title}” did not work", "What you chose is kept: try again.", button="Try again"),
        State.REFUSED: Words(f"“{title}” could not be made", making.sentence, button="Read why"),
    }.get(State(making.state))
    if words:
        told = Told(READY, f"made:{making.pk}", people={making.person_id: words}, place=("making", making.pk))
        tell_now(told, key=f"making:{making.pk}:ended")


def taken_down(entries: EntryQuerySet) -> Iterator[Told]:
    """Whoever made something that is gone now is told, and thanked. What a claim took down has a letter of its own."""
    outputs = [UUID(one) for one in entries.values_list("subject_id", flat=True)]
    rows = Making.objects.filter(output__in=outputs, person__isnull=False).exclude(output__gone__in=["", "claim"])
    for one in rows.select_related("experience", "output"):
        withdrawn = one.output is not None and one.output.gone == "withdrawal"
        why = "The yes behind it was taken back, with what had been made." if withdrawn else "It is no longer here."
        words = Words(f"What you made with “{one.experience.title}” was taken down", why, button="Read more")
        yield Told(GONE, f"made:{one.pk}:gone", people={one.person_id or 0: words}, place=("making", one.pk))


def _mark(making: UUID) -> str:
    return f"watched:{making}"


tell(taken_down, reported.TAKEN_DOWN)
