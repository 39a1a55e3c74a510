"""The list of licences: tabs, filters and rows, from the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from artists.access import Actor
from artists.teams.models import Team
from consent.licences.models import Licence, Party
from consent.licences.states import EXPIRING, Phase, State, phase
from consent.requests.models import Request, Vote, Voter
from consent.uses import USES, Use

PAGE = 25
TABS = (
    ("force", "In force"), ("waiting", "Waiting for signatures"), ("expiring", "Expiring"),
    ("suspended", "Suspended"), ("ended", "Ended"), ("drafts", "Drafts"),
)  # fmt: skip


@dataclass(frozen=True)
class Tab:
    """One tab, as `components/tabs.html` wants it."""

    label: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True)
class Row:
    """One licence. `with_whom` are the other sides; `needs_you` says what waits for the team that reads."""

    licence: Licence
    phase: Phase
    with_whom: str
    uses: tuple[Use, ...]
    is_side: bool
    needs_you: str
    on_the_table: bool

    @property
    def last_day(self) -> date | None:
        """The last day on which it opens anything, in UTC."""
        return last_day_of(self.licence)


class Listing:
    """What the list shows for one address. A constant number of queries."""

    def __init__(self, actor: Actor, team: Team, asked: Mapping[str, str]) -> None:
        self.actor, self.team, self.now = actor, team, timezone.now()
        self.show = asked.get("show", "") if asked.get("show") in dict(TABS) else "force"
        self.q = asked.get("q", "").strip()[:100]
        self.use = asked.get("use", "") if asked.get("use") in USES else ""
        self.page_number = asked.get("page", "1")

    @property
    def narrowed(self) -> bool:
        """Whether more than a tab is chosen."""
        return bool(self.q or self.use)

    def tabs(self) -> list[Tab]:
        """The tabs with how many are in each; one query."""
        counts = self._found().aggregate(**{key: Count("pk", filter=which) for key, which in self._tabs().items()})
        keep = {key: value for key, value in (("q", self.q), ("use", self.use)) if value}
        return [
            Tab(label, f"?{urlencode({'show': key, **keep})}", key == self.show, counts[key])
            for key, label in TABS
            if key != "drafts" or counts[key] or self.actor.role
        ]

    def page(self) -> "Page[Row]":
        """The rows of this tab, those that need the team first."""
        found = self._found().filter(self._tabs()[self.show]).select_related("partner", "in_force")
        found = found.prefetch_related(
            Prefetch("parties", Party.objects.select_related("team").order_by("team__name")),
            Prefetch("requests", self._open().select_related("version"), to_attr="on_table"),
        ).order_by(*(["ends_at", "pk"] if self.show in ("force", "expiring", "suspended") else ["-created_at", "-pk"]))
        page: Page[Any] = Paginator(found, PAGE).get_page(self.page_number)
        asked = self._asked([request.pk for one in page.object_list for request in one.on_table])
        page.object_list = [self._row(one, asked) for one in page.object_list]
        return page

    def _found(self) -> "QuerySet[Licence]":
        found: QuerySet[Licence] = Licence.objects.visible_to(self.actor)
        if self.q:
            number = self.q.upper().removeprefix("L-").lstrip("0")
            by_number = Q(pk=int(number)) if number.isdecimal() and len(number) < 10 else Q()
            words = Q(title__icontains=self.q) | Q(partner__name__icontains=self.q)
            by_team = Party.objects.filter(licence=OuterRef("pk"), team__name__icontains=self.q)
            found = found.filter(words | Exists(by_team) | (by_number if by_number else Q(pk__in=[])))
        if self.use:
            in_terms = {"terms__uses__contains": [self.use]}
            found = found.filter(
                Q(in_force__terms__uses__contains=[self.use])
                | Q(draft__uses__contains=[self.use])
                | Exists(
                    self._open().filter(licence=OuterRef("pk"), **{f"version__{k}": v for k, v in in_terms.items()})
                )
            )
        return found

    def _tabs(self) -> dict[str, Q]:
        to_come = Q(ends_at__gt=self.now)
        force = Q(state=State.SIGNED) & to_come
        over = Q(state__in=[State.SIGNED, State.SUSPENDED], ends_at__lte=self.now)
        return {
            "force": force,
            "waiting": Exists(self._open().filter(licence=OuterRef("pk"))),  # type: ignore[dict-item]
            "expiring": force & Q(ends_at__lte=self.now + EXPIRING),
            "suspended": Q(state=State.SUSPENDED) & to_come,
            "ended": over | Q(state__in=[State.ENDED, State.REFUSED]),
            "drafts": Q(state=State.DRAFT),
        }

    def _open(self) -> "QuerySet[Request]":
        """Rounds on the table that this actor may know of: a side's business, nobody else's."""
        return Request.objects.visible_to(self.actor).open(now=self.now) if self.actor.role else Request.objects.none()

    def _asked(self, requests: list[int]) -> dict[int, bool]:
        """For each request that asks this team, whether it has answered the round on the table. Two queries."""
        team = self.actor.team_id
        asked = Voter.objects.filter(team_id=team, request_id__in=requests).values_list("request_id", flat=True)
        rounds = Request.objects.filter(pk__in=requests).values("version_id")
        done = Vote.objects.filter(team_id=team, version_id__in=rounds, needs_second=False)
        answered = set(done.values_list("request_id", flat=True))
        return {pk: pk in answered for pk in asked}

    def _row(self, licence: Any, asked: Mapping[int, bool]) -> Row:
        request: Request | None = next(iter(licence.on_table), None)
        data = (
            (licence.in_force and licence.in_force.terms) or licence.draft or (request and request.version.terms) or {}
        )
        others = [side.team.name for side in licence.parties.all() if side.team_id != self.team.pk]
        if licence.partner_id != self.team.pk:
            others = [licence.partner.name]
        needs = request is not None and request.pk in asked and not asked[request.pk]
        return Row(
            licence=licence,
            phase=phase_of(licence, now=self.now),
            with_whom=", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else ""),
            uses=tuple(USES[code] for code in data.get("uses", ()) if code in USES),
            is_side=self.team.pk in {licence.partner_id, *(side.team_id for side in licence.parties.all())},
            needs_you=("Your signature" if request and request.kind == Request.Kind.LICENCE else "Your answer")
            if needs
            else "",
            on_the_table=request is not None,
        )


def last_day_of(licence: Licence) -> date | None:
    """Licences end at a moment, mostly midnight; people speak of the day before it."""
    ends = licence.ends_at
    return (ends - timedelta(microseconds=1)).astimezone(UTC).date() if ends else None


def phase_of(licence: Licence, *, now: datetime) -> Phase:
    """Where it stands, told by the clock."""
    return phase(State(licence.state), licence.starts_at, licence.ends_at, now=now)
