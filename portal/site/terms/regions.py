"""Countries as people type them: codes, names, and the regions that deals speak of."""

import re
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from consent.choices.limits import territories

_EU = frozenset(
    ["AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
     "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"]
)  # fmt: skip
REGIONS: Mapping[str, tuple[str, frozenset[str]]] = MappingProxyType(
    {
        "eea": ("European Economic Area (EU, Iceland, Liechtenstein, Norway)", _EU | {"IS", "LI", "NO"}),
        "eu": ("European Union", _EU),
        "uk": ("United Kingdom", frozenset({"GB"})),
        "ch": ("Switzerland", frozenset({"CH"})),
        "na": ("United States and Canada", frozenset({"US", "CA"})),
        "anz": ("Australia and New Zealand", frozenset({"AU", "NZ"})),
    }
)


def taken_apart(codes: Collection[str]) -> tuple[list[str], list[str]]:
    """The regions that these codes fill, largest first, and the codes that are left over."""
    left, found = set(codes), []
    for key, (_, of) in REGIONS.items():
        if of <= left:
            found.append(key)
            left -= of
    return found, sorted(left)


def put_together(regions: Iterable[str], typed: str) -> tuple[list[str], list[str]]:
    """The codes of these regions and of what was typed, sorted; and the words that name no country."""
    codes = set().union(*(REGIONS[key][1] for key in regions if key in REGIONS))
    unknown = []
    for word in filter(None, (part.strip() for part in re.split(r"[,;\n]", typed))):
        if code := _code_of(word):
            codes.add(code)
        elif all(_code_of(one) for one in word.split()):
            codes.update(_code_of(one) for one in word.split())
        else:
            unknown.append(word)
    return sorted(codes), unknown


def _code_of(word: str) -> str:
    if word.upper() in territories():
        return word.upper()
    if word.upper() == "UK":
        return "GB"
    wanted = word.casefold()
    return next((code for code, name in territories().items() if name.casefold() == wanted), "")
