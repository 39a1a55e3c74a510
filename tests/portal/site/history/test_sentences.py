"""Every kind of act has its own sentence."""

from uuid import uuid4

from django.utils import timezone

from artists.journal import types
from artists.journal.models import Entry
from artists.journal.selectors import Press, Tally
from portal.site.history.names import Names
from portal.site.history.parts import Sentence
from portal.site.history.sentences import PRESENTERS, sentence


def test_every_registered_type_of_entry_has_a_presenter() -> None:
    assert sorted(set(types.registered()) - set(PRESENTERS)) == []


def act(type_: str, kind: str, **data: object) -> Entry:
    return Entry(
        at=timezone.now(),
        type=type_,
        subject_kind=kind,
        subject_id="",
        batch=uuid4(),
        data=data,
        team_id=1,
        concerns=[1],
    )


def says(*acts: Entry, tallies: tuple[tuple[str, int], ...] = ()) -> Sentence:
    counts = tuple(Tally(type_, "", "", "", number) for type_, number in tallies)
    return sentence(Press(acts[0].batch, acts, counts, None), Names(team_id=1))


def test_a_delivery_is_one_sentence_that_says_how_far_it_has_come() -> None:
    upload = act("delivery.received", "delivery", file="spring.xml")
    assert says(upload).words == "uploaded “spring.xml”"
    whole = says(
        upload,
        tallies=(
            ("track.added", 12), ("release.added", 1), ("song.added", 1200), ("holding.added", 36),
            ("delivery.received", 1), ("delivery.confirmed", 1), ("delivery.done", 1),
        ),
    )  # fmt: skip
    assert whole.words == "brought in “spring.xml”"
    assert whole.notes == ("added 1 release, 12 tracks and 1,200 songs, recorded 36 rights",)


def test_a_line_of_the_catalogue_names_what_it_is_about_and_what_changed() -> None:
    assert says(act("artist.added", "artist", name="Ayla Marsh")).words == "added the artist Ayla Marsh"
    changed = says(act("release.changed", "release", title="Low Tide", fields=[["upc", "", "123"]]))
    assert (changed.words, changed.notes) == ("changed the release Low Tide", ("upc: nothing to “123”",))
    share = says(act("holding.changed", "asset", title="Noon", right="master", team=5, share_bp=2500, before_bp=5000))
    assert share.words == "changed a share of Noon"
    assert share.notes == ("Master, a team that is gone", "50 % to 25 %")


def test_no_presenter_is_left_of_a_type_that_is_gone() -> None:
    assert sorted(set(PRESENTERS) - set(types.registered())) == []


def test_a_holder_is_not_told_how_much_a_partner_reported_of_what_others_hold() -> None:
    reported = act("report.received", "reports", batch="b", lines=9312, outside=7)
    registered = act("output.registered", "reports", batch="b", outputs=57)
    assert (says(reported).subject, says(registered).subject) == ("9,312 uses", "57 outputs")
    for one in (reported, registered):
        told = sentence(Press(one.batch, (one,), (), None), Names(team_id=2))
        assert not any(sign.isdigit() for sign in f"{told.words} {told.subject} {told.notes}")
