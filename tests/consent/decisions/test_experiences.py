"""A licence for an experience covers what is made within it, as often as its holders agreed to, and nothing else."""

from datetime import timedelta

from django.utils import timezone

from consent.choices.answers import Answer
from consent.decisions import permits, status, wishes
from consent.decisions.checks import Question, Verdict, check
from consent.licences.models import Cover
from tests.cast import Cast, acting
from tests.consent.decisions.scenes import answer, own_track
from tests.support.experiencing import live


def ask(cast: Cast, question: Question) -> Verdict:
    [verdict] = check([question], partner_team_id=cast.partner.pk)
    return verdict


def test_within_the_experience_alone(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ON)
    Cover.objects.all().delete()  # the cast's licence for everything
    made = live(cast.partner, [cast.artist], [asset])
    assert ask(cast, Question("remix", asset.pk, experience=made.pk)).answer == "allow"
    assert [one.code for one in ask(cast, Question("remix", asset.pk)).reasons] == ["no_licence"]
    [other] = check([Question("remix", asset.pk, experience=made.pk)], partner_team_id=cast.label.pk)
    assert [one.code for one in other.reasons] == ["unknown_experience"]


def test_it_rests_on_its_own_licence_even_beside_one_for_everything(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ON)
    made = live(cast.partner, [cast.artist], [asset])
    versions = ask(cast, Question("remix", asset.pk, experience=made.pk)).versions
    assert made.licence is not None
    assert versions == (made.licence.in_force_id,)
    assert made.licence.in_force_id not in ask(cast, Question("remix", asset.pk)).versions


def test_no_more_is_permitted_than_the_holders_agreed_to(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ON)
    made = live(cast.partner, [cast.artist], [asset], outputs_a_day=3)
    question = Question("remix", asset.pk, experience=made.pk)
    rin = acting(cast.rin, cast.partner)

    def wanted(quantity: int) -> wishes.Asked:
        return wishes.Asked(question, ask(cast, question), wishes.Wish(quantity, single_use=True))

    first, second, third = permits.issue([wanted(2), wanted(2), wanted(1)], actor=rin)
    assert [second, isinstance(first, str), isinstance(third, str)] == ["experience_full", False, False]
    assert [one.code for one in ask(cast, question).reasons] == ["experience_full_today"]
    # What was permitted before it was full stands.
    assert status.call_back() == 0
    # What was permitted and never made counts no more once the permit has run out.
    [later] = check([question], partner_team_id=cast.partner.pk, at=timezone.now() + timedelta(minutes=11))
    assert later.answer == "allow"
