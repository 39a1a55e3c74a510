"""What a holder's pages read of experiences: how each stands, what it makes and brings, what fans made with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, Sum
from django.utils import timezone

from artists.access import Actor
from artists.audio.models import Sound
from consent.claims import hiding
from consent.decisions.models import Permit
from consent.earnings.reading_experiences import earned_by_licence
from consent.earnings.reading_made import Brought
from consent.experiences import holding, public, steering
from consent.experiences.holding import Held
from consent.experiences.models import Experience, Ingredient
from consent.experiences.public import Shown
from consent.experiences.querysets import ExperienceQuerySet
from consent.experiences.states import State
from consent.making.models import File, Making
from consent.making.plays import plays_in
from consent.making.querysets import MakingQuerySet
from portal.playing import Part, Player, player

ROWS = 50
OUTPUTS = 10
_AUDIBLE = ("mix", "accompaniment", "vocals")


@dataclass(frozen=True)
class Made:
    """How many were made, of those that were permitted and used."""

    today: int = 0
    week: int = 0
    in_all: int = 0


@dataclass(frozen=True)
class Row:
    """One experience in a list: how it stands now, what it made, what it brought this team this month."""

    one: Experience
    held: Held
    made: Made
    brought: Sequence[Brought]
    names: Sequence[str]

    @property
    def share(self) -> int:
        """Of today's limit, in percent; nought where there is none."""
        most = self.one.outputs_a_day
        return min(100, round(100 * self.made.today / most)) if most else 0


@dataclass(frozen=True)
class Listed:
    """What fans may do with the team's music, by how it stands."""

    now: Sequence[Row]
    asked: Sequence[Row]
    ended: Sequence[Row]
    week: int


@dataclass(frozen=True)
class Output:
    """Something a fan made, for the people whose music it is. `silent`: somebody reported it."""

    making: Making
    player: Player | None
    silent: bool


@dataclass(frozen=True)
class One:
    """One experience for a holder, and what the actor may do about it."""

    row: Row
    shown: Shown | None
    preview: Player | None
    missing: Sequence[str]
    may_steer: bool
    may_resume: bool
    plays: int
    page: "Page[Making]"
    outputs: Sequence[Output]


def listed(actor: Actor) -> Listed:
    """Everything of the team's, newest first. A dozen queries, however many."""
    rows = rows_of(actor, seen(actor).order_by("-created_at")[: ROWS * 4])
    by_state = {state: [row for row in rows if row.one.state == state] for state in State}
    now = [*by_state[State.LIVE], *by_state[State.PAUSED], *by_state[State.APPROVED]]
    ended = by_state[State.ENDED][:ROWS]
    return Listed(now, by_state[State.IN_REVIEW], ended, sum(row.made.week for row in rows))


def rows_of(actor: Actor, found: Sequence[Experience] | ExperienceQuerySet) -> list[Row]:
    """These, with what belongs to each."""
    some = list(found)
    held, made = holding.open_now(some), made_in([one.pk for one in some])
    licences = [one.licence_id for one in some if one.licence_id]
    brought = earned_by_licence(actor, licences, month=timezone.now().date())
    return [
        Row(
            one, held[one.pk], made.get(one.pk, Made()), brought.get(one.licence_id or 0, ()),
            [str(part.asset) for part in one.ingredients.all()],
        )
        for one in some
    ]  # fmt: skip


def one_of(actor: Actor, experience: Experience, page: str | None) -> One:
    """All of one for its page."""
    (row,) = rows_of(actor, [experience])
    running = experience.state in (State.LIVE, State.PAUSED)
    stopped = running and not row.held.open
    made = Paginator(made_with(actor, experience), OUTPUTS).get_page(page)
    return One(
        row, public.shown(experience), _preview(experience),
        holding.in_words(holding.missing(experience, now=timezone.now())) if stopped else (),
        steering.may_steer(experience, actor), steering.may_resume(experience, actor), plays_in(experience.pk), made,
        outputs_of(list(made.object_list)),
    )  # fmt: skip


def seen(actor: Actor) -> ExperienceQuerySet:
    """What the actor may see, with what its pages read."""
    parts = Prefetch("ingredients", Ingredient.objects.select_related("asset__artist").order_by("pk"))
    rows = Experience.objects.visible_to(actor)
    return rows.select_related(
        "partner", "paused_for", "ended_for", "licence__in_force", "request__version"
    ).prefetch_related(parts)  # fmt: skip


def made_with(actor: Actor, experience: Experience) -> MakingQuerySet:
    """What fans made with it and is not gone, what is chosen first, then the newest."""
    found = Making.objects.visible_to(actor).filter(experience=experience, output__gone="")
    return found.select_related("output", "asset", "featured_for").order_by("-featured_at", "-ended_at")


def outputs_of(makings: Sequence[Making]) -> list[Output]:
    """With what plays of each. Two queries."""
    files: dict[UUID, list[File]] = {}
    for file in File.objects.filter(making__in=makings, sound__state="ready").select_related("sound").order_by("pk"):
        files.setdefault(file.making_id, []).append(file)
    silent = hiding.silenced([making.output_id for making in makings if making.output_id])
    return [Output(one, _player(one, files.get(one.pk, [])), one.output_id in silent) for one in makings]


def made_in(experiences: Sequence[UUID], *, now: datetime | None = None) -> Mapping[UUID, Made]:
    """How many were made in each: today (UTC), in the last seven days, and in all. One query."""
    at = now or timezone.now()
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    used = Permit.objects.filter(Q(redeemed_at__isnull=False) | Q(single_use=False), experience__in=experiences)
    sums = used.values_list("experience").annotate(
        today=Sum("quantity", filter=Q(issued_at__gte=today)),
        week=Sum("quantity", filter=Q(issued_at__gt=at - timedelta(days=7))),
        all=Sum("quantity"),
    )
    return {pk: Made(today or 0, week or 0, every or 0) for pk, today, week, every in sums if pk}


def _preview(experience: Experience) -> Player | None:
    if experience.preview is None:
        return None
    sound = Sound.objects.filter(pk=experience.preview, state="ready", replaced_at=None).first()
    return player(f"Preview of {experience.title}", Part(sound)) if sound else None


def _player(making: Making, files: Sequence[File]) -> Player | None:
    by_role = {file.role: file.sound for file in files if file.sound}
    sound = next((by_role[role] for role in _AUDIBLE if role in by_role), next(iter(by_role.values()), None))
    title = making.output.title if making.output else ""
    return player(title, Part(sound)) if sound else None
