"""The smallest coin of each currency (ISO 4217): what money is rounded to, once, at the statement. Pure.

Banks go by ISO 4217; CLDR (Babel) says what shop signs show, which for some currencies is less.
"""

from collections.abc import Mapping
from types import MappingProxyType

USUAL = 2
UNUSUAL: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
                "XAF", "XOF", "XPF",
            ),
            0,
        ),
        **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
        **dict.fromkeys(("CLF", "UYW"), 4),
    }
)  # fmt: skip


def places(currency: str) -> int:
    """How many decimals the smallest coin has: 2 for EUR, 0 for JPY, 3 for BHD."""
    return UNUSUAL.get(currency, USUAL)
