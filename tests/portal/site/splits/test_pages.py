"""The pages of splits: lists, one split, many at once, files, disputes."""

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from artists.accounts.models import User
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.splits import actions, disputes
from consent.splits.models import Dispute, Split
from consent.splits.states import Side, State
from tests.cast import Cast, hold, song_of, track
from tests.support.splitting import agreed, ayla, dana, in_days, shared_track, today, wanted


class Pages:
    """A person at a team's pages of splits."""

    def __init__(self, user: User, team: Team) -> None:
        self.client, self.team = Client(), team
        self.client.force_login(user)

    def at(self, name: str, *args: object) -> str:
        """An address of this team's."""
        return reverse(f"site:{name}", args=[self.team.slug, *args])

    def get(self, name: str, *args: object, status: int = 200, **query: object) -> str:
        """A page's text."""
        answer = self.client.get(self.at(name, *args), query)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()

    def post(self, name: str, *args: object, query: str = "", **data: object) -> HttpResponse:
        """What comes of a press."""
        return self.client.post(self.at(name, *args) + query, data)


@pytest.fixture
def hers(cast: Cast) -> Pages:
    """Ayla's."""
    return Pages(cast.ayla, cast.artist)


@pytest.fixture
def theirs(cast: Cast) -> Pages:
    """The label's."""
    return Pages(cast.dana, cast.label)


def shares(cast: Cast, artist: str, label: str, **more: object) -> dict[str, object]:
    """A filled form."""
    return {f"share-{cast.artist.pk}": artist, f"share-{cast.label.pk}": label, "effective_on": str(today()), **more}


def test_a_split_is_proposed_and_agreed_on_pages(cast: Cast, hers: Pages, theirs: Pages) -> None:
    night = shared_track(cast)
    one = (night.pk, "recording")
    assert "Saltglass" in theirs.get("splits", show="none")
    assert "Nothing is agreed yet" in theirs.get("split", *one)
    form = theirs.get("split_propose", *one, fill="catalogue")
    assert 'value="100' in form  # the label's master, and nothing for the performer: the form is not sent half filled
    assert theirs.post("split_propose", *one, **shares(cast, "", "100")).status_code == 422
    wrong = theirs.post("split_propose", *one, **shares(cast, "60", "30"))
    assert (wrong.status_code, "10 % is missing" in wrong.content.decode()) == (422, True)
    sent = theirs.post("split_propose", *one, **shares(cast, "35,5", "64.5 %", reason="As in the contract."))
    assert (sent.status_code, sent["Location"]) == (302, theirs.at("split", *one))
    assert theirs.post("split_propose", *one, **shares(cast, "50", "50")).status_code == 409

    listed = hers.get("splits")
    assert "As in the contract." in listed
    assert "1 proposed split needs your answer" in listed
    assert "Your answer is needed" in hers.get("split", *one)
    split = Split.objects.get()
    assert hers.post("split_answer", *one, split=split.pk, agrees="no", reason="").status_code == 422
    assert hers.post("split_answer", *one, split=split.pk, agrees="perhaps").status_code == 422
    assert hers.post("split_answer", *one, split=99, agrees="yes").status_code == 404
    assert hers.post("split_answer", *one, split=split.pk, agrees="yes").status_code == 302
    assert hers.post("split_answer", *one, split=split.pk, agrees="yes").status_code == 409
    page = hers.get("split", *one)
    assert "35.5 %" in page
    assert "64.5 %" in page
    assert "Saltglass" in hers.get("splits", show="agreed", q="saltg")
    assert "Nothing matches" in hers.get("splits", show="agreed", q="nothing like it")


def test_a_proposal_is_refused_with_a_reason_or_taken_back(cast: Cast, hers: Pages, theirs: Pages) -> None:
    night = shared_track(cast)
    one = (night.pk, "recording")
    first = actions.propose(night, wanted({cast.artist: 5_000, cast.label: 5_000}), actor=dana(cast))
    assert hers.post("split_answer", *one, split=first.pk, agrees="no", reason="I wrote it all.").status_code == 302
    assert "I wrote it all." in theirs.get("split", *one)
    assert "Saltglass" in theirs.get("splits", show="refused")
    actions.propose(night, wanted({cast.artist: 5_000, cast.label: 5_000}), actor=dana(cast))
    assert hers.post("split_withdraw", *one).status_code == 403
    assert theirs.post("split_withdraw", *one).status_code == 302
    assert theirs.post("split_withdraw", *one).status_code == 409
    assert list(Split.objects.values_list("state", flat=True)) == ["refused", "withdrawn"]


def test_who_joined_later_is_seen_and_strangers_see_nothing(cast: Cast, hers: Pages) -> None:
    night = shared_track(cast)
    agreed(night, {cast.artist: 6_000, cast.label: 4_000}, dana(cast), ayla(cast))
    hold(night, cast.other_artist, "performer", None)
    assert "<b>Sol Strange</b> holds a right and has no part in this split" in " ".join(
        hers.get("split", night.pk, "recording").split()
    ).replace(" holds", " holds")
    assert "Sol Strange" in Pages(cast.stranger, cast.other_artist).get("split", night.pk, "recording")
    publisher = Pages(cast.theo, cast.publisher)
    publisher.get("split", night.pk, "recording", status=404)  # what performer and master share is not the publisher's
    publisher.get("split", song_of(night).pk, "song")
    publisher.get("split", night.pk, "whole")
    publisher.get("split", night.pk, "song", status=404)
    publisher.get("split", UUID(int=7), "song", status=404)
    Pages(cast.rin, cast.partner).get("splits", status=404)


def test_two_hundred_and_forty_are_confirmed_with_one_press(cast: Cast, hers: Pages, theirs: Pages) -> None:
    works = [shared_track(cast, f"Song {number}").pk for number in range(24)]
    actions.propose_many(works, wanted({cast.artist: 6_000, cast.label: 4_000}, reason="All alike."), actor=dana(cast))
    listed = hers.get("splits")
    assert "Answer all 24" in listed
    address = hers.at("splits_group")
    query = listed.partition(address)[2].partition('"')[0].replace("&amp;", "&")
    page = hers.client.get(address + query).content.decode()
    assert "Confirm all 24" in page
    last = Split.objects.latest("pk").pk
    later = shared_track(cast, "One more").pk
    actions.propose_many(
        [later], wanted({cast.artist: 6_000, cast.label: 4_000}, reason="All alike."), actor=dana(cast)
    )
    assert hers.post("splits_group", query=query, act="no", last=last).status_code == 422
    assert hers.post("splits_group", query=query, act="yes", last=last).status_code == 302
    assert Split.objects.filter(state=State.AGREED).count() == 24  # and not what came after the look
    assert theirs.post("splits_group", query=query, act="back", last=last + 99).status_code == 302
    assert Split.objects.get(asset=later).state == State.WITHDRAWN
    assert "None of these is on the table" in hers.client.get(address + query).content.decode()
    for rubbish in ("", "?by=1", "?by=²&side=song&division=1:1&on=2026-01-01", query + "&side=x", "?division=1:2:3"):
        assert hers.client.get(address + rubbish).status_code == 404
    stranger = f"?by={cast.label.pk}&side=recording&division={cast.partner.pk}:10000&on=2026-01-01"
    assert hers.client.get(address + stranger).status_code == 404  # who somebody is by a number is not for guessing


def test_one_division_for_everything_alike(cast: Cast, theirs: Pages) -> None:
    for number in range(3):
        shared_track(cast, f"Song {number}")
    track("Alone", cast.ayla_marsh, performer=cast.artist)
    page = theirs.get("splits_many")
    assert "Propose for 3" in page
    teams = f"{cast.artist.pk},{cast.label.pk}"
    query = f"?side=recording&teams={teams}&artist={cast.ayla_marsh.pk}"
    assert "for 3 works" in theirs.client.get(theirs.at("splits_propose") + query).content.decode()
    assert theirs.post("splits_propose", query=query, **shares(cast, "50", "40")).status_code == 422
    assert theirs.post("splits_propose", query=query, **shares(cast, "50", "50")).status_code == 302
    assert Split.objects.filter(state=State.PROPOSED).count() == 3
    assert "There is nothing to propose" in theirs.client.get(theirs.at("splits_propose") + query).content.decode()
    for rubbish in (
        "",
        "?side=song",
        f"?side=recording&teams={cast.artist.pk}",
        f"?side=recording&teams={teams}&artist=x",
        f"?side=recording&teams={cast.label.pk},{cast.partner.pk}",
    ):
        assert theirs.client.get(theirs.at("splits_propose") + rubbish).status_code == 404


def test_a_file_is_proposed_whole_or_not_at_all(cast: Cast, theirs: Pages) -> None:
    first, second = shared_track(cast, "One"), shared_track(cast, "Two")
    for asset, isrc in ((first, "NOX4A2400001"), (second, "NOX4A2400002")):
        Asset.objects.filter(pk=asset.pk).update(isrc=isrc)

    def bring(*lines: str, **more: object) -> HttpResponse:
        text = "\n".join(["code,team,basis_points", *lines]).encode()
        file = SimpleUploadedFile("splits.csv", text)
        return theirs.post("splits_upload", file=file, effective_on=str(today()), **more)

    good = (
        "NO-X4A-24-00001,Ayla Marsh,3500", "NOX4A2400001,northlight records,6500",
        "NOX4A2400002,ayla-marsh,3500", "NOX4A2400002,Northlight Records,6500",
    )  # fmt: skip
    wrong = bring(
        *good[:3], "NOX4A2400002,Nobody,6500", "T0345246802,Ayla Marsh,1", "NOX4A2400009,Ayla Marsh,10000",
        "NOX4A2400002,ayla-marsh,1", "x", "NOX4A2400002,Ayla Marsh,-1", "NOX4A2400002,Ayla Marsh,1e3",
    )  # fmt: skip
    text = wrong.content.decode()
    assert wrong.status_code == 422
    for said in ("No team is called “Nobody”", "is not in the catalogue", "named twice", "There are 1 cells", "“1e3”"):
        assert said in text
    assert "must be named too" in bring(good[0]).content.decode()
    assert "come to 9,999" in bring("NOX4A2400001,ayla-marsh,3499", good[1]).content.decode()
    assert "holds no right on this side" in bring(*good[:2], "NOX4A2400001,harbour-songs,0").content.decode()
    assert bring(*good, check="1").status_code == 200
    assert not Split.objects.exists()
    assert bring(*good).status_code == 302
    assert set(Split.objects.values_list("asset_id", "state")) == {(first.pk, "proposed"), (second.pk, "proposed")}
    assert "on the table for this already" in bring(*good).content.decode()
    for rubbish in (b"\xff\xfe", b"a,b,c\n", b"", b"code,team,basis_points\n\x00"):
        file = SimpleUploadedFile("splits.csv", rubbish)
        assert theirs.post("splits_upload", file=file, effective_on=str(today())).status_code == 422


def test_a_share_is_disputed_and_the_dispute_ends(cast: Cast, hers: Pages, theirs: Pages) -> None:
    night = shared_track(cast)
    one = (night.pk, "recording")
    agreed(night, {cast.artist: 6_000, cast.label: 4_000}, dana(cast), ayla(cast))
    operator = Pages(cast.olu, cast.operator)
    said = {"against": cast.label.pk, "percent": "12.5", "reason": "The bridge is ours."}
    assert hers.post("split_dispute", *one, **said | {"percent": "41"}).status_code == 422
    assert hers.post("split_dispute", *one, **said | {"reason": ""}).status_code == 422
    assert hers.post("split_dispute", *one, **said).status_code == 302
    assert operator.post("split_dispute", *one, **said | {"behalf": "sol-strange"}).status_code == 302
    assert "12.5 % of everything waits" in theirs.get("split", *one)
    assert "The bridge is ours." in operator.get("splits")
    mine, outside = Dispute.objects.order_by("pk")
    assert theirs.post("dispute_end", mine.pk, act="withdraw").status_code == 403
    assert Pages(cast.theo, cast.publisher).post("dispute_end", mine.pk, act="withdraw").status_code == 404
    assert hers.post("dispute_end", mine.pk, act="withdraw").status_code == 302
    assert operator.post("dispute_end", outside.pk, act="dismiss").status_code == 422
    assert operator.post("dispute_end", outside.pk, act="dismiss", sentence="No proof was given.").status_code == 302
    assert operator.post("dispute_end", outside.pk, act="dismiss", sentence="Again.").status_code == 409
    assert "No proof was given." in theirs.get("split", *one)
    assert "The bridge is ours." in operator.get("splits", show="ended")


def test_pages_cost_the_same_for_few_and_many(cast: Cast, hers: Pages, theirs: Pages) -> None:
    def queries(count: int, name: str) -> list[int]:
        works = [shared_track(cast, f"{name} {number}") for number in range(count)]
        for work in works[: count // 2]:
            agreed(work, {cast.artist: 6_000, cast.label: 4_000}, dana(cast), ayla(cast))
            disputes.dispute(work, Side.RECORDING, cast.label, 100, "Ours.", actor=ayla(cast))
            more = wanted({cast.artist: 7_000, cast.label: 3_000}, on=in_days(2), reason=str(work))
            actions.propose(work, more, actor=dana(cast))
        spent = []
        for show in ("needs", "waiting", "none", "agreed", "refused", "disputed"):
            with CaptureQueriesContext(connection) as asked:
                hers.get("splits", show=show)
            spent.append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            hers.get("splits_many")
        return [*spent, len(asked)]

    hers.get("splits")
    assert queries(2, "few") == queries(10, "many")
