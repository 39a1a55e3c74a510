"""Somebody reports something made; it may be silent meanwhile; an operator answers, and everybody concerned is told."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from artists.access import Conflict, Denied, Invalid
from artists.journal.models import Entry
from artists.journal.outbox import drain
from artists.notices.models import Notice
from artists.webhooks.actions import Wanted, add_endpoint
from artists.webhooks.models import Event
from consent.claims import forgetting, hiding, selectors
from consent.claims.answering import answer
from consent.claims.models import Claim
from consent.claims.opening import Said, ask_to_take_down, open_claim
from consent.making.fan import Fan
from consent.reports.models import Output
from tests.cast import Cast, acting
from tests.support.claiming import VISITOR, a_making, an_output, claimed, stranger
from tests.support.reporting import open_track


@pytest.fixture
def output(cast: Cast) -> Output:
    return an_output(cast)


def titles(person: object) -> set[str]:
    """What somebody was told."""
    return set(Notice.objects.filter(person=person, withdrawn_at=None).values_list("title", flat=True))


def test_a_claim_silences_and_its_answer_takes_down_and_tells_everybody(cast: Cast, output: Output) -> None:
    a_making(cast, output)
    told = Wanted("Ours", "https://halcyon.example/hook", ("claim.opened", "claim.answered"))
    add_endpoint(told, scheme="v1", actor=acting(cast.rin, cast.partner))
    first = claimed(output, email="someone@demo.test")
    second = open_claim(output, Said("harm", ""), fan=Fan(cast.stranger.pk, "", "b" * 64))
    assert hiding.silenced([output.pk])[output.pk].until == first.answer_due_at
    drain()
    assert "In the rain: rights" in " ".join(titles(cast.olu))
    assert {"Somebody reported In the rain"} <= titles(cast.rin) & titles(cast.ayla) & titles(cast.dana)
    assert [one.subject for one in mail.outbox if one.to == ["someone@demo.test"]] == [
        f"Thank you, we have it: {first.reference}"
    ]

    olu = acting(cast.olu, cast.operator)
    assert len(answer(first, "uphold", "It is their song.", actor=olu)) == 2
    drain()
    output.refresh_from_db()
    second.refresh_from_db()
    assert (output.gone, second.state, hiding.silenced([output.pk])) == ("claim", "upheld", {})
    assert "We took down “In the rain”" in titles(cast.fay)
    assert f"Your report {second.reference}: it was taken down" in titles(cast.stranger)
    assert "In the rain: it was taken down" in titles(cast.theo)
    assert not Notice.objects.filter(person=cast.olu, needs_answer=True, withdrawn_at=None).exists()
    assert any("It is their song." in letter.body for letter in mail.outbox if letter.to == ["someone@demo.test"])
    assert set(Event.objects.values_list("type", flat=True)) == {"claim.opened", "claim.answered"}
    said = " ".join(Event.objects.values_list("body", flat=True)) + str(
        list(Entry.objects.filter(subject_kind="claim").values_list("data", flat=True))
    )
    assert "someone@" not in said
    assert "my song" not in said

    with pytest.raises(Conflict, match="meanwhile"):
        answer(first, "dismiss", "No.", actor=olu)
    with pytest.raises(Conflict, match="gone already"):
        claimed(output, fan=stranger(9))


def test_nobody_silences_by_the_dozen(cast: Cast) -> None:
    track = open_track(cast)
    outputs = [an_output(cast, f"o-{n}", asset=track) for n in range(5)]
    olu = acting(cast.olu, cast.operator)
    claims = [claimed(one) for one in outputs]
    assert [one.hides for one in claims] == [True, True, True, False, False]
    assert claimed(outputs[0]) == claims[0]
    with pytest.raises(Denied, match="a lot at once"):
        claimed(outputs[4], "harm")
    for one in claims:
        answer(one, "dismiss", "They agreed, and signed.", actor=olu)
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        again = claimed(outputs[1], "harm")
        assert not again.hides, "whoever was wrong twice silences nothing for a while"
        assert claimed(outputs[2], "harm", fan=stranger(1)).hides
        assert not claimed(outputs[2], "rights", fan=stranger(2)).hides, "somebody has looked at that"
        asked = ask_to_take_down(outputs[3], "We never liked it.", actor=acting(cast.dana, cast.label))
        assert asked.hides, "a holder is heard whatever others said"
        weighed = selectors.weighed(acting(cast.olu, cast.operator), again.pk)
        assert weighed
        assert (weighed.before, weighed.right) == (5, 0)


def test_who_may_and_what_makes_no_sense(cast: Cast, output: Output) -> None:
    olu = acting(cast.olu, cast.operator)
    for kind, words, match in (
        ("", "x", "what is wrong"),
        ("rights", " ", "sentence"),
        ("rights", "a\u202eb", "hidden"),
    ):
        with pytest.raises(Invalid, match=match):
            open_claim(output, Said(kind, words), fan=VISITOR)
    claim = claimed(output, "label")
    assert not claim.hides
    for who, of in ((cast.rin, cast.partner), (cast.ayla, cast.artist)):
        with pytest.raises(Denied):
            answer(claim, "dismiss", "No.", actor=acting(who, of))
    with pytest.raises(Denied):
        ask_to_take_down(output, "It is ours.", actor=acting(cast.stranger, cast.other_artist))
    for act, sentence, more in (
        ("dismiss", "", {}),
        ("nod", "Yes.", {}),
        ("mend", "Right.", {}),
        ("mend", "R.", {"contains_ai": "?"}),
    ):
        with pytest.raises(Invalid):
            answer(claim, act, sentence, actor=olu, **more)
    answer(claim, "mend", "The voice is AI too.", actor=olu, contains_ai="All", credit="In the rain, by everybody")
    output.refresh_from_db()
    mended = selectors.mended(output.pk)
    assert mended
    assert (output.gone, mended.contains_ai, mended.credit) == ("", "All", "In the rain, by everybody")
    assert set(Claim.objects.visible_to(acting(cast.ayla, cast.artist))) == {claim}
    assert not Claim.objects.visible_to(acting(cast.stranger, cast.other_artist)).exists()


def test_who_made_a_claim_is_forgotten_in_time(cast: Cast, output: Output) -> None:
    claim = claimed(output, "label", email="someone@demo.test")
    answer(claim, "dismiss", "It is right as it is.", actor=acting(cast.olu, cast.operator))
    now = timezone.now()
    assert forgetting.forget_who_claimed(now=now + timedelta(days=100)) == 0
    assert forgetting.forget_who_claimed(now=now + timedelta(days=200)) == 1
    claim.refresh_from_db()
    assert (claim.email, claim.visitor, claim.address, claim.words) == ("", "", "", "This is my song.")
