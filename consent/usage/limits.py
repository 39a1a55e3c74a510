"""How much a client may ask in a minute, by kind: one table. Pure.

The minutes are those of the clock, in UTC. An operator agrees another limit with a partner by
`manage.py client_limits`, which writes `ApiClient.limits`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

WINDOW = 60  # seconds


@dataclass(frozen=True)
class Kind:
    """A kind of request: what of it is counted, and how many a minute."""

    code: str
    label: str
    counted: str
    per_minute: int


_KINDS = (
    Kind("checks", "Checks", "questions", 60_000),
    Kind("permits", "Permits", "permits asked for, used or read", 6_000),
    Kind("reports", "Reports", "lines", 100_000),
    Kind("calls", "Other calls", "requests", 600),
)
KINDS: Mapping[str, Kind] = MappingProxyType({one.code: one for one in _KINDS})
