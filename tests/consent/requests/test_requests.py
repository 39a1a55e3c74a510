"""From a question to a licence: every needed yes, sealed until the end, and nothing else opens anything."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from artists.access import Conflict, Denied, Invalid, Role, TeamKind
from artists.catalog.models import Asset
from artists.journal.models import Entry
from artists.teams.models import Mandate, Team
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State as Choice
from consent.decisions.checks import Question, check
from consent.licences import actions as licences
from consent.licences.models import Licence, Signature
from consent.licences.terms import Basis, Rate, Terms
from consent.requests import resolve, votes
from consent.requests.actions import Ask, ask_again, ask_for_use, counter, offer_licence, withdraw
from consent.requests.models import Request
from consent.requests.votes import vote
from consent.uses import text_of
from tests.cast import Cast, acting, hold, join, person, song_of, team, track
from tests.support.licences import MODEL, terms


@pytest.fixture
def versao(cast: Cast) -> Team:
    """A partner without any licence."""
    return team(TeamKind.PARTNER, "Versão Labs", "versao-labs", person("iri@demo.test", "Iri Prado"))


@pytest.fixture
def song(cast: Cast) -> Asset:
    """A track of the artist, its master the label's, its song the publisher's."""
    return track("Night Ferry", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))


def answer(cast: Cast, asset: Asset, given: Answer, *, use: str = "remix", by: str = "") -> None:
    """All three holders answer, or one of them."""
    people = {"artist": cast.ayla, "label": cast.dana, "publisher": cast.theo}
    for name in [by] if by else people:
        actor = acting(people[name], getattr(cast, name))
        consent = Consent(text_of(use).sha256, reviewed=True)
        choose_for_tracks([asset.pk], use, Choice(given), actor=actor, consent=consent)


def verdict(partner: Team, asset: Asset, use: str = "remix", **asked: Any) -> tuple[str, set[str]]:
    [found] = check([Question(use, asset.pk, **asked)], partner_team_id=partner.pk)
    return found.answer, {reason.code for reason in found.reasons}


def asked(partner: Team, asset: Asset, **changed: Any) -> Request:
    owner = partner.memberships.get(role=Role.OWNER).person
    ask = Ask("Remix for the Slipstream radio", "Players make their own remix.", terms(assets=[asset], **changed))
    return ask_for_use(ask, actor=acting(owner, partner))


def says(cast: Cast, request: Request, who: str, *, yes: bool) -> Request:
    people = {"artist": cast.ayla, "label": cast.dana, "publisher": cast.theo}
    request = Request.objects.get(pk=request.pk)
    vote(request, yes=yes, seen_sha256=request.version.sha256, actor=acting(people[who], getattr(cast, who)))
    return Request.objects.get(pk=request.pk)


def test_three_yeses_open_exactly_what_was_asked_for(cast: Cast, versao: Team, song: Asset) -> None:
    answer(cast, song, Answer.ASK)
    assert verdict(versao, song) == ("ask", {"choice_ask", "no_licence"})
    request = asked(versao, song)
    for who in ("artist", "label"):
        request = says(cast, request, who, yes=True)
        assert (request.state, verdict(versao, song)[0]) == ("open", "ask")
    request = says(cast, request, "publisher", yes=True)
    assert request.state == "approved"
    assert verdict(versao, song) == ("allow", {"licensed"})
    assert verdict(cast.partner, song)[0] == "ask"  # somebody else's licence does not answer a holder who asks
    assert verdict(versao, song, "cover")[0] == "deny"
    signed = Signature.objects.filter(version=request.version).values_list("team__name", flat=True)
    assert set(signed) == {"Versão Labs", "Ayla Marsh", "Northlight Records", "Harbour Songs"}


@pytest.mark.parametrize(
    ("said", "state"),
    [((True, True, False), "conflicted"), ((False, False, False), "declined"), ((False, True, True), "conflicted")],
)
def test_one_no_is_a_no_but_nobody_learns_it_before_all_are_in(
    cast: Cast, versao: Team, song: Asset, said: tuple[bool, bool, bool], state: str
) -> None:
    answer(cast, song, Answer.ASK)
    request = asked(versao, song)
    for who, yes in zip(("artist", "label", "publisher"), said, strict=True):
        assert request.state == "open"
        request = says(cast, request, who, yes=yes)
    assert request.state == state
    assert verdict(versao, song)[0] == "ask"
    assert request.licence.state == "refused"
    seen = set(Entry.objects.visible_to(acting(person_of(versao), versao)).values_list("type", flat=True))
    assert "request.refused" in seen
    assert not seen & {"request.voted", "request.conflicted", "request.declined"}


def person_of(some: Team) -> Any:
    return some.memberships.get(role=Role.OWNER).person


def test_a_vote_is_an_entry_for_its_own_team_alone(cast: Cast, versao: Team, song: Asset) -> None:
    answer(cast, song, Answer.ASK)
    says(cast, asked(versao, song), "label", yes=True)
    entry = Entry.objects.get(type="request.voted")
    assert entry.concerns == [cast.label.pk]


def test_a_deadline_that_passes_is_a_no(cast: Cast, versao: Team, song: Asset) -> None:
    answer(cast, song, Answer.ASK)
    request = asked(versao, song)
    for who in ("artist", "label"):
        request = says(cast, request, who, yes=True)
    Request.objects.filter(pk=request.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Conflict, match="too late"):
        says(cast, request, "publisher", yes=True)
    assert resolve.close_overdue() == 1
    assert resolve.close_overdue() == 0
    request.refresh_from_db()
    assert (request.state, verdict(versao, song)[0]) == ("lapsed", "ask")
    with pytest.raises(Conflict, match="refused"):
        asked(versao, song)
    votes.invite_again(request, actor=acting(cast.theo, cast.publisher))
    ask_again(request, terms(assets=[song]), actor=acting(person_of(versao), versao))
    request.refresh_from_db()
    assert request.state == "open"


def test_a_counter_sets_aside_the_votes_before_it_and_needs_the_partner_too(
    cast: Cast, versao: Team, song: Asset
) -> None:
    answer(cast, song, Answer.ASK)
    request = asked(versao, song)
    first = request.version.sha256
    says(cast, request, "artist", yes=True)
    dearer = terms(assets=[song], rates=(Rate(Basis.PER_OUTPUT, Decimal("0.09")),))
    counter(request, dearer, seen_sha256=first, actor=acting(cast.dana, cast.label))
    with pytest.raises(Conflict, match="terms changed"):
        vote(request, yes=True, seen_sha256=first, actor=acting(cast.theo, cast.publisher))
    for who in ("artist", "label", "publisher"):
        request = says(cast, request, who, yes=True)
    assert request.state == "open"
    rin = acting(person_of(versao), versao)
    vote(request, yes=True, seen_sha256=request.version.sha256, actor=rin)
    request.refresh_from_db()
    assert (request.state, request.version.number) == ("approved", 2)
    assert verdict(versao, song)[0] == "allow"


def test_a_counter_cannot_swap_what_was_asked_for(cast: Cast, versao: Team, song: Asset) -> None:
    answer(cast, song, Answer.ASK)
    request, other = asked(versao, song), track("Other", cast.ayla_marsh, performer=cast.artist)
    with pytest.raises(Invalid, match="another request"):
        counter(request, terms(assets=[other]), seen_sha256=request.version.sha256, actor=acting(cast.dana, cast.label))


def test_an_artists_no_shuts_what_was_approved_and_a_new_yes_takes_a_new_request(
    cast: Cast, versao: Team, song: Asset
) -> None:
    answer(cast, song, Answer.ASK)
    request = asked(versao, song)
    for who in ("artist", "label", "publisher"):
        request = says(cast, request, who, yes=True)
    answer(cast, song, Answer.OFF, by="artist")
    assert verdict(versao, song)[0] == "deny"
    answer(cast, song, Answer.ASK, by="artist")
    assert verdict(versao, song) == ("ask", {"choice_ask"})


def test_a_new_holder_is_asked_too(cast: Cast, versao: Team, song: Asset) -> None:
    answer(cast, song, Answer.ASK)
    request = asked(versao, song)
    says(cast, request, "artist", yes=True)
    says(cast, request, "label", yes=True)
    hold(song_of(song), cast.other_artist, "publishing", 0)
    request = says(cast, request, "publisher", yes=True)
    assert request.state == "open"
    assert request.voters.filter(team=cast.other_artist).exists()


def test_what_is_shut_cannot_be_asked_for(cast: Cast, versao: Team, song: Asset) -> None:
    answer(cast, song, Answer.ASK)
    answer(cast, song, Answer.OFF, by="publisher")
    with pytest.raises(Invalid, match="closed"):
        asked(versao, song)


def test_a_label_signs_and_it_opens_nothing_the_artist_keeps_shut(cast: Cast, versao: Team, song: Asset) -> None:
    shut = track("Tidewater", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
    answer(cast, song, Answer.ON)
    answer(cast, shut, Answer.ON)
    answer(cast, shut, Answer.OFF, by="artist")
    licence = sent(cast, versao, terms())
    request = licence.requests.get()
    assert verdict(versao, song) == ("ask", {"no_licence"})
    says(cast, request, "label", yes=True)
    assert says(cast, request, "publisher", yes=True).state == "approved"
    assert verdict(versao, song) == ("allow", {"licensed"})
    assert verdict(versao, shut)[0] == "deny"
    assert verdict(versao, song, territory="BR")[0] == "allow"


def sent(cast: Cast, partner: Team, agreed: Terms) -> Licence:
    """A licence the partner drafts and sends to the label and the publisher."""
    actor = acting(person_of(partner), partner)
    sheet = licences.Sheet("Everything", partner.pk, (cast.label.pk, cast.publisher.pk), agreed)
    licence = licences.draft(sheet, actor=actor)
    offer_licence(licence, Ask("Everything", "For our app.", agreed), actor=actor)
    return Licence.objects.get(pk=licence.pk)


def test_a_licence_is_signed_after_a_fresh_sign_in_by_who_may_sign(cast: Cast, versao: Team) -> None:
    request = sent(cast, versao, terms()).requests.get()
    with pytest.raises(Denied) as stale:
        vote(request, yes=True, seen_sha256=request.version.sha256, actor=acting(cast.dana, cast.label, fresh=False))
    assert stale.value.code == "fresh_sign_in"
    editor = person("ed@demo.test", "Ed Editor")
    join(editor, cast.label, Role.EDITOR)
    with pytest.raises(Denied, match="owner or manager"):
        vote(request, yes=True, seen_sha256=request.version.sha256, actor=acting(editor, cast.label))


def test_suspended_ended_and_elsewhere_it_opens_nothing(cast: Cast, versao: Team, song: Asset) -> None:
    answer(cast, song, Answer.ON)
    licence = sent(cast, versao, terms(territories=("DE", "FR"), notice_days=0))
    for who in ("label", "publisher"):
        says(cast, licence.requests.get(), who, yes=True)
    assert verdict(versao, song, territory="DE")[0] == "allow"
    assert verdict(versao, song, territory="BR")[0] == verdict(versao, song)[0] == "ask"
    dana = acting(cast.dana, cast.label)
    licences.suspend(licence, actor=dana, reason="Reports are late.")
    assert verdict(versao, song, territory="DE")[0] == "ask"
    with pytest.raises(Conflict):
        licences.resume(licence, actor=acting(person_of(versao), versao))
    licences.resume(licence, actor=dana)
    assert verdict(versao, song, territory="DE")[0] == "allow"
    licences.give_notice(licence, actor=dana)
    assert verdict(versao, song, territory="DE")[0] == "ask"
    assert licences.end_overdue() == 1


def test_training_is_for_one_model_version(cast: Cast, versao: Team, song: Asset) -> None:
    answer(cast, song, Answer.ON, use="train")
    licence = sent(cast, versao, terms(["train"]))
    for who in ("label", "publisher"):
        says(cast, licence.requests.get(), who, yes=True)
    assert verdict(versao, song, "train", model=MODEL.label)[0] == "allow"
    assert verdict(versao, song, "train", model="Loom 2.2") == ("ask", {"no_licence"})
    assert verdict(versao, song, "train") == ("ask", {"model_needed"})


def test_a_vote_under_a_mandate_that_was_taken_back_does_not_count(cast: Cast, versao: Team, song: Asset) -> None:
    answer(cast, song, Answer.ASK)
    now = timezone.now()
    mandate = Mandate.objects.create(
        artist_team=cast.artist, holder_team=cast.label, uses=["remix"], until=now + timedelta(days=9), given_at=now
    )
    request = asked(versao, song)
    vote(request, yes=True, seen_sha256=request.version.sha256, actor=acting(cast.dana, cast.artist))
    Mandate.objects.filter(pk=mandate.pk).update(revoked_at=now)
    for who in ("label", "publisher"):
        request = says(cast, request, who, yes=True)
    assert (request.state, verdict(versao, song)[0]) == ("open", "ask")
    assert says(cast, request, "artist", yes=True).state == "approved"


def test_only_who_asked_withdraws_and_strangers_see_nothing(cast: Cast, versao: Team, song: Asset) -> None:
    answer(cast, song, Answer.ASK)
    request = asked(versao, song)
    assert not Request.objects.visible_to(acting(cast.stranger, cast.other_artist)).exists()
    with pytest.raises(Denied):
        withdraw(request, actor=acting(cast.dana, cast.label))
    with pytest.raises(Denied):
        vote(request, yes=True, seen_sha256=request.version.sha256, actor=acting(cast.stranger, cast.other_artist))
    withdraw(request, actor=acting(person_of(versao), versao))
    request.refresh_from_db()
    assert request.state == "withdrawn"
