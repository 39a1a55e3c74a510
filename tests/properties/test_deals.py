"""No path leads to `allow` without every needed yes and a licence in force; and sealed votes stay sealed.

Random people answer, ask, vote, counter, withdraw, sign, suspend, give notice, set rules, give mandates and take them
back; deadlines pass; holders come. After every step each check must equal a reference that reads choices, votes and
signatures alone, never the rows that checks read.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from artists.access import Actor, Refusal, TeamKind
from artists.catalog.models import Asset, Holding
from artists.journal.models import Entry
from artists.teams.mandates import give_mandate, revoke_mandate
from artists.teams.models import Mandate, Team
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.models import Choice
from consent.choices.state import State
from consent.decisions.checks import Question, check
from consent.licences import actions as licences
from consent.licences.models import Licence, Signature
from consent.licences.terms import Basis, Rate
from consent.requests import resolve, rules, votes
from consent.requests.actions import Ask, ask_again, ask_for_use, counter, offer_licence, withdraw
from consent.requests.fit import Condition
from consent.requests.models import Request, Vote
from consent.uses import text_of
from tests.cast import acting, cast, hold, person, song_of, team, track
from tests.support.licences import terms

USES = ("discover", "remix")
HOLDERS = st.sampled_from(["artist", "label", "publisher"])
WHICH = st.sampled_from([0, 0, 0, 1])  # the newest, mostly
RIGHTS_THAT_LICENSE = ("master", "publishing", "self")


class Deals(RuleBasedStateMachine):
    """A partner, three holders, two tracks, and everything they can do to each other."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.people = people = cast()
        self.partner = team(TeamKind.PARTNER, "Versão Labs", "versao-labs", person("iri@demo.test", "Iri Prado"))
        self.owners = {"artist": people.ayla, "label": people.dana, "publisher": people.theo}
        self.teams: dict[str, Team] = {who: getattr(people, who) for who in self.owners}
        self.tracks = [
            track("One", people.ayla_marsh, performer=people.artist, master=people.label,
                  publishing=(people.publisher,)),
            track("Two", people.ayla_marsh, performer=people.artist, publishing=(people.artist, people.publisher)),
        ]  # fmt: skip

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def actor(self, who: str, *, for_team: Team | None = None) -> Actor:
        return acting(self.owners[who], for_team or self.teams[who])

    def asker(self) -> Actor:
        return acting(self.partner.memberships.get(role="owner").person, self.partner)

    def attempt(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Do it; a refusal changes nothing, which the invariants then see."""
        try:
            with transaction.atomic():
                act(*args, **kwargs)
        except Refusal:
            return

    def request(self, which: int) -> Request | None:
        return Request.objects.order_by("-pk")[which : which + 1].first()

    @rule(who=HOLDERS, number=st.integers(0, 1), use=st.sampled_from(USES), answer=st.sampled_from(Answer))
    def answer(self, who: str, number: int, use: str, answer: Answer) -> None:
        consent = Consent(text_of(use).sha256, reviewed=True)
        asset = self.tracks[number].pk
        self.attempt(choose_for_tracks, [asset], use, State(answer), actor=self.actor(who), consent=consent)

    @initialize(given=st.lists(st.sampled_from([Answer.ON, Answer.ASK, Answer.ASK]), min_size=4, max_size=4))
    def everything_is_answered(self, given: list[Answer]) -> None:
        for place, answer in enumerate(given):
            self.all_answer(place % 2, USES[place // 2], answer)

    @rule(who=HOLDERS, number=st.integers(0, 1), use=st.sampled_from(USES))
    def say_no_and_then_ask_again(self, who: str, number: int, use: str) -> None:
        self.answer(who, number, use, Answer.OFF)
        self.answer(who, number, use, Answer.ASK)

    @rule(number=st.integers(0, 1), use=st.sampled_from(USES), given=st.sampled_from([Answer.ON, Answer.ASK]))
    def all_answer(self, number: int, use: str, given: Answer) -> None:
        for who in self.owners:
            self.answer(who, number, use, given)

    @rule(numbers=st.sampled_from([(0,), (1,), (0, 1)]), use=st.sampled_from(USES))
    def ask(self, numbers: tuple[int, ...], use: str) -> None:
        agreed = terms([use], assets=[self.tracks[n] for n in numbers])
        self.attempt(ask_for_use, Ask("A use", "For our app.", agreed), actor=self.asker())

    @rule()
    def offer(self) -> None:
        agreed = terms(USES)
        with transaction.atomic():
            sheet = licences.Sheet("All", self.partner.pk, (self.people.label.pk, self.people.publisher.pk), agreed)
            licence = licences.draft(sheet, actor=self.asker())
            offer_licence(licence, Ask("All", "For our app.", agreed), actor=self.asker())

    @rule(who=HOLDERS, which=WHICH, yes=st.booleans())
    def vote(self, who: str, which: int, yes: bool) -> None:
        if (request := self.request(which)) is not None:
            self.attempt(votes.vote, request, yes=yes, seen_sha256=request.version.sha256, actor=self.actor(who))

    @rule(numbers=st.sampled_from([(0,), (1,), (0, 1)]), use=st.sampled_from(USES))
    def ask_and_be_answered(self, numbers: tuple[int, ...], use: str) -> None:
        self.ask(numbers, use)
        self.all_say_yes(0, "")

    @rule()
    def offer_and_be_signed(self) -> None:
        self.offer()
        self.all_say_yes(0, "")

    @rule(which=WHICH, but=st.sampled_from(["", "", "", "artist", "label", "publisher"]))
    def all_say_yes(self, which: int, but: str) -> None:
        for who in self.owners:
            if who != but:
                self.vote(who, which, True)

    @rule(which=WHICH, revoked=st.booleans())
    def vote_under_a_mandate(self, which: int, revoked: bool) -> None:
        self.give_a_mandate()
        given = self.people.artist.mandates_given.filter(revoked_at__isnull=True).exists()
        if given and (request := self.request(which)) is not None:
            actor = self.actor("label", for_team=self.people.artist)
            self.attempt(votes.vote, request, yes=True, seen_sha256=request.version.sha256, actor=actor)
        if revoked:
            self.take_the_mandate_back()

    @rule(use=st.sampled_from(USES))
    def rely_on_a_mandate_taken_back(self, use: str) -> None:
        self.ask((0,), use)
        self.vote_under_a_mandate(0, True)
        self.all_say_yes(0, "artist")

    @rule()
    def give_a_mandate(self) -> None:
        until = timezone.now() + timedelta(days=30)
        self.attempt(give_mandate, self.people.label, USES, until=until, covers_voice=False, actor=self.actor("artist"))

    @rule()
    def take_the_mandate_back(self) -> None:
        for mandate in self.people.artist.mandates_given.filter(revoked_at__isnull=True):
            self.attempt(revoke_mandate, mandate.pk, actor=self.actor("artist"))

    @rule(who=st.sampled_from(["artist", "label", "publisher", "partner"]), which=WHICH, price=st.integers(1, 9))
    def counter(self, who: str, which: int, price: int) -> None:
        if (request := self.request(which)) is not None:
            actor = self.asker() if who == "partner" else self.actor(who)
            dearer = replace(request.version.agreed, rates=(Rate(Basis.PER_OUTPUT, Decimal(price) / 100),))
            self.attempt(counter, request, dearer, seen_sha256=request.version.sha256, actor=actor)

    @rule(which=WHICH)
    def accept(self, which: int) -> None:
        if (request := self.request(which)) is not None:
            self.attempt(votes.vote, request, yes=True, seen_sha256=request.version.sha256, actor=self.asker())

    @rule(which=WHICH)
    def take_the_question_back(self, which: int) -> None:
        if (request := self.request(which)) is not None:
            self.attempt(withdraw, request, actor=self.asker())

    @rule(which=WHICH, noted=st.booleans())
    def let_the_deadline_pass(self, which: int, noted: bool) -> None:
        if (request := self.request(which)) is not None:
            past = timezone.now() - timedelta(seconds=1)
            Request.objects.filter(pk=request.pk, state="open").update(deadline_at=past)
            if noted:
                resolve.close_overdue()

    @rule(which=WHICH, who=HOLDERS)
    def come_back(self, which: int, who: str) -> None:
        if (request := self.request(which)) is not None:
            self.attempt(votes.invite_again, request, actor=self.actor(who))
            self.attempt(ask_again, request, request.version.agreed, actor=self.asker())

    @rule(who=st.sampled_from(["label", "publisher"]), act=st.sampled_from(["suspend", "resume", "give_notice"]))
    def stop_a_licence(self, who: str, act: str) -> None:
        for licence in Licence.objects.filter(partner=self.partner, state__in=["signed", "suspended"]):
            self.attempt(getattr(licences, act), licence, actor=self.actor(who))

    @rule(who=HOLDERS, answer=st.sampled_from(["yes", "no"]), use=st.sampled_from(USES))
    def set_a_rule(self, who: str, answer: str, use: str) -> None:
        draft = rules.Draft(answer, Condition(uses=frozenset({use})), timezone.now() + timedelta(days=30))
        self.attempt(rules.set_rule, draft, actor=self.actor(who))

    @rule(number=st.integers(0, 1))
    def a_holder_comes(self, number: int) -> None:
        song = song_of(self.tracks[number])
        if not song.holdings.filter(team=self.people.label).exists():
            hold(song, self.people.label, "publishing", 0)

    # What must be so after every step.

    def parts(self, asset: Asset, use: str) -> list[Asset]:
        return [asset] if use == "discover" else [asset, song_of(asset)]

    def holdings(self, asset: Asset, use: str) -> list[Holding]:
        return list(Holding.objects.filter(asset__in=self.parts(asset, use)))

    def licensors(self, asset: Asset, use: str) -> set[int]:
        found: set[int] = set()
        for part in self.parts(asset, use):
            held = [h for h in self.holdings(asset, use) if h.asset_id == part.pk]
            own = [h.team_id for h in held if h.right in RIGHTS_THAT_LICENSE]
            found |= set(own or [h.team_id for h in held])
        return found

    def signed(self, asset: Asset, use: str) -> Iterator[Signature]:
        """Signatures under the version in force of licences that name this use and, all or by name, this track."""
        now = timezone.now()
        running = Licence.objects.filter(partner=self.partner, state="signed", ends_at__gt=now, starts_at__lte=now)
        for licence in running.select_related("in_force"):
            agreed = licence.in_force.agreed  # type: ignore[union-attr]
            if use in agreed.uses and (not agreed.catalogue.assets or asset.pk in agreed.catalogue.assets):
                yield from licence.in_force.signatures.select_related("version__licence")  # type: ignore[union-attr]

    def expected(self, asset: Asset, use: str) -> str:
        choices = {(c.asset_id, c.team_id): c for c in Choice.objects.filter(asset__in=self.parts(asset, use), use=use)}
        held = [choices.get((h.asset_id, h.team_id)) for h in self.holdings(asset, use)]
        if any(c is None or c.given is None or c.given is Answer.OFF for c in held):
            return "deny"
        signed = list(self.signed(asset, use))
        asks = [c for c in held if c is not None and c.given is Answer.ASK]
        said_no = [c.closed_at for c in asks if c.closed_at]
        for choice in asks:
            mine = [s for s in signed if s.team_id == choice.team_id and s.version.licence.origin == "request"]
            cast = Vote.objects.filter(version__in=[s.version_id for s in mine], team=choice.team_id)
            if not any(all(vote.cast_at > no for no in said_no) for vote in cast):
                return "ask"
        return "allow" if self.licensors(asset, use) <= {s.team_id for s in signed} else "ask"

    @invariant()
    def every_check_follows_from_choices_and_signatures(self) -> None:
        for asset in self.tracks:
            for use in USES:
                [verdict] = check([Question(use, asset.pk)], partner_team_id=self.partner.pk)
                assert verdict.answer == self.expected(asset, use), (asset.title, use)

    @invariant()
    def every_signature_is_a_vote_somebody_cast_on_that_very_text(self) -> None:
        for signature in Signature.objects.filter(version__licence__partner=self.partner).select_related("version"):
            assert signature.sha256 == signature.version.sha256
            if signature.team_id == self.partner.pk:
                continue
            vote = Vote.objects.get(version=signature.version, team=signature.team)
            assert vote.yes
            assert vote.sha256 == signature.version.sha256
            assert vote.cast_by_id is not None
            revoked = Mandate.objects.filter(pk=vote.mandate_id, revoked_at__lt=signature.version.licence.starts_at)
            assert not revoked.exists(), "a vote under a mandate that was taken back was counted"

    @invariant()
    def a_closed_request_that_is_not_approved_opens_nothing(self) -> None:
        for request in Request.objects.exclude(state__in=["open", "approved"]):
            assert not Signature.objects.filter(version_id=request.version_id).exists()

    @invariant()
    def a_vote_is_written_down_for_its_own_team_alone(self) -> None:
        for entry in Entry.objects.filter(type="request.voted"):
            assert entry.concerns == [entry.team_id]
        told = set(Entry.objects.visible_to(self.asker()).values_list("type", flat=True))
        assert not told & {"request.voted", "request.declined", "request.conflicted", "request.confirmed"}


@pytest.mark.django_db
def test_nothing_is_allowed_without_every_yes_and_a_licence_in_force() -> None:
    run_state_machine_as_test(
        Deals,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
