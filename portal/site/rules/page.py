"""The rules page put together: the rules as sentences, what they did, and what they would have done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from artists.access import Permission, why_not
from consent.choices.two_people import policy_of
from consent.requests import simulation
from consent.requests.fit import Standing, without_a_turn
from consent.requests.models import Rule, Vote
from consent.requests.rules import Draft, condition_of, standing_of
from consent.requests.simulation import Past, Trial, Tried
from consent.requests.states import State
from consent.uses import USES, Use
from portal.site.rules.words import Sentence, sentence, waited
from portal.site.scoping import TeamRequest

LASTS = (60, 200)
WEEK = timedelta(days=7)
NEW = 0  # the number of a rule that is not set yet


@dataclass(frozen=True)
class RuleRow:
    """One rule of the list. `place` counts from 1; `over` is the rule above that never lets it have its turn."""

    rule: Rule
    place: int
    sentence: Sentence
    hits: int
    ran_out: bool
    said: int
    over: "RuleRow | None" = None
    first: bool = False
    last: bool = False


@dataclass(frozen=True)
class Bar:
    """A request in the picture: a column up for yes, down for no, a tick where it comes to the team."""

    x: float
    y: float
    width: float
    height: float
    css: str


@dataclass(frozen=True)
class Line:
    """A request in the table under the picture."""

    url: str
    past: Past
    uses: tuple[Use, ...]
    place: str
    yes: bool | None
    compared: str
    answered: str
    after: str


@dataclass(frozen=True)
class TrialView:
    """What a trial says: its numbers, its picture and its lines. `more` is what a draft adds to the running rules."""

    trial: Trial
    last: int
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    left: tuple[Line, ...]
    draft: bool
    draft_hits: int
    more: int
    label: str

    @property
    def total(self) -> int:
        """How many requests it was tried on."""
        return len(self.trial.tried)

    @property
    def counts(self) -> list[tuple[str, int, bool]]:
        """The numbers with their labels; True marks what is worth a look."""
        trial = self.trial
        otherwise, lapsed = trial.compared("otherwise"), trial.compared("lapsed")
        return [
            ("Would be yes", trial.count(yes=True), False),
            ("Would be no", trial.count(yes=False), False),
            ("Still come to you", trial.count(yes=None), False),
            ("Same as you answered", trial.compared("same"), False),
            ("You answered otherwise", otherwise, otherwise > 0),
            ("You let lapse", lapsed, lapsed > 0),
        ]


@dataclass(frozen=True)
class Did:
    """One answer that a rule gave this week."""

    vote: Vote
    url: str
    place: int | None


def page(
    request: TeamRequest, *, last: int, draft: Draft | None = None, editing: Rule | None = None
) -> dict[str, object]:
    """What the page shows; the trial includes a draft where there is one."""
    actor, now = request.actor, timezone.now()
    rules = list(
        Rule.objects.visible_to(actor).filter(removed_at__isnull=True).select_related("partner", "made_by", "paused_by")
    )
    past = simulation.past_of(actor, most=last)
    view = trial_view(request, rules, past, last=last, draft=draft, editing=editing, now=now)
    rows = rule_rows(rules, view.trial, now=now)
    cannot = why_not(actor, Permission.SET_RULES)
    return {
        "rows": rows,
        "trial": view,
        "cannot": cannot,
        "offer": simulation.offer_from(past) if not rules and not cannot else None,
        "did": _this_week(request, rows, now),
        "running": sum(1 for row in rows if not row.ran_out and row.rule.paused_at is None),
        "saved": _time_saved(past),
        "lasts": LASTS,
        "now": now,
    }


def rule_rows(rules: Sequence[Rule], trial: Trial, *, now: datetime) -> list[RuleRow]:
    """The rules from the top, each with what it would have answered, has answered, and what keeps it from its turn."""
    said = dict(
        Vote.objects.filter(rule__in=rules).order_by().values("rule").annotate(n=Count("pk")).values_list("rule", "n")
    )
    rows = [
        RuleRow(
            rule,
            place,
            sentence(condition_of(rule), rule.answer, rule.partner.name if rule.partner else ""),
            trial.hits(rule.pk),
            bool(rule.until and rule.until <= now),
            said.get(rule.pk, 0),
            first=place == 1,
            last=place == len(rules),
        )
        for place, rule in enumerate(rules, start=1)
    ]
    by_number = {row.rule.pk: row for row in rows}
    shadowed = without_a_turn([standing_of(row.rule) for row in rows if _runs(row.rule, now)])
    return [replace(row, over=by_number[above.number]) if (above := shadowed.get(row.rule.pk)) else row for row in rows]


def trial_view(
    request: TeamRequest,
    rules: Sequence[Rule],
    past: Sequence[Past],
    *,
    last: int,
    now: datetime,
    draft: Draft | None = None,
    editing: Rule | None = None,
) -> TrialView:
    """Try the running rules, with the draft in its place: last, or instead of the rule that is being changed."""
    policy = policy_of(request.actor.team_id)
    running = [standing_of(rule) for rule in rules if _runs(rule, now)]
    without = simulation.try_rules(running, past, policy)
    trial, number = without, editing.pk if editing else NEW
    if draft is not None:
        written = Standing(number, draft.answer, draft.condition, draft.until, draft.most_a_month)
        trial = simulation.try_rules(_with(rules, written, now), past, policy)
    places = {rule.pk: str(place) for place, rule in enumerate(rules, start=1)} | {NEW: "draft"}
    lines = [_line(request, one, places) for one in trial.tried]
    return TrialView(
        trial=trial,
        last=last,
        bars=tuple(_bars(trial, now)),
        lines=tuple(line for line in reversed(lines) if line.yes is not None),
        left=tuple(line for line in reversed(lines) if line.yes is None),
        draft=draft is not None,
        draft_hits=trial.hits(number) if draft else 0,
        more=len(trial.answered) - len(without.answered),
        label=_label(trial),
    )


def _with(rules: Sequence[Rule], written: Standing, now: datetime) -> list[Standing]:
    found = [written if rule.pk == written.number else standing_of(rule) for rule in rules if _runs(rule, now)
             or rule.pk == written.number]  # fmt: skip
    return found if written in found else [*found, written]


def _runs(rule: Rule, now: datetime) -> bool:
    return rule.paused_at is None and (rule.until is None or rule.until > now)


def _label(trial: Trial) -> str:
    return (
        f"The last {len(trial.tried)} requests in order. The rules would have said yes to {trial.count(yes=True)} and "
        f"no to {trial.count(yes=False)}; {trial.count(yes=None)} would still come to you."
    )


def _bars(trial: Trial, now: datetime) -> list[Bar]:
    """Taller is what waited longer, on a scale on which five days are half of the way."""
    bars, step = [], 1000 / max(len(trial.tried), 12)
    width = round(step * 0.62, 2)
    for place, one in enumerate(trial.tried):
        x = round(place * step + step * 0.19, 2)
        days = _waited(one.past, now) / 86_400
        height = round(10 + 42 * days / (days + 5), 1)
        use = f"on use-{one.past.uses[0]}" if one.past.uses else "on"
        if one.yes is None:
            bars.append(Bar(x, 48, width, 5, ""))
        elif one.yes:
            bars.append(Bar(x, round(54 - height, 1), width, height, use))
        else:
            bars.append(Bar(x, 58, width, height, f"{use} no"))
    return bars


def _waited(past: Past, now: datetime) -> float:
    return ((past.answered_at or past.closed_at or now) - past.opened_at).total_seconds()


def _line(request: TeamRequest, one: Tried, places: dict[int, str]) -> Line:
    past = one.past
    answered = "Yes" if past.answered else "No" if past.answered is not None else _silence(past.state)
    return Line(
        url=request_address(request, past.number),
        past=past,
        uses=tuple(USES[use] for use in past.uses),
        place=places.get(one.rule, "") if one.rule is not None else "",
        yes=one.yes,
        compared=one.compared,
        answered=f"{answered}, by rule" if past.by_rule else answered,
        after=waited(_waited(past, timezone.now())) if past.answered is not None or past.closed_at else "",
    )


def _silence(state: State) -> str:
    return {State.OPEN: "Waits for you", State.LAPSED: "Lapsed", State.WITHDRAWN: "Withdrawn"}.get(state, "Nothing")


def request_address(request: TeamRequest, number: int) -> str:
    """The page of a request."""
    return reverse("site:request", args=[request.team.slug, number])


def _this_week(request: TeamRequest, rows: Sequence[RuleRow], now: datetime) -> list[Did]:
    if request.actor.role is None:
        return []
    votes = Vote.objects.filter(team_id=request.actor.team_id, rule__isnull=False, cast_at__gt=now - WEEK)
    places = {row.rule.pk: row.place for row in rows}
    found = votes.select_related("request__partner", "cast_by").order_by("-cast_at")[:20]
    return [Did(one, request_address(request, one.request_id), places.get(one.rule_id or 0)) for one in found]


def _time_saved(past: Sequence[Past]) -> str:
    """How long a request waits for an answer by hand, in the middle of all; empty with fewer than three."""
    by_hand = sorted(
        (one.answered_at - one.opened_at).total_seconds() for one in past if one.answered_at and not one.by_rule
    )
    return waited(by_hand[len(by_hand) // 2]) if len(by_hand) >= simulation.ENOUGH else ""
