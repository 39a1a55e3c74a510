"""Ways round the rules that somebody might try, and that lead nowhere."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from artists.access import Conflict, Denied, Invalid, TeamKind
from artists.catalog.models import Artist, Asset, Holding
from artists.teams.models import Mandate, Team
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.models import TwoPeople
from consent.choices.state import State as Choice
from consent.decisions.checks import Question, check
from consent.licences import actions as licences
from consent.licences.terms import Basis, Catalogue, Model, Rate, Scope
from consent.licences.validity import check_terms
from consent.requests import votes
from consent.requests.actions import Ask, ask_again, ask_for_use, counter, offer_licence
from consent.requests.models import Post, Request
from consent.uses import text_of
from tests.cast import Cast, acting, person, song_of, team, track
from tests.support.licences import in_force, terms


@pytest.fixture
def versao(cast: Cast) -> Team:
    """A partner without any licence."""
    return team(TeamKind.PARTNER, "Versão Labs", "versao-labs", person("iri@demo.test", "Iri Prado"))


@pytest.fixture
def song(cast: Cast) -> Asset:
    return made("Night Ferry", cast)


def made(title: str, cast: Cast) -> Asset:
    """A track of the artist, its master the label's, its song the publisher's; all three want to be asked."""
    one = track(title, cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
    all_answer(cast, one, Answer.ASK)
    return one


def all_answer(cast: Cast, asset: Asset, given: Answer) -> None:
    consent = Consent(text_of("remix").sha256, reviewed=True)
    for who, of in ((cast.ayla, cast.artist), (cast.dana, cast.label), (cast.theo, cast.publisher)):
        choose_for_tracks([asset.pk], "remix", Choice(given), actor=acting(who, of), consent=consent)


def asked(partner: Team, *assets: Asset) -> Request:
    return ask_for_use(Ask("A remix", "For our app.", terms(assets=assets)), actor=owner(partner))


def owner(some: Team):  # type: ignore[no-untyped-def]
    return acting(some.memberships.get(role="owner").person, some)


def all_say(cast: Cast, request: Request, *, yes: bool) -> Request:
    for who in voters_of(cast, request):
        request = Request.objects.get(pk=request.pk)
        votes.vote(request, yes=yes, seen_sha256=request.version.sha256, actor=owner(who))
    return Request.objects.get(pk=request.pk)


def voters_of(cast: Cast, request: Request) -> list[Team]:
    return [one for one in (cast.artist, cast.label, cast.publisher) if request.voters.filter(team=one).exists()]


def answer_to(partner: Team, asset: Asset) -> str:
    [found] = check([Question("remix", asset.pk)], partner_team_id=partner.pk)
    return found.answer


def test_a_wider_version_of_a_licence_from_a_request_answers_nobody_who_wants_to_be_asked(
    cast: Cast, versao: Team, song: Asset
) -> None:
    other = made("Tidewater", cast)
    licence = all_say(cast, asked(versao, song), yes=True).licence
    offer_licence(licence, Ask("Everything", "For our app.", terms()), actor=owner(versao))
    assert all_say(cast, licence.requests.latest("pk"), yes=True).state == "approved"
    assert answer_to(versao, other) == "ask"


def test_a_song_left_out_is_left_out_on_every_recording_of_it(cast: Cast, versao: Team, song: Asset) -> None:
    all_answer(cast, song, Answer.ON)
    left_out = Catalogue(Scope.ALL, without_assets=(song_of(song).pk,))
    in_force(versao, [cast.label, cast.publisher], terms(catalogue=left_out))
    assert answer_to(versao, song) == "ask"


def test_asking_again_waits_while_another_version_is_on_the_table(cast: Cast, versao: Team, song: Asset) -> None:
    request = all_say(cast, asked(versao, song), yes=False)
    votes.invite_again(request, actor=owner(cast.label))
    offer_licence(request.licence, Ask("All", "For our app.", terms()), actor=owner(versao))
    with pytest.raises(Conflict, match="on the table"):
        ask_again(request, terms(assets=[song]), actor=owner(versao))


def test_only_sides_of_a_request_put_terms_on_its_table(cast: Cast, versao: Team, song: Asset) -> None:
    request = asked(versao, song)
    dearer = terms(assets=[song], rates=(Rate(Basis.PER_OUTPUT, Decimal(9)),))
    with pytest.raises(Denied):
        counter(request, dearer, seen_sha256=request.version.sha256, actor=owner(cast.other_artist))


def test_who_holds_nothing_any_more_neither_counters_nor_invites(cast: Cast, versao: Team, song: Asset) -> None:
    request = asked(versao, song)
    Holding.objects.filter(team=cast.publisher).update(team=cast.other_artist)
    dearer = terms(assets=[song], rates=(Rate(Basis.PER_OUTPUT, Decimal(9)),))
    with pytest.raises(Denied):
        counter(request, dearer, seen_sha256=request.version.sha256, actor=owner(cast.publisher))
    Request.objects.filter(pk=request.pk).update(state="declined", closed_at=timezone.now())
    with pytest.raises(Denied):
        votes.invite_again(request, actor=owner(cast.publisher))


def test_a_renewal_signed_after_a_suspended_licence_ended_can_be_suspended(cast: Cast, versao: Team) -> None:
    licence = in_force(versao, [cast.label], terms(notice_days=0))
    dana = owner(cast.label)
    licences.suspend(licence, actor=dana)
    licences.give_notice(licence, actor=dana)
    licences.end_overdue()
    offer_licence(licence, Ask("Again", "For our app.", terms()), actor=owner(versao))
    all_say(cast, licence.requests.get(), yes=True)
    licences.suspend(licence, actor=dana)
    licence.refresh_from_db()
    assert licence.state == "suspended"


def test_a_mandate_opens_neither_a_negotiation_nor_what_the_artist_says_at_home(
    cast: Cast, versao: Team, song: Asset
) -> None:
    now = timezone.now()
    Mandate.objects.create(
        artist_team=cast.artist, holder_team=cast.label, uses=["remix"], until=now + timedelta(days=9), given_at=now
    )
    request = asked(versao, song)
    said = {"request": request, "team": cast.artist, "audience": "team", "body": "Not with Dana.", "posted_at": now}
    Post.objects.create(**said)
    dana = acting(cast.dana, cast.artist)
    assert not Post.objects.visible_to(dana).exists()
    assert Post.objects.visible_to(owner(cast.artist)).exists()
    agreed = terms()
    sheet = licences.Sheet("All", versao.pk, (cast.artist.pk,), agreed)
    sent = offer_licence(licences.draft(sheet, actor=owner(versao)), Ask("All", "App.", agreed), actor=owner(versao))
    assert list(Request.objects.visible_to(dana)) == [request]
    assert set(Request.objects.visible_to(owner(cast.artist))) == {request, sent}


def test_many_tracks_in_few_requests_are_many(cast: Cast, versao: Team) -> None:
    TwoPeople.objects.create(team=cast.artist, bulk=True, set_at=timezone.now())
    some = [made(f"Track {n}", cast) for n in range(12)]
    both = [asked(versao, *some[:6]), asked(versao, *some[6:])]
    with pytest.raises(Conflict, match="two people"):
        votes.vote_many(both, yes=True, deal_sha256=both[0].deal_sha256, actor=owner(cast.artist))


@pytest.mark.parametrize("part", ["title", "purpose"])
@pytest.mark.parametrize("text", ["a\0b", "a\x1bb", "pay \u202e001", "\ud800", "\u200b"])
def test_what_a_request_says_is_what_is_written_there(
    cast: Cast, versao: Team, song: Asset, part: str, text: str
) -> None:
    ask = replace(Ask("A remix", "For our app.", terms(assets=[song])), **{part: text})
    with pytest.raises(Invalid) as refused:
        ask_for_use(ask, actor=owner(versao))
    assert refused.value.field == part


@pytest.mark.parametrize("text", ["Lo\0om", "Lo\nom", "\u202eLoom", "Lo\u200bom", "Loom\ud800", " Loom", "Loom  2"])
def test_a_model_is_named_by_what_one_can_read(text: str) -> None:
    with pytest.raises(Invalid):
        check_terms(terms(["train"], model=Model(text, "2.1")), today=timezone.now().date())


@pytest.mark.parametrize(
    "changed",
    [
        {"special": "pays \u202e00.1"},
        {"special": "\ud800"},
        {"credit_line": "{title} by {artist}\u202e"},
        {"credit_line": "{title}\nby {artist}"},
    ],
)
def test_terms_hide_no_signs(changed: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        check_terms(terms(**changed), today=timezone.now().date())


def test_an_artist_left_out_stays_out_when_found_to_be_another(cast: Cast, versao: Team, song: Asset) -> None:
    all_answer(cast, song, Answer.ON)
    other = Artist.objects.create(name="A. Marsh", slug="a-marsh", created_at=timezone.now())
    left_out = Catalogue(Scope.ALL, without_artists=(other.pk,))
    in_force(versao, [cast.label, cast.publisher], terms(catalogue=left_out))
    assert answer_to(versao, song) == "allow"
    other.merged_into = cast.ayla_marsh
    other.save()
    assert answer_to(versao, song) == "ask"
