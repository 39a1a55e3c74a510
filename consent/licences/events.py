"""What servers of a licence's sides are told: that it began, stopped, goes on or ended. Its terms are on our pages."""

from collections.abc import Iterable, Iterator

from artists.journal.models import Entry
from artists.webhooks.events import HOLDERS, PARTNERS, Outgoing, register
from consent.licences import entries as acts
from consent.licences.models import Licence

_BOTH = HOLDERS | PARTNERS


def _told(told: Iterable[Entry]) -> Iterator[Outgoing]:
    for entry in told:
        number = int(entry.subject_id)
        about: dict[str, object] = {"licence": number, "reference": Licence(pk=number).reference}
        about |= {key: entry.data[key] for key in ("version", "sha256", "ends_at") if entry.data.get(key)}
        for team in entry.concerns:
            yield Outgoing(team, about)


ACTIVE = register(
    "licence.active", "A licence is signed", says="Every side has signed a version; its hash comes with it.",
    kinds=_BOTH, follows=(acts.IN_FORCE,), builder=_told,
)  # fmt: skip
SUSPENDED = register(
    "licence.suspended", "A licence is suspended", says="A side stopped it for now: checks no longer count it.",
    kinds=_BOTH, follows=(acts.SUSPENDED,), builder=_told,
)  # fmt: skip
RESUMED = register(
    "licence.resumed", "A licence goes on", says="A side that had stopped it lets it go on.",
    kinds=_BOTH, follows=(acts.RESUMED,), builder=_told,
)  # fmt: skip
ENDING = register(
    "licence.ending", "A licence will end", says="Notice was given or taken back, or it ends soon; see when.",
    kinds=_BOTH, follows=(acts.NOTICE_GIVEN, acts.NOTICE_TAKEN_BACK, acts.EXPIRES_SOON), builder=_told,
)  # fmt: skip
ENDED = register(
    "licence.ended", "A licence has ended", says="It opens nothing any more.",
    kinds=_BOTH, follows=(acts.ENDED,), builder=_told,
)  # fmt: skip
