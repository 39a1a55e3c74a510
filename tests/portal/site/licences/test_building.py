"""From a blank sheet to a licence in force, through the pages alone: draft, send, sign, counter, renew."""

from typing import Any

import pytest
from django.urls import reverse

from consent.licences.models import Licence
from consent.licences.templates import TEMPLATES
from consent.licences.terms import Terms
from consent.requests.models import Vote
from portal.site.terms.forms import values_of
from tests.cast import Cast, track
from tests.portal.site.licences.support import client_of, get, offered, press, status
from tests.support.licences import in_force, terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def music(cast: Cast) -> None:
    """A track of Ayla's on the label, published by Harbour: who holds nothing cannot be chosen."""
    track("Night Ferry", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))


def sheet(agreed: Terms, **changed: Any) -> dict[str, Any]:
    """What a browser sends of these terms."""
    values = {f"terms-{key}": value for key, value in values_of(agreed).items() if value not in (None, "", False)}
    rows = {
        "terms-rates-TOTAL_FORMS": "1", "terms-rates-INITIAL_FORMS": "0", "terms-rates-0-use": "",
        "terms-rates-0-basis": "per_output", "terms-rates-0-amount": "0.045",
    }  # fmt: skip
    return values | rows | changed


def test_a_partner_drafts_sends_and_the_sides_sign(cast: Cast) -> None:
    data = sheet(terms(["remix"]), title="Slipstream", licensors=[cast.label.pk], others="harbour songs", do="save")
    assert press(cast.rin, cast.partner, "licence_new", **data).status_code == 302
    made = Licence.objects.get(title="Slipstream")
    assert {side.team for side in made.parties.all()} == {cast.label, cast.publisher}
    page = get(cast.rin, cast.partner, "licence", made.pk)
    assert "Sign and send" in page
    assert press(cast.rin, cast.partner, "licence_send", made.pk, purpose=" ", days="14").status_code == 422
    assert press(cast.rin, cast.partner, "licence_send", made.pk, purpose="Fans.", days="14").status_code == 302
    again = press(cast.rin, cast.partner, "licence_send", made.pk, purpose="Fans.", days="14")
    assert again.status_code == 302  # pressed twice
    version = made.versions.get()
    for user, team in ((cast.dana, cast.label), (cast.theo, cast.publisher)):
        signing = {"seen": version.sha256, "authority": "1"}
        assert press(user, team, "licence_sign", made.pk, seen=version.sha256).status_code == 422  # no authority
        assert press(user, team, "licence_sign", made.pk, **signing, fresh=False).status_code == 302
        assert not Vote.objects.filter(version=version, team=team).exists()  # it asked who they are first
        assert press(user, team, "licence_sign", made.pk, **signing).status_code == 302
        assert press(user, team, "licence_sign", made.pk, **signing).status_code == 302  # pressed twice
    made.refresh_from_db()
    assert (made.state, made.in_force) == ("signed", version)
    assert version.signatures.count() == 3


def test_a_draft_can_be_changed_and_thrown_away(cast: Cast) -> None:
    data = sheet(terms(["remix"]), title="Slipstream", licensors=[cast.label.pk], do="save")
    press(cast.rin, cast.partner, "licence_new", **data)
    made = Licence.objects.get(title="Slipstream")
    assert "Slipstream" in get(cast.rin, cast.partner, "licence_edit", made.pk)
    changed = data | {"title": "Backwash", "terms-uses": ["cover"]}
    assert press(cast.rin, cast.partner, "licence_edit", made.pk, **changed).status_code == 302
    made.refresh_from_db()
    assert made.title == "Backwash"
    assert made.draft is not None
    assert made.draft["uses"] == ["cover"]
    assert press(cast.rin, cast.partner, "licence_discard", made.pk).status_code == 302
    assert press(cast.rin, cast.partner, "licence_discard", made.pk).status_code == 404


def test_what_is_wrong_is_named_where_it_is(cast: Cast) -> None:
    wrong = sheet(terms(["remix"]), title="Slipstream", do="save", others="Nobody Here")
    response = press(cast.rin, cast.partner, "licence_new", **wrong)
    assert response.status_code == 422
    assert "No team is called “Nobody Here”" in response.content.decode()
    nobody = press(cast.rin, cast.partner, "licence_new", **sheet(terms(["remix"]), title="Slipstream", do="save"))
    assert "Choose at least one team that licenses" in nobody.content.decode()
    late = sheet(terms(["remix"]), title="S", licensors=[cast.label.pk], do="save") | {"terms-ends_on": "2001-01-01"}
    assert "ends before it begins" in press(cast.rin, cast.partner, "licence_new", **late).content.decode()
    assert not Licence.objects.filter(state="draft").exists()


def test_the_preview_says_it_in_plain_words_and_keeps_nothing(cast: Cast) -> None:
    data = sheet(terms(["remix"]), title="Slipstream", partner=cast.partner.pk, do="preview")
    response = press(cast.dana, cast.label, "licence_new", **data)
    page = " ".join(response.content.decode().split())
    assert response.status_code == 200
    assert "It covers everything Northlight Records holds" in page
    assert not Licence.objects.filter(state="draft").exists()
    url = reverse("site:licence_new", args=[cast.label.slug])
    live = client_of(cast.dana).post(url, data, headers={"HX-Request": "true", "HX-Target": "aside#in-words"})
    assert live.content.decode().strip().startswith("<aside")


@pytest.mark.parametrize("key", list(TEMPLATES))
def test_a_common_deal_fills_the_sheet(cast: Cast, key: str) -> None:
    assert TEMPLATES[key].title in get(cast.rin, cast.partner, "licence_new", template=key)
    assert TEMPLATES[key].title in get(cast.rin, cast.partner, "licence_new")


def test_a_counter_offer_goes_back_and_is_accepted(cast: Cast) -> None:
    request = offered(cast, terms(["remix"]), licensors=(cast.label,))
    pk, seen = request.licence_id, request.version.sha256
    assert "Send the counter-offer" in get(cast.dana, cast.label, "licence_counter", pk)
    dearer = sheet(terms(["remix"]), seen=seen, do="send") | {"terms-rates-0-amount": "0.06"}
    shown = press(cast.dana, cast.label, "licence_counter", pk, **(dearer | {"do": "preview"}))
    assert "What you change" in shown.content.decode()
    same = press(cast.dana, cast.label, "licence_counter", pk, **sheet(terms(["remix"]), seen=seen, do="send"))
    assert same.status_code == 422
    assert "Nothing is different" in same.content.decode()
    assert press(cast.dana, cast.label, "licence_counter", pk, **dearer).status_code == 302
    old = press(cast.dana, cast.label, "licence_sign", pk, seen=seen, authority="1")
    assert old.status_code == 409  # that round is gone
    request.refresh_from_db()
    signing = {"seen": request.version.sha256, "authority": "1"}
    assert "Your signature" in get(cast.rin, cast.partner, "licences", show="waiting")
    assert press(cast.rin, cast.partner, "licence_sign", pk, **signing).status_code == 302
    assert "Rin Sato" in get(cast.dana, cast.label, "licence", pk)
    assert press(cast.dana, cast.label, "licence_sign", pk, **signing).status_code == 302
    assert Licence.objects.get(pk=pk).in_force_id == request.version_id


def test_saying_no_is_sealed_and_ends_it(cast: Cast) -> None:
    request = offered(cast)
    seen = request.version.sha256
    assert press(cast.dana, cast.label, "licence_decline", request.licence_id, seen=seen).status_code == 302
    assert "said no" in get(cast.dana, cast.label, "licence", request.licence_id)
    for user, team in ((cast.rin, cast.partner), (cast.theo, cast.publisher)):
        assert "said no" not in get(user, team, "licence", request.licence_id)
    press(cast.theo, cast.publisher, "licence_decline", request.licence_id, seen=seen)
    page = get(cast.rin, cast.partner, "licence", request.licence_id)
    assert "Not agreed" in page
    assert "said no" not in page
    assert press(cast.dana, cast.label, "licence_sign", request.licence_id, seen=seen, authority="1").status_code == 404


def test_a_licence_in_force_gets_a_new_version(cast: Cast) -> None:
    licence = in_force(cast.partner, [cast.label], terms(["remix"]))
    first = licence.in_force
    assert "Sign and send the new version" in get(cast.rin, cast.partner, "licence_new_version", licence.pk)
    data = sheet(terms(["remix", "cover"]), do="send", purpose="Covers as well.", days="14")
    assert press(cast.rin, cast.partner, "licence_new_version", licence.pk, **data).status_code == 302
    assert status(cast.rin, cast.partner, "licence_new_version", licence.pk) == 404  # one at a time
    page = get(cast.dana, cast.label, "licence", licence.pk)
    assert "stays so until every side has signed" in page
    licence.refresh_from_db()
    assert licence.in_force == first
    assert press(cast.rin, cast.partner, "licence_withdraw", licence.pk).status_code == 302
    assert "New version" in get(cast.rin, cast.partner, "licence", licence.pk)
