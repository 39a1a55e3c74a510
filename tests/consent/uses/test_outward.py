"""The one table from our uses to the words of others: complete, spelled as each standard does, and silence is no."""

from hypothesis import given
from hypothesis import strategies as st

from consent.uses import USES, outward
from consent.uses.outward import ALLOW, ASK, DENY

ANSWERS = st.dictionaries(st.sampled_from(sorted(USES)), st.sampled_from([ALLOW, ASK, DENY]))
ORDER = {DENY: 0, ASK: 1, ALLOW: 2}


def all_of(answer: str) -> dict[str, str]:
    return dict.fromkeys(USES, answer)


def test_every_use_has_its_words() -> None:
    for use in USES:
        words = outward.words_for(use)
        assert words.cawg or words.rsl_media, f"{use} is heard nowhere"
    assert set(outward.MINING) == {"train", "analyse", "reference", "discover"}


def test_aipref_says_train_ai_and_rsl_says_ai_train() -> None:
    assert list(outward.aipref({})) == ["train-ai", "search"]
    every = outward.rsl({})
    assert "ai-train" in every.prohibited
    rsl_words = {token for use in USES for token in outward.words_for(use).rsl}
    aipref_words = {outward.words_for(use).aipref for use in USES} - {""}
    assert rsl_words == {"ai-train", "ai-input", "ai-index", "search"}
    assert aipref_words == {"train-ai", "search"}
    assert "train-ai" not in rsl_words
    assert "ai-train" not in aipref_words


def test_silence_is_no_in_every_language() -> None:
    assert outward.aipref({}) == {"train-ai": "n", "search": "n"}
    assert outward.rsl({}) == outward.Terms((), (), outward.RSL_TOKENS)
    assert set(outward.rsl_media({}, of=USES).values()) == {DENY}
    assert {entry["use"] for entry in outward.cawg({}, prefix="example.music", info="Ask.").values()} == {"notAllowed"}
    assert outward.reserved({})
    assert outward.minable({}) == ()
    assert set(outward.tdmai({}).values()) == {"usageReservation"}


def test_a_yes_that_takes_a_licence_is_a_yes_to_nobody_yet() -> None:
    answers = all_of(ASK)
    assert set(outward.aipref(answers).values()) == {"n"}
    assert outward.rsl(answers) == outward.Terms((), outward.RSL_TOKENS, ())
    assert outward.reserved(answers)
    assert outward.minable(answers) == outward.MINING
    assert set(outward.tdmai(answers).values()) == {"usageReservation"}
    for entry in outward.cawg(answers, prefix="example.music", info="Ask.").values():
        assert entry == {"use": "constrained", "constraint_info": "Ask."}


def test_allowed_to_everybody_is_said_as_such() -> None:
    answers = all_of(ALLOW)
    assert set(outward.aipref(answers).values()) == {"y"}
    assert outward.rsl(answers) == outward.Terms(outward.RSL_TOKENS, (), ())
    assert not outward.reserved(answers)
    assert set(outward.tdmai(answers).values()) == {"usagePermission"}


@given(ANSWERS)
def test_a_word_outside_is_never_more_open_than_any_use_it_stands_for(answers: dict[str, str]) -> None:
    read = outward.aipref(answers)
    terms = outward.rsl(answers)
    assert sorted(terms.permitted + terms.licensed + terms.prohibited) == sorted(outward.RSL_TOKENS)
    said = dict.fromkeys(terms.permitted, ALLOW) | dict.fromkeys(terms.licensed, ASK)
    media = outward.rsl_media(answers, of=USES)
    for use in USES:
        own = answers.get(use, DENY)
        words = outward.words_for(use)
        if words.aipref:
            assert (read[words.aipref] == "y") == (own == ALLOW)
        for token in words.rsl:
            assert ORDER[said.get(token, DENY)] <= ORDER[own]
        if words.rsl_media:
            assert ORDER[media[words.rsl_media]] <= ORDER[own]
        if words.tdmai and outward.tdmai(answers)[words.tdmai] == "usagePermission":
            assert own == ALLOW


@given(ANSWERS)
def test_cawg_keeps_each_use_by_itself_and_never_takes_a_reserved_name(answers: dict[str, str]) -> None:
    entries = outward.cawg(answers, prefix="example.music", info="Ask.")
    assert len(entries) == len(USES)
    ours = {key for key in entries if not key.startswith("cawg.")}
    assert ours == {f"example.music.{use}" for use in ("cover", "remix", "speak", "sing", "translate", "portray")}
    for use in USES:
        key = outward.words_for(use).cawg or f"example.music.{use}"
        assert entries[key]["use"] == {ALLOW: "allowed", ASK: "constrained", DENY: "notAllowed"}[answers.get(use, DENY)]


def test_rsl_media_speaks_of_a_subject_only_in_words_that_fit_it() -> None:
    assert outward.rsl_media(all_of(ASK), of=["sing", "speak"]) == {"media:ai-generate": ASK}
    assert outward.rsl_media({"sing": ASK}, of=["sing", "speak"]) == {"media:ai-generate": DENY}
