"""What machines read outside is what a check answers a stranger: for every asset, every use, after any history.

The history is that of `test_standing`: people answer, narrow, pause, undo; holders come and go; songs are unlinked.
After every step the answers behind the signals must equal the check's; at the end every document and header is fetched
and read by parsers that are not ours.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test

from artists.catalog.models import Artist, Asset
from consent.choices.actions import Consent, choose, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.decisions import posture
from consent.decisions.checks import Question, check
from consent.uses import USES, Need, outward, text_of
from consent.uses.outward import ASK, DENY
from tests.portal.wellknown import readers
from tests.properties.test_standing import Histories

ORIGIN = "http://testserver"


def told(asset: Asset | None, uses: list[str]) -> dict[str, str]:
    """What a check answers somebody without any licence, here and now, everywhere."""
    if asset is None:
        return dict.fromkeys(uses, DENY)
    verdicts = check([Question(use, asset.pk) for use in uses], partner_team_id=None)
    return {use: verdict.answer for use, verdict in zip(uses, verdicts, strict=True)}


def expected_of_track(track: Asset) -> dict[str, str]:
    """For a recording its own answers, and the least of those of everybody credited for voice and likeness."""
    answers = told(track, [use.code for use in USES.values() if use.subject is Need.RECORDING])
    people = Artist.objects.filter(credits__recording=track)
    for need in (Need.VOICE, Need.LIKENESS):
        uses = [use.code for use in USES.values() if use.subject is need]
        each = [told(Asset.objects.filter(artist=one, kind=need).first(), uses) for one in people]
        answers |= {use: outward.least(dict(enumerate_answers(each, use)), map(str, range(len(each)))) for use in uses}
    return answers


def enumerate_answers(each: list[dict[str, str]], use: str) -> list[tuple[str, str]]:
    """One use's answers, by place."""
    return [(str(place), one[use]) for place, one in enumerate(each)]


def expected_of_artist(artist: Artist, tracks: list[Asset]) -> dict[str, str]:
    """The least over all tracks; the artist's own voice and likeness."""
    each = [told(track, list(USES)) for track in tracks]
    found = {}
    for use in USES.values():
        if use.subject is Need.RECORDING:
            found[use.code] = ASK if each and all(one[use.code] == ASK for one in each) else DENY
        else:
            own = Asset.objects.filter(artist=artist, kind=use.subject).first()
            found |= told(own, [use.code])
    return found


class Outward(Histories):
    """Everything that `Histories` does, heard from outside. It begins with a yes to nearly everything."""

    @initialize(
        answers=st.lists(st.sampled_from([Answer.ON, Answer.ON, Answer.ASK, Answer.OFF]), min_size=10, max_size=10)
    )
    def everybody_answers(self, answers: list[Answer]) -> None:
        held = {"artist": ["studio", "live", "other"], "label": ["studio"], "publisher": ["other"]}
        for use, answer in zip(USES.values(), answers, strict=True):
            consent = Consent(text_of(use.code).sha256, reviewed=True)
            if use.subject is Need.RECORDING:
                for who, names in held.items():
                    pks = [self.tracks[name].pk for name in names]
                    self.attempt(choose_for_tracks, pks, use.code, State(answer), who=who, consent=consent)
            if use.answered_on != "track":
                own = self.people.likeness if use.subject is Need.LIKENESS else self.people.voice
                self.attempt(choose, own.pk, use.code, State(answer), who="artist", consent=consent)
        self.every_document_says_what_the_check_says()  # while much is open: most histories end with little

    def teardown(self) -> None:
        try:
            self.every_document_says_what_the_check_says()
        finally:
            super().teardown()

    @invariant()
    def the_answers_behind_the_signals_are_the_checks(self) -> None:
        artist = self.people.ayla_marsh
        for track in self.tracks.values():
            assert posture.answers_for_track(track) == expected_of_track(track)
        assert posture.answers_for_artist(artist) == expected_of_artist(artist, list(self.tracks.values()))
        listed = {one.key: one.answers for one in posture.open_tracks(artist)}
        for track in self.tracks.values():
            own = told(track, list(posture.OF_RECORDINGS))
            assert listed.get(str(track.pk), dict.fromkeys(own, DENY)) == own

    def every_document_says_what_the_check_says(self) -> None:
        client = Client()
        each = {track: expected_of_track(track) for track in self.tracks.values()}
        for track, answers in each.items():
            self.a_track_says(client, track, answers)
        artist = self.people.ayla_marsh
        self.the_artist_says(client, artist, expected_of_artist(artist, list(each)), each)

    def a_track_says(self, client: Client, track: Asset, answers: dict[str, str]) -> None:
        page = client.get(reverse("fans:track", args=[track.pk]))
        here = ORIGIN + reverse("fans:track", args=[track.pk])
        the_header_says(page, answers)
        assert readers.link(page) == readers.tags(page.content)["licence"]
        offered = any(answers[use] == ASK for use in outward.MINING)
        reservation, policy = readers.tdm_header(page)
        assert (reservation, bool(policy)) == (1, offered)
        assert readers.tags(page.content).get("tdm-policy", "") == policy
        if offered:
            _, targets = readers.policy(client.get(readers.path_of(policy)).content)
            assert here in targets or ORIGIN + reverse("fans:artist", args=["ayla-marsh"]) in targets
        document = client.get(readers.path_of(readers.link(page)))
        the_terms_say(readers.rsl(document.content)[here], answers)
        entries = readers.cawg(client.get(reverse("wellknown:track_cawg", args=[track.pk])).content)
        for use in USES:
            key = outward.words_for(use).cawg or f"testserver.{use}"
            assert entries[key] == answers[use], (track, use)
        said = readers.tdmai(client.get(reverse("wellknown:track_tdmai", args=[track.pk])).content)
        assert set(said.values()) == {"deny"}

    def the_artist_says(
        self, client: Client, artist: Artist, answers: dict[str, str], each: dict[Asset, dict[str, str]]
    ) -> None:
        page = client.get(reverse("fans:artist", args=[artist.slug]))
        the_header_says(page, answers)
        terms = readers.rsl(client.get(readers.path_of(readers.link(page))).content)
        the_terms_say(terms[ORIGIN + reverse("fans:artist", args=[artist.slug])], answers)
        for track, own in each.items():
            # What the document does not name is the site's business, and that says no.
            said = terms.get(ORIGIN + reverse("fans:track", args=[track.pk]))
            the_terms_say(said or dict.fromkeys(outward.RSL_TOKENS, DENY), own)
        minable = {track for track, own in each.items() if any(own[use] == ASK for use in outward.MINING)}
        offer = client.get(reverse("wellknown:artist_policy", args=[artist.slug]))
        assert bool(readers.tdm_header(page)[1]) == bool(minable) == (offer.status_code == 200)
        if minable:
            _, targets = readers.policy(offer.content)
            whole = {ORIGIN + reverse("fans:artist", args=[artist.slug])}
            single = {ORIGIN + reverse("fans:track", args=[track.pk]) for track in minable}
            assert targets == (whole if len(minable) == len(each) else single)


def the_header_says(page: Any, answers: dict[str, str]) -> None:
    """AIPREF knows two words and no ask: whatever is not allowed to everybody is no."""
    read = readers.content_usage(page)
    assert set(read) == {"train-ai", "search"}
    for use, key in (("train", "train-ai"), ("discover", "search")):
        assert read[key] == ("allow" if answers[use] == "allow" else "deny")


def the_terms_say(said: dict[str, str], answers: dict[str, str]) -> None:
    """RSL's four tokens: each the least of the uses it stands for."""
    for token, uses in {
        "ai-train": ["train", "analyse"],
        "ai-input": ["reference"],
        "ai-index": ["discover"],
        "search": ["discover"],
    }.items():
        assert said[token] == (ASK if all(answers[use] == ASK for use in uses) else DENY), token


@pytest.mark.django_db
def test_every_signal_says_what_a_check_says_after_any_history() -> None:
    run_state_machine_as_test(
        Outward,
        settings=settings(
            max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
