"""Identifiers: one form, and a slip of one digit is noticed wherever there is a check digit."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from artists.access import Invalid
from artists.catalog import identifiers

nine = st.text("0123456789", min_size=9, max_size=9)


def iswc(digits: str) -> str:
    return f"T{digits}{identifiers.weighted_check(1, digits)}"


def base(digits: str) -> str:
    return f"I{digits}{identifiers.weighted_check(2, digits)}"


def name(digits: str) -> str:
    return digits + identifiers.ipi_check(digits)


def isni(digits: str) -> str:
    body = digits.zfill(15)
    return body + mod_11_2.calc_check_digit(body)


@pytest.mark.parametrize(
    ("read", "text", "stored"),
    [
        (identifiers.isrc, "ISRC NO-X4A-26-00118", "NOX4A2600118"),
        (identifiers.isrc, " qzk6b2300011 ", "QZK6B2300011"),
        (identifiers.isrc, "ISRC12600001", "ISRC12600001"),
        (identifiers.isrc, "ZZ-AAA-99-99999", "ZZAAA9999999"),
        (identifiers.iswc, "T-034.524.680-1", "T0345246801"),
        (identifiers.iswc, "ISWC T-034.524.680-1", "T0345246801"),
        (identifiers.ipi_name, "00014107338", "00014107338"),
        (identifiers.ipi_name, "14107338".zfill(9), "00014107338"),
        (identifiers.isni, "0000 0001 2150 090X", "000000012150090X"),
        (identifiers.upc, "0 36000 29145 2", "036000291452"),
        (identifiers.upc, "00036000291452", "036000291452"),
        (identifiers.upc, "4006381333931", "4006381333931"),
    ],
)
def test_it_is_stored_bare_however_it_was_typed(read: Callable[[str], str], text: str, stored: str) -> None:
    assert read(text) == stored


@pytest.mark.parametrize(
    "read",
    [identifiers.isrc, identifiers.iswc, identifiers.isni, identifiers.ipi_name, identifiers.ipi_base, identifiers.upc],
)
def test_nothing_stays_nothing_and_nonsense_is_refused_with_a_sentence(read: Callable[[str], str]) -> None:
    assert read("  ") == ""
    for nonsense in ("hello", "T-1", "12", "１２３４５６７８９０１２", "NO-X4A-26-0011", "x" * 500):
        with pytest.raises(Invalid) as refused:
            read(nonsense)
        assert refused.value.sentence.endswith((".", "slip."))
        assert len(refused.value.sentence) < 250


@given(nine)
def test_a_right_number_goes_there_and_back(digits: str) -> None:
    assert identifiers.iswc(identifiers.shown("iswc", iswc(digits))) == iswc(digits)
    assert identifiers.ipi_base(identifiers.shown("ipi_base", base(digits))) == base(digits)
    assert identifiers.isni(identifiers.shown("isni", isni(digits))) == isni(digits)
    assert identifiers.ipi_name(name(digits)) == name(digits)


@given(nine, st.integers(0, 8), st.integers(1, 9))
def test_one_digit_changed_is_noticed(digits: str, place: int, by: int) -> None:
    other = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    for read, whole in ((identifiers.isni, isni), (identifiers.ipi_name, name)):
        right = whole(digits)
        with pytest.raises(Invalid):
            read(right[: -2 if whole is name else -1].replace(digits, other) + right[-2 if whole is name else -1 :])


@given(nine, st.integers(0, 9))
def test_a_wrong_check_digit_is_refused(digits: str, check: int) -> None:
    for read, whole in ((identifiers.iswc, iswc), (identifiers.ipi_base, base)):
        right = whole(digits)
        if right[-1] != str(check):
            with pytest.raises(Invalid, match="check digit"):
                read(right[:-1] + str(check))
