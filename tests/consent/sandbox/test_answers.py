"""Every answer on demand, by the live check's rules, and nothing of it real."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from artists.access import Denied, Invalid
from artists.catalog import identifiers
from artists.catalog.models import Asset
from artists.journal.models import Entry
from consent.choices.answers import Answer
from consent.decisions import checks
from consent.decisions.checks import Question, Verdict
from consent.decisions.reasons import every_reason
from consent.sandbox import entries
from consent.sandbox.actions import reset, say
from consent.sandbox.answers import check
from consent.sandbox.assets import ARTISTS, ASSETS, AYLA, BO, BY_ISRC, MODEL, SandboxAsset, named
from consent.sandbox.examples import ASKED_OF, EXAMPLES
from consent.sandbox.models import SandboxChoice
from consent.uses import USES, Need
from tests.cast import Cast, acting, track


def codes(verdict: Verdict) -> tuple[str, list[str]]:
    """The answer and its reasons' codes."""
    return verdict.answer, [reason.code for reason in verdict.reasons]


def ask(cast: Cast, use: str, key: str, kind: Need = Need.RECORDING, **more: str) -> tuple[str, list[str]]:
    """What the partner's sandbox says of a test asset."""
    [verdict] = check([Question(use, named(key, kind).id, **more)], partner_team_id=cast.partner.pk)
    return codes(verdict)


@pytest.mark.parametrize("code", [reason.code for reason in every_reason()])
def test_every_reason_there_is_can_be_had_on_demand(cast: Cast, code: str) -> None:
    example = EXAMPLES[code]
    [verdict] = check([example.question], partner_team_id=cast.partner.pk)
    answer, found = codes(verdict)
    assert answer == example.answer
    assert code in found


def test_every_identifier_is_well_formed_and_names_one_asset() -> None:
    assert len(ASSETS) == len({(one.kind, one.key) for one in ASSETS.values()})
    recordings = [one for one in ASSETS.values() if one.kind is Need.RECORDING]
    assert [identifiers.isrc(one.isrc) for one in recordings] == [one.isrc for one in recordings]
    songs = [one for one in ASSETS.values() if one.kind is Need.COMPOSITION]
    assert [identifiers.iswc(one.iswc) for one in songs] == [one.iswc for one in songs]
    assert all(isrc.startswith("ZZS0T26") for isrc in BY_ISRC)
    assert all("test artist" in artist.name for artist in ARTISTS.values())


def test_the_ids_never_change() -> None:
    assert str(named("yes").id) == YES
    assert named("yes").isrc == "ZZS0T2600001"


@pytest.mark.parametrize("asset", ASSETS.values(), ids=lambda asset: f"{asset.kind}-{asset.key}")
def test_each_asset_gives_the_reason_it_is_listed_with(cast: Cast, asset: SandboxAsset) -> None:
    use = "translate" if asset.key == "no-voice" else ASKED_OF[asset.kind]
    question = Question(use, asset.id, territory="PT")
    [verdict] = check([question], partner_team_id=cast.partner.pk)
    assert asset.gives in codes(verdict)[1]


def test_training_takes_the_model_that_the_licence_names(cast: Cast) -> None:
    assert ask(cast, "train", "yes", model=MODEL) == ("allow", ["licensed"])
    assert ask(cast, "train", "yes", model="Another 1.0") == ("ask", ["no_licence"])


def test_a_narrowed_yes_and_a_narrowed_licence_hold_where_they_say(cast: Cast) -> None:
    assert ask(cast, "remix", "germany", territory="DE") == ("allow", ["licensed"])
    assert ask(cast, "remix", "germany") == ("deny", ["territory_not_named"])
    assert ask(cast, "remix", "licence-eu", territory="FR") == ("allow", ["licensed"])
    assert ask(cast, "remix", "licence-eu", territory="US") == ("ask", ["no_licence"])


def test_an_artist_can_be_made_to_say_no_and_yes_and_be_put_back(cast: Cast) -> None:
    rin = acting(cast.rin, cast.partner)
    say(AYLA, Answer.OFF, actor=rin)
    assert ask(cast, "remix", "yes") == ("deny", ["choice_off"])
    assert ask(cast, "speak", AYLA, Need.VOICE) == ("deny", ["choice_off"])
    assert ask(cast, "remix", "licence-eu", territory="FR") == ("allow", ["licensed"]), "Bo was asked nothing"
    say(AYLA, Answer.ON, actor=rin)
    assert ask(cast, "remix", "off") == ("allow", ["licensed"])
    assert reset(actor=rin) == 1
    assert ask(cast, "remix", "off") == ("deny", ["choice_off"])
    assert reset(actor=rin) == 0
    said = [entries.SAID, entries.SAID, entries.RESET]
    written = Entry.objects.filter(type__startswith="sandbox.").order_by("pk")
    assert list(written.values_list("type", flat=True)) == said


def test_the_same_press_twice_is_one_act(cast: Cast) -> None:
    rin = acting(cast.rin, cast.partner)
    say(BO, Answer.OFF, actor=rin)
    say(BO, Answer.OFF, actor=rin)
    assert Entry.objects.filter(type=entries.SAID).count() == 1


def test_one_partners_sandbox_is_not_anothers(cast: Cast) -> None:
    say(AYLA, Answer.OFF, actor=acting(cast.rin, cast.partner))
    [elsewhere] = check([Question("remix", named("yes").id)], partner_team_id=cast.label.pk)
    assert codes(elsewhere) == ("allow", ["licensed"])


def test_only_a_partner_who_may_ask_plays(cast: Cast) -> None:
    with pytest.raises(Denied):
        say(AYLA, Answer.OFF, actor=acting(cast.dana, cast.label))
    with pytest.raises(Denied):
        reset(actor=acting(cast.ayla, cast.artist))
    with pytest.raises(Invalid, match="no such artist"):
        say("marsh", Answer.OFF, actor=acting(cast.rin, cast.partner))


def test_the_sandbox_knows_nothing_of_real_assets_nor_the_live_check_of_its(cast: Cast) -> None:
    real = track("Saltglass", cast.ayla_marsh, performer=cast.artist)
    [verdict] = check([Question("remix", real.pk)], partner_team_id=cast.partner.pk)
    assert codes(verdict) == ("deny", ["unknown_asset"])
    questions = [Question(ASKED_OF[one.kind], one.id) for one in ASSETS.values()]
    questions += [Question("remix", isrc=isrc) for isrc in BY_ISRC]
    found = checks.check(questions, partner_team_id=cast.partner.pk)
    assert {tuple(codes(one)[1]) for one in found} == {("unknown_asset",)}


def test_answers_take_one_query_of_the_sandboxs_own_table(cast: Cast) -> None:
    questions = [Question(use, one) for use in USES for one in ASSETS]
    with CaptureQueriesContext(
        connection,
    ) as seen:
        check(questions, partner_team_id=cast.partner.pk)
    [query] = seen.captured_queries
    assert SandboxChoice._meta.db_table in query["sql"]
    assert Asset._meta.db_table not in query["sql"]


_questions = st.builds(
    Question,
    use=st.sampled_from([*USES, "levitate"]),
    asset=st.sampled_from([None, *ASSETS, uuid4()]),
    territory=st.sampled_from([None, "DE", "US"]),
    model=st.sampled_from([None, MODEL, "Another 1.0"]),
    isrc=st.none(),
    iswc=st.none(),
    artist=st.sampled_from([None, *(artist.id for artist in ARTISTS.values())]),
    experience=st.sampled_from([None, uuid4()]),
    at=st.none(),
)


@pytest.mark.django_db
@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(questions=st.lists(_questions, max_size=20))
def test_an_answer_never_says_yes_and_no_at_once(questions: list[Question]) -> None:
    at = timezone.now()
    for question, verdict in zip(questions, check(questions, partner_team_id=0, at=at), strict=True):
        assert verdict.reasons
        assert verdict.at == at
        assert (verdict.answer == "allow") is (codes(verdict)[1] == ["licensed"])
        assert verdict.asset in (question.asset, None) or question.asset is None


YES = "7bc96ac2-0217-5a58-93ae-30b5520514b1"
