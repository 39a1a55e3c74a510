"""From a draft to fans and back: every needed yes, every way to stop, and nothing open that a check would refuse."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from artists.access import Conflict, Denied, Invalid, TeamKind
from artists.catalog.models import Asset
from artists.journal import outbox
from artists.journal.models import Entry
from artists.teams.models import Team
from consent.choices.answers import Answer
from consent.choices.pauses import pause_all, resume_all
from consent.decisions.checks import Question, check
from consent.decisions.models import Permit
from consent.experiences import asking, drafting, holding, keeping, public, steering, words
from consent.experiences.drafting import Sheet
from consent.experiences.models import Experience
from consent.experiences.states import State
from consent.licences import actions as licences
from consent.licences.models import Cover
from consent.requests import actions as requests
from consent.requests.models import Request
from tests.cast import Cast, acting, team, track
from tests.consent.decisions.scenes import answer, own_track
from tests.consent.requests.test_requests import answer as answer_by
from tests.support.experiencing import live
from tests.support.offering import agreed, drafted, offered, said, sent


@pytest.fixture
def shared(cast: Cast) -> Asset:
    """A track that three teams hold, all of whom want to be asked."""
    asset = track(
        "Night Ferry", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,)
    )
    answer_by(cast, asset, Answer.ASK)
    return asset


def is_open(one: Experience) -> bool:
    return held(one).open


def held(one: Experience, **where: str) -> holding.Held:
    fresh = Experience.objects.select_related("partner", "paused_for").get(pk=one.pk)
    return holding.open_now([fresh], **where)[one.pk]  # type: ignore[arg-type]


def state_of(one: Experience) -> tuple[str, str]:
    one.refresh_from_db()
    return one.state, one.paused_because


def holders(cast: Cast) -> list[Team]:
    return [cast.artist, cast.label, cast.publisher]


def test_a_draft_is_nobody_elses_and_opens_with_the_last_yes(cast: Cast, shared: Asset) -> None:
    one = drafted(cast.partner, [shared])
    rin, ayla = acting(cast.rin, cast.partner), acting(cast.ayla, cast.artist)
    assert not Experience.objects.visible_to(ayla).exists()
    assert list(Experience.objects.visible_to(rin)) == [one]
    one = asking.submit(one, actor=rin, purpose="For the autumn.")
    assert one.request is not None
    assert (one.request.kind, one.request.title, one.request.purpose) == ("experience", one.title, "For the autumn.")
    assert set(one.request.voters.values_list("team_id", flat=True)) == {team.pk for team in holders(cast)}
    assert list(Experience.objects.visible_to(ayla)) == [one]
    with pytest.raises(Conflict, match="waits for"):
        asking.submit(one, actor=rin)
    said(one.request, [cast.artist, cast.label])
    assert not is_open(one)
    assert not public.in_public().exists()
    said(one.request, [cast.publisher])
    assert state_of(one)[0] == State.LIVE
    assert is_open(one)
    [here] = check([Question("remix", shared.pk, experience=one.pk)], partner_team_id=cast.partner.pk)
    [elsewhere] = check([Question("remix", shared.pk)], partner_team_id=cast.partner.pk)
    assert (here.answer, elsewhere.answer) == ("allow", "ask")
    shown = public.one(one.slug)
    assert shown is not None
    assert [row.team.name for row in shown.approvals] == [cast.artist.name, cast.publisher.name, cast.label.name]
    assert shown.rates == ("€0.045 for each output",)
    assert [artist.name for artist in shown.artists] == ["Ayla Marsh"]
    outbox.drain()
    types = list(Entry.objects.filter(subject_kind="experience").order_by("pk").values_list("type", flat=True))
    assert types == [f"experience.{name}" for name in ("drafted", "submitted", "approved", "live")]


def test_refused_it_is_a_draft_again_and_waits_before_it_asks_again(cast: Cast, shared: Asset) -> None:
    one = sent(cast.partner, [shared])
    assert one.request is not None
    said(one.request, holders(cast)[:2])
    said(one.request, [cast.publisher], yes=False)
    rin = acting(cast.rin, cast.partner)
    assert state_of(one)[0] == State.DRAFT
    assert not Experience.objects.visible_to(acting(cast.ayla, cast.artist)).exists()
    with pytest.raises(Conflict, match="was refused"):
        asking.submit(one, actor=rin)
    # Another thing with the same track is another question; the same thing as a bare use is not.
    with pytest.raises(Conflict, match="was refused"):
        requests.ask_for_use(requests.Ask("A remix", "So.", replace(offered([shared]), offer=None)), actor=rin)
    # Invited, it comes back on the page of its request, and the experience with it.
    Request.objects.filter(pk=one.request.pk).update(invited_at=timezone.now())
    request = Request.objects.select_related("version", "licence").get(pk=one.request.pk)
    requests.ask_again(request, offered([shared], limits={"outputs_a_day": 5}), actor=rin)
    outbox.drain()
    assert state_of(one)[0] == State.IN_REVIEW
    said(request, holders(cast))
    assert (*state_of(one), one.outputs_a_day) == (State.LIVE, "", 5)


def test_it_pauses_by_itself_and_goes_on_only_by_a_press_once_all_holds(cast: Cast, shared: Asset) -> None:
    one = agreed(cast.partner, holders(cast), [shared])
    ayla, dana, rin = acting(cast.ayla, cast.artist), acting(cast.dana, cast.label), acting(cast.rin, cast.partner)
    pause_all(actor=dana)
    assert not is_open(one)  # at once, before anything followed
    outbox.drain()
    assert state_of(one) == (State.PAUSED, "choice")
    assert cast.label.name not in held(one).sentence
    with pytest.raises(Conflict, match="cannot go on yet"):
        steering.resume(one, actor=rin)
    assert state_of(one) == (State.PAUSED, "choice")
    resume_all(actor=dana)
    outbox.drain()
    assert state_of(one) == (State.PAUSED, "choice")
    steering.resume(one, actor=rin)
    assert is_open(one)
    assert one.licence is not None
    licences.suspend(one.licence, actor=ayla)
    outbox.drain()
    assert state_of(one) == (State.PAUSED, "licence")
    licences.resume(one.licence, actor=ayla)
    steering.resume(one, actor=ayla)
    assert is_open(one)
    # Shut and opened again as “ask”: the yes was to what was, so it needs another one.
    answer_by(cast, shared, Answer.OFF, by="artist")
    answer_by(cast, shared, Answer.ASK, by="artist")
    outbox.drain()
    assert state_of(one) == (State.PAUSED, "choice")
    with pytest.raises(Conflict, match="wants to be asked"):
        steering.resume(one, actor=ayla)


def test_each_side_stops_it_and_only_who_stopped_it_lets_it_go_on(cast: Cast, shared: Asset) -> None:
    one = agreed(cast.partner, holders(cast), [shared])
    ayla, dana, rin = acting(cast.ayla, cast.artist), acting(cast.dana, cast.label), acting(cast.rin, cast.partner)
    for actor in (acting(cast.stranger, cast.other_artist), acting(cast.olu, cast.operator)):
        with pytest.raises(Denied):
            steering.pause(one, actor=actor)
    steering.pause(one, actor=rin)
    assert cast.partner.name in held(one).sentence
    steering.pause(one, actor=ayla)  # hers now
    assert "Ayla" in held(one).sentence
    for actor in (rin, dana):
        assert not steering.may_resume(Experience.objects.get(pk=one.pk), actor)
        with pytest.raises(Denied, match="Another side"):
            steering.resume(one, actor=actor)
    steering.resume(one, actor=ayla)
    assert is_open(one)
    steering.end(one, actor=dana)
    assert not is_open(one)
    with pytest.raises(Conflict, match="is over"):
        steering.resume(one, actor=ayla)
    assert [row.pk for row in public.in_public()] == [one.pk]  # its page says that it is over


def test_narrowing_is_a_round_of_its_own(cast: Cast, shared: Asset) -> None:
    one = agreed(cast.partner, holders(cast), [shared])
    ayla = acting(cast.ayla, cast.artist)
    was = one.version_id
    with pytest.raises(Invalid, match="Nothing is different"):
        steering.narrow(one, offered([shared]), actor=ayla)
    with pytest.raises(Invalid, match="keeps to what was asked"):
        steering.narrow(one, offered([shared, own_track(cast)]), actor=ayla)
    request = steering.narrow(one, offered([shared], limits={"outputs_a_day": 3}), actor=ayla, meanwhile_paused=True)
    assert state_of(one) == (State.PAUSED, "narrowed")
    said(request, [*holders(cast)])
    assert (state_of(one), one.version_id) == ((State.PAUSED, "narrowed"), was)  # the partner has not agreed
    said(request, [cast.partner])
    assert (*state_of(one), one.outputs_a_day, one.version_id) == (State.LIVE, "", 3, request.version_id)
    assert is_open(one)
    asking.follow_answer(request)
    assert Entry.objects.filter(type="experience.changed").count() == 1
    # A refusal changes nothing of what was agreed before.
    again = steering.narrow(one, offered([shared], limits={"outputs_a_day": 1}), actor=ayla)
    said(again, [*holders(cast), cast.partner][:-1])
    said(again, [cast.partner], yes=False)
    assert (*state_of(one), one.outputs_a_day) == (State.LIVE, "", 3)


def test_dates_limits_and_pilots(cast: Cast, shared: Asset) -> None:
    today = timezone.now().date()
    later = agreed(cast.partner, holders(cast), [shared], starts_on=today + timedelta(days=3))
    assert state_of(later)[0] == State.APPROVED
    assert "opens on" in held(later).sentence
    asking.begin_due(now=timezone.now() + timedelta(days=4))
    assert state_of(later)[0] == State.LIVE
    keeping.end_due(now=timezone.now() + timedelta(days=400))
    assert state_of(later)[0] == State.ENDED
    own = own_track(cast)
    answer(cast, own, "remix", Answer.ON)
    pilot = agreed(cast.partner, [cast.artist], [own], limits={"outputs_in_all": 2})
    [verdict] = check([Question("remix", own.pk, experience=pilot.pk)], partner_team_id=cast.partner.pk)
    now = timezone.now()
    Permit.objects.create(
        partner=cast.partner, client="c", asset_id=own.pk, use="remix", experience=pilot.pk, quantity=2,
        single_use=True, issued_at=now, expires_at=now + timedelta(minutes=5), versions=list(verdict.versions),
    )  # fmt: skip
    assert held(pilot).because == "full"
    keeping.look()
    keeping.end_due()
    assert state_of(pilot)[0] == State.LIVE  # they may never be made
    Permit.objects.filter(experience=pilot.pk).update(redeemed_at=now)
    keeping.end_due()
    assert state_of(pilot)[0] == State.ENDED
    assert public.in_public(search="ayla rain").count() == 0
    assert public.in_public(search="ayla your weather", tool="remix_lab", artist=cast.ayla_marsh.pk).count() == 2


def test_rubbish_drafts_say_which_field_is_wrong(cast: Cast, shared: Asset) -> None:
    rin = acting(cast.rin, cast.partner)
    wrong = {
        "title": {"title": " "},
        "promise": {"promise": "x" * 141},
        "presets": {"presets": ("slowed", "underwater")},
        "vocals": {"vocals": "Some"},
        "outputs_a_day": {"outputs_a_day": 0},
        "least_age": {"least_age": 130},
        "unwanted": {"unwanted": ("x" * 61,)},
    }
    for field, limits in wrong.items():
        with pytest.raises(Invalid) as refused:
            drafting.draft(Sheet(offered([shared], limits=limits)), actor=rin)
        assert refused.value.field == field, limits
    with pytest.raises(Denied):
        drafting.draft(Sheet(offered([shared])), actor=acting(cast.ayla, cast.artist))
    with pytest.raises(Invalid, match="not needed"):
        drafting.draft(Sheet(offered([shared, cast.voice])), actor=rin)


def test_words_that_nobody_wants(cast: Cast, shared: Asset) -> None:
    one = agreed(cast.partner, holders(cast), [shared], limits={"unwanted": ("Grim",)})
    listed = words.add("  Harbour  Rats ", actor=acting(cast.ayla, cast.artist))
    words.add("harbour rats", actor=acting(cast.ayla, cast.artist))
    words.add("elsewhere", actor=acting(cast.stranger, cast.other_artist))
    one.refresh_from_db()
    assert words.unwanted_of(one) == {"grim", "harbour rats"}
    words.remove(listed, actor=acting(cast.stranger, cast.other_artist))
    assert "harbour rats" in words.unwanted_of(one)


def test_many_experiences_cost_as_many_queries_as_one(cast: Cast, django_assert_max_num_queries: object) -> None:
    Cover.objects.all().delete()
    for _ in range(3):
        own = own_track(cast)
        answer(cast, own, "remix", Answer.ON)
        agreed(cast.partner, [cast.artist], [own])
    own = own_track(cast)
    answer(cast, own, "remix", Answer.ON)
    live(team(TeamKind.PARTNER, "Versão Labs", "versao-labs", cast.stranger), [cast.artist], [own])
    rows = list(public.in_public())
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        found = holding.open_now(rows)
    assert [one.open for one in found.values()] == [True] * 4
