"""Standing answers: set, order, pause and remove rules, and let the first that fits answer for its own team."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, require
from artists.journal.record import Act as Entry
from artists.journal.record import record
from artists.teams.models import Team
from consent.choices import two_people
from consent.choices.limits import territories
from consent.licences.terms import Basis
from consent.requests import entries, fit, voters
from consent.requests.fit import MONTH, Condition, Facts, Standing
from consent.requests.models import Request, Rule, Vote
from consent.uses import USES

LONGEST = timedelta(days=366)
MOST_RULES = 50
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Draft:
    """A rule as the form holds it. `until` is needed for a yes; `most_a_month` caps how often it answers."""

    answer: str
    condition: Condition
    until: datetime | None = None
    most_a_month: int | None = None


def condition_of(rule: Rule) -> Condition:
    """The rule's condition, as a value."""
    return Condition(
        rule.partner_id, frozenset(rule.uses), frozenset(rule.territories), rule.worldwide_only, rule.most_days,
        rule.longest, rule.basis, rule.least, rule.currency, rule.below,
    )  # fmt: skip


def standing_of(rule: Rule) -> Standing:
    """The rule, as a value."""
    return Standing(rule.pk, rule.answer, condition_of(rule), rule.until, rule.most_a_month)


def set_rule(draft: Draft, *, actor: Actor, rule: Rule | None = None) -> Rule:
    """Set a new rule below the others, or change one. Raises `Denied`, `Invalid` with the field that is wrong."""
    require(actor, Permission.SET_RULES)
    now = timezone.now()
    check(draft, actor=actor, now=now)
    asked = draft.condition
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=actor.team_id)
        mine = Rule.objects.filter(team_id=actor.team_id, removed_at__isnull=True)
        if rule is None and mine.count() >= MOST_RULES:
            raise Conflict("too_many_rules", f"A team has {MOST_RULES} rules at most. Remove one first.")
        known = mine.filter(pk=rule.pk).first() if rule is not None else None
        if rule is not None and known is None:
            raise Conflict("removed", "This rule was removed meanwhile.")
        last = mine.order_by("-position").first()
        one = known or Rule(team_id=actor.team_id, position=last.position + 1 if last else 1)
        one.answer, one.partner_id, one.uses = draft.answer, asked.partner, sorted(asked.uses)
        one.territories, one.worldwide_only = sorted(asked.territories), asked.worldwide_only
        one.most_days, one.longest, one.below = asked.most_days, asked.longest, asked.below
        one.basis, one.least, one.currency = asked.basis, asked.least, asked.currency
        one.most_a_month, one.until = draft.most_a_month, draft.until
        one.made_at, one.made_by_id = now, actor.person_id
        one.save()
        data = {"answer": one.answer, "uses": one.uses, "partner": one.partner_id}
        record(Entry(entries.RULE_SET, "rule", str(one.pk), data), actor=actor, at=now)
    return one


def start_again(rule: Rule, *, actor: Actor) -> Rule:
    """Let a rule that ran out run for another year, as the person who says so now. Raises as `set_rule`."""
    require(actor, Permission.SET_RULES)
    now = timezone.now()
    if rule.until is None or rule.until > now:
        raise Conflict("runs", "This rule has not run out.")
    again = Draft(rule.answer, condition_of(rule), now + A_YEAR, rule.most_a_month)
    return set_rule(again, actor=actor, rule=rule)


def pause_rule(rule: Rule, *, actor: Actor, paused: bool) -> None:
    """Let a rule answer nothing for now, or go on. Doing it twice changes nothing."""
    require(actor, Permission.SET_RULES)
    now = timezone.now()
    with transaction.atomic():
        mine = Rule.objects.filter(pk=rule.pk, team_id=actor.team_id, removed_at__isnull=True, paused_at__isnull=paused)
        if mine.update(paused_at=now if paused else None, paused_by_id=actor.person_id if paused else None):
            name = entries.RULE_PAUSED if paused else entries.RULE_RESUMED
            record(Entry(name, "rule", str(rule.pk)), actor=actor, at=now)


def move_rule(rule: Rule, *, actor: Actor, up: bool) -> None:
    """Put a rule one place up or down: the first that fits answers."""
    _reorder(rule, actor, lambda places, at: at - 1 if up else at + 1)


def move_above(rule: Rule, other: Rule, *, actor: Actor) -> None:
    """Put a rule right above another one, so that it has its turn before it. Already above, it stays."""
    _reorder(rule, actor, lambda places, at: min(at, places.index(other.pk)) if other.pk in places else at)


def _reorder(rule: Rule, actor: Actor, place: Callable[[Sequence[int], int], int]) -> None:
    require(actor, Permission.SET_RULES)
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=actor.team_id)
        mine = list(Rule.objects.filter(team_id=actor.team_id, removed_at__isnull=True).order_by("position", "id"))
        places = [one.pk for one in mine]
        if rule.pk not in places:
            raise Conflict("removed", "This rule was removed meanwhile.")
        at = places.index(rule.pk)
        to = place(places, at)
        if to == at or not 0 <= to < len(mine):
            return
        mine.insert(to, mine.pop(at))
        for position, one in enumerate(mine, start=1):
            one.position = position
        Rule.objects.bulk_update(mine, ["position"])
        record(Entry(entries.RULE_MOVED, "rule", str(rule.pk), {"to": to + 1}), actor=actor)


def remove_rule(rule: Rule, *, actor: Actor) -> None:
    """End a rule for good. What it answered stays answered."""
    require(actor, Permission.SET_RULES)
    now = timezone.now()
    with transaction.atomic():
        mine = Rule.objects.filter(pk=rule.pk, team_id=actor.team_id, removed_at__isnull=True)
        if mine.update(removed_at=now, removed_by_id=actor.person_id):
            record(Entry(entries.RULE_REMOVED, "rule", str(rule.pk)), actor=actor, at=now)


def answer_by_rules(request: Request, *, now: datetime) -> None:
    """Cast the votes that rules cast, each for its own team alone. The caller holds the request's lock.

    No rule signs a licence or says yes for a voice, a likeness or training, and none says yes where the team wants two
    people for it.
    """
    if not request.of_assets:
        return
    facts = Facts.of(request.version.agreed, request.partner_id)
    asked = voters.teams_asked(request) - {request.partner_id}
    rules = Rule.objects.running(now=now).filter(team_id__in=asked).order_by("team_id", "position", "id")
    by_team: dict[int, list[Rule]] = {}
    for rule in rules:
        by_team.setdefault(rule.team_id, []).append(rule)
    count = request.requested.count() if by_team else 0
    capped = {rule.team_id for rule in rules if rule.most_a_month is not None}
    # Requests that come at once are counted one after the other; before the votes are, and in one order.
    list(Team.objects.select_for_update(no_key=True).filter(pk__in=capped).order_by("pk").values_list("pk"))
    for team, some in by_team.items():
        said = fit.decide(
            [standing_of(one) for one in some],
            facts,
            at=now,
            used=lambda number: Vote.objects.filter(rule_id=number, cast_at__gt=now - MONTH).count(),
            two_people=two_people.needed(team, request.uses, count),
        )
        if said.rule is not None and said.yes is not None:
            speaking = said.rule.number
            _cast(next(one for one in some if one.pk == speaking), request, team, yes=said.yes, now=now)


def _cast(rule: Rule, request: Request, team: int, *, yes: bool, now: datetime) -> None:
    _, made = Vote.objects.get_or_create(
        version_id=request.version_id,
        team_id=team,
        defaults={
            "request": request, "yes": yes, "sha256": request.version.sha256, "rule": rule, "cast_at": now,
            "cast_by_id": rule.made_by_id,
        },
    )  # fmt: skip
    if made:
        data = {"title": request.title, "yes": yes, "round": request.version.number, "rule": rule.pk}
        act = Entry(entries.VOTED, "request", str(request.pk), data, frozenset({team}), team_id=team)
        record(act, actor=None, at=now)


def check(draft: Draft, *, actor: Actor, now: datetime) -> None:
    """Raise `Invalid` unless the rule makes sense and says yes only where a rule may."""
    asked = draft.condition
    if draft.answer not in Rule.Answer.values:
        raise Invalid("answer", "A rule says yes, asks us, or says no.", field="answer")
    if unknown := [use for use in asked.uses if use not in USES]:
        raise Invalid("uses", f"{unknown[0]!r} is not a use we know.", field="uses")
    if draft.answer == Rule.Answer.YES:
        _check_yes(draft, actor, now)
    if draft.until and draft.until <= now:
        raise Invalid("until", "The last day has passed already. Choose a day to come.", field="until")
    if asked.partner and not Team.objects.filter(pk=asked.partner, kind=TeamKind.PARTNER).exists():
        raise Invalid("partner", "This is not an AI partner here. Choose from the list.", field="partner")
    if any(code not in territories() for code in asked.territories):
        raise Invalid("territories", "Use country codes such as DE or BR (ISO 3166-1).", field="territories")
    if asked.territories and asked.worldwide_only:
        raise Invalid("territories", "Name territories, or say worldwide only: not both.", field="territories")
    if (asked.least is not None) != bool(asked.basis) or (asked.basis and asked.basis not in list(Basis)):
        raise Invalid("least", "Give the least price with what it is counted by, or neither.", field="least")
    if asked.least is not None and (
        not asked.least.is_finite() or asked.least < 0 or (asked.basis != Basis.REVENUE_SHARE and not asked.currency)
    ):
        raise Invalid("least", "Give a price of 0 or more, with its currency.", field="least")


def _check_yes(draft: Draft, actor: Actor, now: datetime) -> None:
    if not draft.condition.uses:
        raise Invalid("uses", "A rule that says yes names its uses.", field="uses")
    if not fit.may_say_yes(draft.condition.uses):
        raise Denied(
            "never_by_rule", "No rule can say yes for a voice, a likeness or training. Those you read one by one."
        )
    if draft.until is None or draft.until > now + LONGEST:
        raise Invalid("until", "A rule that says yes ends within a year. Choose its last day.", field="until")
    if two_people.needed(actor.team_id, draft.condition.uses, two_people.MANY + 1):
        raise Denied("second_person", "Your team wants two people for this, and a rule is nobody. Answer one by one.")
