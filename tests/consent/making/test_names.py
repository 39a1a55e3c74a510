"""Names that fans give: what is kept of them, and which are never said."""

import unicodedata
from itertools import cycle

import pytest
from faker import Faker
from hypothesis import example, given
from hypothesis import strategies as st

from artists.access import Invalid
from consent.making import names

LISTED = [word.rstrip("*") for file in ("insults.txt", "insults_own.txt", "brands.txt", "public_people.txt")
          for word in names._lines(file)]  # fmt: skip
FINE = {names.fold(word) for word in names._lines("fine.txt")}
REFUSED = sorted({word for word in LISTED if names.fold(word) and names.fold(word) not in FINE})
LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "$", "t": "7"})


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("  fay ", "fay"),
        ("Zoe\u0308", "Zoë"),
        ("Anne‑Marie O'Brien", "Anne-Marie O’Brien"),
        ("ＦＡＹ", "FAY"),
        ("Fa\u200by\u202e", "Fay"),
        ("Nguyễn", "Nguyễn"),
        ("J.P.", "JP"),
        ("’t Hooft", "’t Hooft"),
        ("A\u00a0 \tB", "A B"),
    ],
)
def test_a_name_keeps_its_letters_and_loses_what_nobody_sees(given_name, kept):
    assert names.clean(given_name) == kept


@pytest.mark.parametrize(
    ("given_name", "code"),
    [
        ("", "name_missing"),
        ("- ' -", "name_missing"),
        ("A" + "bc" * 12, "name_too_long"),
        ("a" * 100_000, "name_too_long"),
        ("Дмитрий", "name_in_other_letters"),
        ("美咲", "name_in_other_letters"),
        ("Раypal", "name_in_other_letters"),
        ("Fay2", "name_not_a_name"),
        ("www.example.com", "name_not_a_name"),
        ("Fay 🎉", "name_not_a_name"),
        ("F\u0336a\u0336\u0337y\u0336", "name_not_a_name"),
        ("Fay\x00", "name_not_a_name"),
        ("Aaaaaah", "name_not_a_name"),
        ("one two three four five", "name_not_a_name"),
        ("<b>Fay</b>", "name_not_a_name"),
        ("Scheiße", "name_not_said"),
        ("f u c k", "name_not_said"),
        ("Motherfucker", "name_not_said"),
        ("Donald Trump", "name_not_said"),
        ("Coca-Cola", "name_not_said"),
    ],
)
def test_what_is_no_name_is_refused_with_a_kind_sentence(given_name, code):
    with pytest.raises(Invalid) as refusal:
        names.clean(given_name)
    assert refusal.value.code == code
    assert refusal.value.field == "name"
    assert refusal.value.sentence.endswith((".", "?"))


@given(st.text(max_size=60) | st.text(alphabet="aAeëßłøÅ '’-.\u0301\u200d\u0130İıñ", max_size=30))
@example("A.\u0300")
def test_no_input_raises_anything_but_a_refusal_and_what_is_shaped_stays(text):
    try:
        shaped = names.shaped(text)
    except Invalid:
        return
    assert names.shaped(shaped) == shaped
    assert 1 <= len(shaped) <= names.LONGEST
    assert not any(unicodedata.category(one) in {"Cc", "Cf", "Nd", "So"} for one in shaped)
    assert all("a" <= one <= "z" for one in names.fold(shaped).replace(" ", ""))
    names.allowed(shaped, [text])


@given(
    st.sampled_from(REFUSED),
    st.sampled_from(["", " ", "-", ".", "_", "’"]),
    st.lists(st.booleans(), min_size=1, max_size=8),
    st.booleans(),
    st.integers(0, 3),
)
def test_a_listed_word_is_refused_however_it_is_disguised(word, between, upper, leet, stretch):
    letters = names.plain(unicodedata.normalize("NFKC", word)).replace("’", "").replace("'", "")
    letters = "".join(one.upper() if up else one.lower() for one, up in zip(letters, cycle(upper), strict=False))
    letters = letters[:1] + letters[:1] * (stretch and stretch + 2) + letters[1:]
    letters = letters.translate(LEET) if leet else letters
    assert names.allowed(between.join(letters)) is not None
    assert names.allowed(f"Aunt {between.join(letters)}") is not None


def test_an_artists_own_words_are_refused_too_and_nobody_is_told_which():
    assert names.allowed("Marlene") is None
    assert names.allowed("M@rlene", ["marlene"]) == names.allowed("Asshole")
    assert names.allowed("Dick") is None
    assert names.allowed("Dick", ["dick"]) is not None  # an artist's list gives way to no exception
    assert names.allowed("Fay", ["", "🎉", "a" * 300]) is None


def test_people_are_called_what_they_are_called():
    """Of the first names of ten countries, next to none is refused; these few insult in English, whoever bears them."""
    for locale in ("en_GB", "en_US", "de_DE", "fr_FR", "es_ES", "pt_BR", "it_IT", "nl_NL", "pl_PL", "sv_SE", "tr_TR"):
        provider = next(one for one in Faker(locale).get_providers() if "person" in one.__provider__)
        found = {name for name in provider.first_names if names.allowed(name)}
        assert found <= {"Kike", "Nazi"}
    for name in (
        "Penistone Sue",
        "Scunthorpe",
        "Cassandra",
        "Dickinson",
        "Essex Ann",
        "Ana L.",
        "Bob",
        "Peter",
        "Shita",
    ):
        assert names.clean(name)
