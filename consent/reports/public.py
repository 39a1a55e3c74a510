"""What anybody may know of something that was made: what it is, from what, by whom, whether it was allowed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.reports import credits
from consent.reports.credits import Named, Source
from consent.reports.models import Output
from consent.uses import USES, Use


@dataclass(frozen=True)
class Made:
    """An output as its public page shows it. Of who said yes there is only that everybody did.

    `url` is empty where it is gone: what was taken back is led to by nobody. `allowed` is whether a signed licence
    covered every part of it when it was made.
    """

    id: UUID
    title: str
    kind: str
    contains_ai: str
    ai: str
    url: str
    partner: str
    made_at: datetime
    registered_at: datetime
    sha256: str
    test: bool
    gone: str
    gone_at: datetime | None
    credit: str
    sources: tuple[Source, ...]
    uses: tuple[Use, ...]

    @property
    def allowed(self) -> bool:
        """Whether a licence covered all of it."""
        return all(one.licence for one in self.sources)


def made_in_public(pk: UUID, *, names: Mapping[UUID, Named] | None = None) -> Made | None:
    """The output with this id; `names` are those of the sandbox. Five queries at most."""
    output = Output.objects.select_related("partner").filter(pk=pk).first()
    if output is None:
        return None
    sources = tuple(credits.sources_of([output], names if output.test else None)[output.pk])
    uses = tuple(USES[code] for code in dict.fromkeys(one.use for one in sources) if code in USES)
    return Made(
        output.pk, output.title, Output.Kind(output.kind).label, output.contains_ai,
        Output.ContainsAI(output.contains_ai).label, "" if output.gone else output.url, output.partner.name,
        output.made_at, output.registered_at, output.sha256, output.test, output.gone, output.taken_down_at,
        credits.whole(sources), sources, uses,
    )  # fmt: skip
