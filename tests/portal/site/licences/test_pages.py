"""Reading licences: who sees which, what they open, the text and its hash, sealed signatures."""

import hashlib
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from artists.access import Role, TeamKind
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.licences import actions
from consent.licences.models import Licence, Version
from consent.licences.terms import Basis, Catalogue, Rate, Scope
from consent.requests.actions import Ask, offer_licence
from consent.requests.votes import vote
from consent.uses import text_of
from tests.cast import Cast, acting, join, person, team, track
from tests.portal.site.licences.support import client_of, drafted, get, offered, press, status
from tests.support.licences import in_force, terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def songs(cast: Cast) -> None:
    """Three tracks of Ayla's on the label; one she keeps shut."""
    for title, given in (("Night Ferry", Answer.ON), ("Saltglass", Answer.ON), ("Low Bridge", Answer.OFF)):
        made = track(title, cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
        for user, by in ((cast.ayla, cast.artist), (cast.dana, cast.label), (cast.theo, cast.publisher)):
            answer = given if by == cast.artist else Answer.ON
            choose_for_tracks(
                [made.pk], "remix", State(answer), actor=acting(user, by), consent=Consent(text_of("remix").sha256)
            )


def test_the_list_says_what_is_in_force_and_what_waits(cast: Cast, songs: None) -> None:
    page = get(cast.dana, cast.label, "licences")
    assert "Everything" in page
    assert "In force" in page
    offered(cast)
    waiting = get(cast.dana, cast.label, "licences", show="waiting")
    assert "Slipstream deal" in waiting
    assert "Your signature" in waiting
    assert "Your signature" not in get(cast.rin, cast.partner, "licences", show="waiting")
    assert "No licence matches" in get(cast.dana, cast.label, "licences", q="nothing of the kind")
    assert "Slipstream deal" in get(cast.dana, cast.label, "licences", show="waiting", q="halcyon", use="cover")
    assert "Slipstream deal" not in get(cast.dana, cast.label, "licences", show="waiting", use="train")


@pytest.mark.parametrize("show", ["force", "waiting", "expiring", "suspended", "ended", "drafts"])
def test_each_tab_can_be_empty(cast: Cast, show: str) -> None:
    versao = team(TeamKind.PARTNER, "Versão Labs", "versao-labs", person("iri@demo.test", "Iri Prado"))
    user = versao.memberships.get().person
    assert 'class="empty"' in get(user, versao, "licences", show=show, page="x")


def test_a_draft_is_seen_by_its_team_alone(cast: Cast) -> None:
    made = drafted(cast)
    assert "Nobody else has seen this draft" in get(cast.rin, cast.partner, "licence", made.pk)
    for user, by in ((cast.dana, cast.label), (cast.ayla, cast.artist), (cast.stranger, cast.other_artist)):
        assert status(user, by, "licence", made.pk) == 404
        assert "Slipstream deal" not in get(user, by, "licences", show="drafts")
    assert status(cast.dana, cast.label, "licence_edit", made.pk) == 404


def test_another_teams_licence_is_not_there(cast: Cast) -> None:
    request = offered(cast)
    for name in ("licence", "licence_tracks", "licence_counter", "licence_new_version"):
        assert status(cast.stranger, cast.other_artist, name, request.licence_id) == 404
    assert status(cast.stranger, cast.other_artist, "licence_text", request.licence_id, 1) == 404
    assert press(cast.stranger, cast.other_artist, "licence_sign", request.licence_id).status_code == 404


def test_the_page_counts_what_it_opens(cast: Cast, songs: None) -> None:
    request = offered(cast, terms(["remix"]))
    page = get(cast.dana, cast.label, "licence", request.licence_id)
    assert "Would open 2 of 3 tracks" in page
    assert "1 stays shut by a holder’s choice" in page
    assert "Sign version 1" in page
    tracks = get(cast.dana, cast.label, "licence_tracks", request.licence_id)
    assert "Low Bridge" in tracks
    assert "Ayla Marsh" in tracks
    for_partner = get(cast.rin, cast.partner, "licence_tracks", request.licence_id)
    assert "Low Bridge" in for_partner
    assert "Ayla Marsh" not in for_partner


def test_an_artist_reads_the_licence_that_covers_her_and_no_negotiation(cast: Cast, songs: None) -> None:
    licence = in_force(cast.partner, [cast.label, cast.publisher], terms(["remix"]))
    page = get(cast.ayla, cast.artist, "licence", licence.pk)
    assert "Opens 2 of 3 tracks" in page
    assert "€0.045 for each output" in page
    assert "Halcyon Audio" in page
    dearer = replace(terms(["remix"]), special="A secret of the table.")
    offer_licence(licence, Ask("Slipstream deal", "Fans.", dearer), actor=acting(cast.rin, cast.partner))
    assert "A secret of the table" in get(cast.dana, cast.label, "licence", licence.pk)
    again = get(cast.ayla, cast.artist, "licence", licence.pk)
    assert "A secret of the table" not in again
    assert "on the table" not in again
    assert status(cast.ayla, cast.artist, "licence_text", licence.pk, 2) == 404
    assert status(cast.ayla, cast.artist, "licence", licence.pk, v="2") == 404
    assert "New version" not in get(cast.ayla, cast.artist, "licences")
    hers = get(cast.ayla, cast.artist, "licence_tracks", licence.pk)
    assert "3 tracks" in hers


def test_an_offer_that_was_never_signed_is_not_there_for_whom_it_would_cover(cast: Cast, songs: None) -> None:
    request = offered(cast)
    assert status(cast.ayla, cast.artist, "licence", request.licence_id) == 404


def test_signatures_are_sealed_until_the_last(cast: Cast) -> None:
    request = offered(cast)
    vote(request, yes=True, seen_sha256=request.version.sha256, actor=acting(cast.dana, cast.label))
    for user, by in ((cast.theo, cast.publisher), (cast.rin, cast.partner)):
        page = get(user, by, "licence", request.licence_id)
        assert "Dana Okoye" not in page
        assert "1 of 3" in page  # the partner signed by sending it
    assert "Dana Okoye" in get(cast.dana, cast.label, "licence", request.licence_id)
    vote(request, yes=True, seen_sha256=request.version.sha256, actor=acting(cast.theo, cast.publisher))
    signed = get(cast.rin, cast.partner, "licence", request.licence_id)
    assert "3 of 3" in signed
    assert "Dana Okoye" in signed


def test_the_text_is_exactly_what_was_hashed(cast: Cast) -> None:
    request = offered(cast)
    url = reverse("site:licence_text", args=[cast.label.slug, request.licence_id, 1])
    response = client_of(cast.dana).get(url)
    assert hashlib.sha256(response.content).hexdigest() == request.version.sha256
    assert request.version.sha256 in get(cast.dana, cast.label, "licence", request.licence_id)


def test_a_text_that_does_not_match_stops_signing(cast: Cast) -> None:
    request = offered(cast)
    _tampered(request.version)
    page = get(cast.dana, cast.label, "licence", request.licence_id)
    assert "Signing is stopped" in page
    assert 'aria-disabled="true"' in page
    seen = request.version.sha256
    assert press(cast.dana, cast.label, "licence_sign", request.licence_id, seen=seen, authority="1").status_code == 422


def _tampered(version: Version) -> None:
    """As somebody could who has the whole database: past the trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE licences_version SET text = text || '!' WHERE id = %s", [version.pk])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_why_one_cannot_sign_is_said_with_who_can(cast: Cast) -> None:
    request = offered(cast)
    ed = person("ed@demo.test", "Ed")
    join(ed, cast.label, Role.EDITOR)
    page = get(ed, cast.label, "licence", request.licence_id)
    assert "to sign, suspend and end licences" in page
    assert "Dana Okoye" in page


def test_two_versions_are_compared(cast: Cast) -> None:
    licence = in_force(cast.partner, [cast.label], terms(["remix"]))
    dearer = replace(terms(["remix"]), rates=(Rate(Basis.PER_OUTPUT, Decimal("0.06")),))
    offer_licence(licence, Ask("Slipstream deal", "Fans.", dearer), actor=acting(cast.rin, cast.partner))
    page = get(cast.dana, cast.label, "licence", licence.pk)
    assert "Better for you" in page
    assert "Better for the holders" in get(cast.rin, cast.partner, "licence", licence.pk)
    assert "Worse for you" not in page
    assert get(cast.dana, cast.label, "licence", licence.pk, **{"from": "1", "to": "1"})
    assert status(cast.dana, cast.label, "licence", licence.pk, v="9") == 404
    assert status(cast.dana, cast.label, "licence", licence.pk, **{"from": "x"}) == 404


def test_a_worse_rate_is_warned_of_before_signing(cast: Cast) -> None:
    versao = team(TeamKind.PARTNER, "Versão Labs", "versao-labs", person("iri@demo.test", "Iri Prado"))
    in_force(
        versao, [cast.label], terms(["remix"], rates=(Rate(Basis.PER_OUTPUT, Decimal("0.06")),), most_favoured=True)
    )
    request = offered(cast, terms(["remix"]), licensors=(cast.label,))
    page = get(cast.dana, cast.label, "licence", request.licence_id)
    assert "Signing also lowers what Versão Labs pays" in page
    assert "Versão" not in get(cast.rin, cast.partner, "licence", request.licence_id)
    data = {"seen": request.version.sha256, "authority": "1"}
    assert press(cast.dana, cast.label, "licence_sign", request.licence_id, **data).status_code == 422
    assert press(cast.dana, cast.label, "licence_sign", request.licence_id, **data, lowers="1").status_code == 302
    assert "They differ" in get(cast.dana, cast.label, "licences_compare")
    assert status(cast.rin, cast.partner, "licences_compare") == 404


def test_no_page_asks_more_for_more(cast: Cast, songs: None) -> None:
    licence = in_force(cast.partner, [cast.label], terms(["remix", "cover"]))

    def queries(name: str, *args: object) -> int:
        client = client_of(cast.dana)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse(f"site:{name}", args=[cast.label.slug, *args])).status_code == 200
        return len(caught)

    pages = (("licences",), ("licence", licence.pk), ("licence_tracks", licence.pk), ("licences_compare",))
    before = [queries(*one) for one in pages]
    for number in range(10):
        track(f"More {number}", cast.ayla_marsh, performer=cast.artist, master=cast.label)
        in_force(cast.partner, [cast.label], terms(["remix"]))
    assert [queries(*one) for one in pages] == before


def test_suspended_notice_and_ended_are_said(cast: Cast) -> None:
    licence = in_force(cast.partner, [cast.label], terms(["remix"]))
    actions.suspend(licence, actor=acting(cast.dana, cast.label), reason="A dispute")
    page = get(cast.rin, cast.partner, "licence", licence.pk)
    assert "Suspended by Northlight Records" in page
    assert "A dispute" in page
    assert "Let it go on" not in page
    assert "Let it go on" in get(cast.dana, cast.label, "licence", licence.pk)
    assert press(cast.dana, cast.label, "licence_resume", licence.pk).status_code == 302
    assert press(cast.dana, cast.label, "licence_notice", licence.pk).status_code == 302
    assert press(cast.dana, cast.label, "licence_notice", licence.pk).status_code == 409
    assert "Take the notice back" in get(cast.dana, cast.label, "licence", licence.pk)
    assert "Take the notice back" not in get(cast.rin, cast.partner, "licence", licence.pk)
    assert press(cast.dana, cast.label, "licence_notice_back", licence.pk).status_code == 302
    Licence.objects.filter(pk=licence.pk).update(ends_at=licence.starts_at)
    assert "It opens nothing any more" in get(cast.dana, cast.label, "licence", licence.pk)


def test_a_tracks_own_page_names_the_licences_that_cover_it(cast: Cast, songs: None) -> None:
    made = cast.artist.holdings.get(asset__title="Night Ferry", asset__kind="recording").asset
    licence = in_force(cast.partner, [cast.label], terms(["remix"]))
    without = in_force(
        cast.partner, [cast.label], terms(["cover"], catalogue=Catalogue(Scope.ALL, (), (), (), (made.pk,)))
    )
    page = get(cast.ayla, cast.artist, "asset", made.pk)
    assert f"{licence.reference} Everything" in page
    assert f"{without.reference} Everything" not in page
    assert "Licences that cover it" in get(cast.dana, cast.label, "asset", made.pk)
