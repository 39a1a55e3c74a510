"""What servers of an experience's sides are told: that it opened, paused, goes on or ended. Why is on our pages."""

from collections.abc import Iterable, Iterator

from artists.journal.models import Entry
from artists.webhooks.events import HOLDERS, PARTNERS, Outgoing, register
from consent.experiences import entries as acts

_BOTH = HOLDERS | PARTNERS


def _told(told: Iterable[Entry]) -> Iterator[Outgoing]:
    for entry in told:
        about: dict[str, object] = {"experience": entry.subject_id}
        about |= {key: entry.data[key] for key in ("because",) if entry.data.get(key)}
        for team in entry.concerns:
            yield Outgoing(team, about)


APPROVED = register(
    "experience.approved", "An experience has every yes", says="It opens by itself on its first day.",
    kinds=_BOTH, follows=(acts.APPROVED,), builder=_told,
)  # fmt: skip
LIVE = register(
    "experience.live", "An experience is open", says="It opened, or goes on: checks within it can say allow.",
    kinds=_BOTH, follows=(acts.LIVE, acts.RESUMED), builder=_told,
)  # fmt: skip
CHANGED = register(
    "experience.changed", "An experience has other limits", says="A new round was agreed; read its limits again.",
    kinds=_BOTH, follows=(acts.CHANGED,), builder=_told,
)  # fmt: skip
PAUSED = register(
    "experience.paused", "An experience is paused", says="Somebody stopped it, or something under it holds no longer.",
    kinds=_BOTH, follows=(acts.PAUSED,), builder=_told,
)  # fmt: skip
ENDED = register(
    "experience.ended", "An experience has ended", says="Nothing new is made in it, for good.",
    kinds=_BOTH, follows=(acts.ENDED,), builder=_told,
)  # fmt: skip
DRAFT_AGAIN = register(
    "experience.refused", "An experience did not get every yes", says="It is a draft again.",
    kinds=PARTNERS, follows=(acts.BACK,), builder=_told,
)  # fmt: skip
