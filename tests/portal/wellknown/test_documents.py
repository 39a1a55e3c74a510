"""The documents machines read: their types, tags, errors, and that what nobody opened reads no in each of them."""

import string
from typing import Any

import http_sf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from pytest_django import DjangoAssertNumQueries, Settings

from artists.catalog.models import Artist, Asset
from consent.choices.answers import Answer
from consent.choices.pauses import pause_all
from consent.uses import outward
from consent.uses.outward import ALLOW, ASK, DENY
from portal.outward import dictionary
from portal.wellknown import rsl
from tests.cast import Cast, acting, track
from tests.consent.decisions.scenes import answer, own_track
from tests.portal.wellknown import readers

SITE = ("/robots.txt", "/rsl.xml", "/.well-known/tdmrep.json")
RSL = "application/rsl+xml"


@pytest.fixture
def recording(cast: Cast) -> Asset:
    """A track with an ISRC, open for being recommended."""
    made = own_track(cast)
    Asset.objects.filter(pk=made.pk).update(isrc="QZS7T2600012")
    made.refresh_from_db()
    answer(cast, made, "discover", Answer.ON)
    return made


def of_track(name: str) -> str:
    return reverse(f"wellknown:track_{name}", args=["QZS7T2600012"])


def of_artist(name: str, slug: str = "ayla-marsh") -> str:
    return reverse(f"wellknown:artist_{name}", args=[slug])


DOCUMENTS = {
    "/robots.txt": "text/plain; charset=utf-8",
    "/rsl.xml": RSL,
    "/.well-known/tdmrep.json": "application/json",
    "/artists/ayla-marsh/rsl.xml": RSL,
    "/artists/ayla-marsh/tdm-policy.json": "application/ld+json",
    "/tracks/QZS7T2600012/rsl.xml": RSL,
    "/tracks/QZS7T2600012/cawg.json": "application/json",
    "/tracks/QZS7T2600012/tdmai.json": "application/json",
}


@pytest.mark.parametrize("address", DOCUMENTS)
def test_a_document_has_its_type_and_is_kept_for_a_minute_at_most(
    client: Client, recording: Asset, address: str
) -> None:
    got = client.get(address)
    assert got.status_code == 200
    assert got.headers["Content-Type"] == DOCUMENTS[address]
    assert got.headers["Cache-Control"] == "public, max-age=60"
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == got.headers["ETag"]
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", DOCUMENTS)
def test_a_document_is_asked_for_again_by_its_tag(client: Client, cast: Cast, recording: Asset, address: str) -> None:
    tag = client.get(address).headers["ETag"]
    same = client.get(address, headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    assert not same.has_header("Link"), "a 304 must not overwrite what was said of the artist with the site's words"
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_tag_changes_with_the_answer(client: Client, cast: Cast, recording: Asset) -> None:
    before = client.get(of_track("rsl")).headers["ETag"]
    answer(cast, recording, "discover", Answer.OFF)
    after = client.get(of_track("rsl"), headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["ETag"] != before


@pytest.mark.parametrize(
    "address",
    [
        "/artists/nobody/rsl.xml",
        "/artists/nobody/tdm-policy.json",
        "/tracks/QZS7T2699999/rsl.xml",
        "/tracks/not-an-isrc/cawg.json",
        "/tracks/00000000-0000-7000-8000-000000000000/tdmai.json",
        "/.well-known/rsl-media.xml",
        "/artists/ayla-marsh/rsl-media.xml",
    ],
)
def test_what_is_not_there_is_a_problem_to_machines_and_a_page_to_people(
    client: Client, cast: Cast, address: str
) -> None:
    machine = client.get(address)
    assert machine.status_code == 404
    assert machine.headers["Content-Type"] == "application/problem+json"
    assert machine.json()["status"] == 404
    assert machine.json()["detail"]
    person = client.get(address, headers={"Accept": "text/html"})
    assert person.status_code == 404
    assert person.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("address", ["/signals/", "/artists/ayla-marsh/signals/", "/tracks/QZS7T2600012/signals/"])
def test_the_page_shows_the_very_bytes(client: Client, recording: Asset, address: str) -> None:
    got = client.get(address)
    text = html.fromstring(got.content).text_content()
    assert f"Content-Usage: {got.headers['Content-Usage']}" in text
    document = client.get(readers.path_of(readers.link(got))).content.decode()
    assert document.strip() in text


@pytest.mark.parametrize("address", ["/artists/nobody/signals/", "/tracks/QZS7T2699999/signals/", "/tracks/x/"])
def test_a_page_about_nothing_is_a_404(client: Client, cast: Cast, address: str) -> None:
    assert client.get(address).status_code == 404


def test_another_name_of_an_artist_or_track_leads_there(client: Client, cast: Cast, recording: Asset) -> None:
    other = Artist.objects.create(
        name="A. Marsh", slug="a-marsh", merged_into=cast.ayla_marsh, created_at=timezone.now()
    )
    moved = client.get(reverse("wellknown:artist_signals", args=[other.slug]))
    assert moved.headers["Location"] == reverse("wellknown:artist_signals", args=["ayla-marsh"])
    assert client.get(of_artist("rsl", "a-marsh")).content == client.get(of_artist("rsl")).content
    for spelled in (str(recording.pk), "qzs7t2600012", "QZ-S7T-26-00012"):
        for name in ("fans:track", "wellknown:track_signals"):
            assert client.get(reverse(name, args=[spelled])).headers["Location"] == reverse(name, args=["QZS7T2600012"])
        assert client.get(reverse("wellknown:track_rsl", args=[spelled])).content == client.get(of_track("rsl")).content


def test_a_song_and_a_voice_have_no_page_of_a_track(client: Client, cast: Cast) -> None:
    song = own_track(cast).compositions.get()
    for asset in (song, cast.voice):
        assert client.get(reverse("fans:track", args=[asset.pk])).status_code == 404


def test_robots_are_read_by_the_library_and_by_the_longest_match(client: Client, db: None) -> None:
    robots = readers.Robots(client.get("/robots.txt").content.decode())
    for closed in ("/t/ayla-marsh/", "/accounts/login/", "/dev/mail/"):
        assert not robots.may_fetch(closed)
    for open_ in ("/", "/artists/ayla-marsh/", "/tracks/QZS7T2600012/rsl.xml", "/.well-known/tdmrep.json"):
        assert robots.may_fetch(open_)
        assert robots.usage(open_) == {"train-ai": "deny", "search": "deny"}
    assert robots.licences == ["http://testserver/rsl.xml"]


def test_the_whole_site_says_no(client: Client, recording: Asset) -> None:
    assert set(readers.rsl(client.get("/rsl.xml").content)["http://testserver/"].values()) == {DENY}
    assert readers.tdmrep_file(client.get("/.well-known/tdmrep.json").content, "/tracks/x/") == (1, "")


@pytest.mark.parametrize(
    "address",
    ["/", "/artists/", "/uses/", "/uses/train/", "/api/v1/openapi.json", "/problems/", "/healthz", "/nowhere/"],
)
def test_every_other_answer_says_what_holds_for_the_site(client: Client, db: None, address: str) -> None:
    got = client.get(address)
    assert readers.content_usage(got) == {"train-ai": "deny", "search": "deny"}
    assert readers.tdm_header(got) == (1, "")
    assert readers.link(got) == "http://testserver/rsl.xml"


def test_a_token_can_be_got_below_the_address_of_the_licence_server(client: Client, recording: Asset) -> None:
    root = etree.fromstring(client.get(of_track("rsl")).content)
    server = root.find(f"{readers.RSL}content").get("server")
    refused = client.post(readers.path_of(server) + "/token", {"grant_type": "client_credentials"})
    assert refused.status_code in (400, 401)
    assert refused.json()["error"].startswith("invalid_client")


def test_nothing_says_who_said_what(client: Client, cast: Cast) -> None:
    shared = track("Ferry", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
    for use in ("discover", "analyse"):
        answer(cast, shared, use, Answer.ON)
    key = str(shared.pk)
    addresses = [
        reverse("fans:track", args=[key]),
        *(reverse(f"wellknown:track_{name}", args=[key]) for name in ("signals", "rsl", "cawg", "tdmai")),
        *(of_artist(name) for name in ("signals", "rsl")),
    ]
    for address in addresses:
        content = client.get(address).content.decode()
        for secret in (cast.label.name, cast.publisher.name, "not_answered", "choice_"):
            assert secret not in content, address


def test_an_offer_names_the_artist_once_where_every_track_can_be_asked_for(
    client: Client, cast: Cast, recording: Asset
) -> None:
    uid, targets = readers.policy(client.get(of_artist("policy")).content)
    assert targets == {"http://testserver/artists/ayla-marsh/"}
    own_track(cast)
    changed, targets = readers.policy(client.get(of_artist("policy")).content)
    assert targets == {"http://testserver/tracks/QZS7T2600012/"}
    assert uid != changed, "another offer is another version"


def test_without_an_offer_there_is_no_policy(client: Client, cast: Cast, recording: Asset) -> None:
    pause_all(actor=acting(cast.ayla, cast.artist))
    assert client.get(of_artist("policy")).status_code == 404
    assert readers.tdm_header(client.get("/artists/ayla-marsh/")) == (1, "")


def test_rsl_media_is_published_in_the_experiment_alone(
    client: Client, cast: Cast, recording: Asset, settings: Settings
) -> None:
    settings.RSL_MEDIA_EXPERIMENT = True
    answer(cast, cast.voice, "sing", Answer.ON)
    for address in ("/.well-known/rsl-media.xml", of_artist("rsl_media")):
        root = etree.fromstring(client.get(address).content)
        readers._RSL_SCHEMA.assertValid(root)
        tokens = [token for one in root.iter(f"{readers.RSL}prohibits") for token in one.text.split()]
        assert set(tokens) <= {"media:ai-train", "media:ai-generate"}
        assert root.nsmap["media"] == "https://rslmedia.org/media/"
        assert not list(root.iter(f"{readers.RSL}permits"))
    assert [one.get("url").rpartition("/")[2] for one in root] == ["#voice", "#likeness", ""]


def test_a_long_catalogue_costs_no_more_queries(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 9):
        for place in range(count):
            made = track(f"{count}-{place}", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
            answer(cast, made, "discover", Answer.ON)
        own_track(cast)
        with django_assert_num_queries(11):
            client.get(of_artist("rsl"))
        with django_assert_num_queries(9):
            client.get(of_artist("policy"))


ANSWERS = st.dictionaries(
    st.sampled_from(["train", "analyse", "reference", "discover"]), st.sampled_from([ALLOW, ASK, DENY])
)


@given(ANSWERS)
def test_rsl_reads_back_what_was_meant_and_is_never_free_by_being_left_out(answers: dict[str, str]) -> None:
    address = "https://music.example/tracks/X/"
    content = rsl.Content(address, answers, address, address, "https://music.example/licence")
    document = rsl.document([content])
    said, terms = readers.rsl(document)[address], outward.rsl(answers)
    for token in terms.prohibited:
        assert said[token] == DENY
    for token in terms.licensed:
        assert said[token] == ASK
    for token in terms.permitted:  # one server answers for all of an address: what is free waits for it as well
        assert said[token] == (ASK if terms.licensed else ALLOW)
    licence = etree.fromstring(document).find(f"{readers.RSL}content/{readers.RSL}license")
    assert (licence.find(f"{readers.RSL}permits") is None) == (licence.find(f"{readers.RSL}payment") is None)
    assert "train-ai" not in document.decode()


LOWER, LETTERS, DIGITS = string.ascii_lowercase, string.ascii_letters, string.digits
KEYS = st.builds(str.__add__, st.sampled_from(LOWER + "*"), st.text(LOWER + DIGITS + "_.*-", max_size=12))
TOKENS = st.builds(
    str.__add__, st.sampled_from(LETTERS + "*"), st.text(LETTERS + DIGITS + "!#$%&'*+.^_`|~:/-", max_size=12)
)


@given(st.dictionaries(KEYS, TOKENS, min_size=1, max_size=5))
def test_a_dictionary_reads_back_with_somebody_elses_parser(members: dict[str, str]) -> None:
    written = dictionary(members)
    parsed: Any = http_sf.parse(written.encode(), tltype="dictionary")
    assert {key: str(value[0]) for key, value in parsed.items()} == members
    assert all(isinstance(value[0], http_sf.Token) for value in parsed.values())
    assert http_sf.ser({key: http_sf.Token(token) for key, token in members.items()}) == written


@pytest.mark.parametrize(
    "member", [("Train", "y"), ("train-ai", '"n"'), ("train-ai", ""), ("", "n"), ("a", "y, b=y"), ("a\n", "y")]
)
def test_what_is_no_dictionary_is_refused(member: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="structured dictionary"):
        dictionary(dict([member]))
