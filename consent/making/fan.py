"""Who makes something: a person who is signed in, or a visitor without an account."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from django.utils.crypto import salted_hmac

_SALT = "consent.making.fan."
_NETWORK = 64  # of an IPv6 address, what one household has


@dataclass(frozen=True)
class Fan:
    """A person signed in, or the keyed hash of a browser's secret; and the keyed hash of the address, for limits.

    Whoever is neither (`nobody`) can read and ask for nothing.
    """

    person: int | None
    visitor: str
    address: str

    @property
    def nobody(self) -> bool:
        """Whether there is no way to know them again."""
        return self.person is None and not self.visitor


def fan_of(person: int | None, *, secret: str, address: str) -> Fan:
    """The fan at a browser: `secret` is random and known to that browser's session alone, `address` an IP address.

    A person is known by the account; the browser's secret counts only while nobody is signed in.
    """
    visitor = hashed("visitor", secret) if person is None and secret else ""
    return Fan(person, visitor, hashed("address", network_of(address)) if address else "")


def hashed(purpose: str, value: str) -> str:
    """64 letters that stand for a value, and lead back to it for nobody without our key."""
    return salted_hmac(_SALT + purpose, value, algorithm="sha256").hexdigest()


def network_of(address: str) -> str:
    """What limits count: an IPv4 address itself, of IPv6 the network of a household; anything else as it is."""
    try:
        found = ip_address(address.strip())
    except ValueError:
        return address.strip()[:64]
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((int(found), _NETWORK), strict=False).network_address)
    return str(found)
