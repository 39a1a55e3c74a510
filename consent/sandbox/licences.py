"""What a test `allow` rests on: invented licences with a rate and a credit line, of the very shape of real ones."""

import hashlib

from consent.decisions.grounds import Ground, Price, invent
from consent.sandbox.assets import LICENCES

_CREDIT = "{title} by {artist}"
_RATE = Price("", "per_output", "0.045000", None, "EUR")

for _licence in LICENCES.values():
    _text = f"{_licence.reference}: an invented licence, for tests. It is signed by nobody and costs nothing."
    invent(
        _licence.version,
        Ground(_licence.reference, 1, hashlib.sha256(_text.encode()).hexdigest(), _CREDIT, (_RATE,)),
    )
