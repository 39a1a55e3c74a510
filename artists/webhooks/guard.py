"""Which addresses may be called: nothing of ours, nothing of anybody's inside. Pure.

The URL is checked when it is typed in, so that a mistake is said at once. That protects nothing: a name can lead
elsewhere a second later. What protects is `is_public`, asked at each call about the very address that is connected to.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from artists.access import Invalid

LONGEST_URL = 500
_LOWEST_PORT = 1024
# The IANA registries of special-purpose addresses, and what is not for one host. `is_global` knows most of them, but
# not the same ones in each release of Python.
_NOT_V4 = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
# Of IPv6 only what is given out as global unicast, less what is set apart in it: Teredo, ORCHID and their kind
# (2001::/23), documentation (2001:db8::/32, 3fff::/20) and 6to4 (2002::/16), which carries an IPv4 address inside it.
# IPv4-mapped, NAT64, unique local, link-local and multicast lie outside of 2000::/3.
_UNICAST = IPv6Network("2000::/3")
_NOT_V6 = tuple(
    ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


def is_public(text: str, *, loopback: bool = False) -> bool:
    """Whether this IP address is one host's in the open internet; with `loopback`, this machine will do as well."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if loopback and address.is_loopback:
        return True
    return _public(address)


def check_url(text: str, *, loopback: bool = False) -> str:
    """The URL as it will be called. Raises `Invalid` with what is wrong; `loopback` lets http to this machine pass."""
    url = text.strip()
    if not url or len(url) > LONGEST_URL or not url.isascii() or any(ch.isspace() or ch < "!" for ch in url):
        raise _wrong(f"Give an address of at most {LONGEST_URL} plain characters, such as https://example.com/hook.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _wrong("This is not a web address.") from None
    if not host or parts.scheme not in ("http", "https"):
        raise _wrong("The address must begin with https:// and a host.")
    at_home = loopback and _is_loopback(host)
    if parts.scheme != "https" and not at_home:
        raise _wrong("The address must begin with https, so that nobody reads along on the way.")
    if parts.username is not None or parts.password is not None or "#" in url or "\\" in url:
        raise _wrong(
            "Leave out user names, passwords, backslashes and what follows a #. The signature says who we are."
        )
    if not at_home:
        _check_host(host)
        if port is not None and port != 443 and port < _LOWEST_PORT:
            raise _wrong(f"The port must be 443, or {_LOWEST_PORT} and above.")
    return _normal(parts)


def host_of(url: str) -> str:
    """The host and port of a checked URL: enough to know it by, without what may be secret in its path."""
    return urlsplit(url).netloc


def _public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_V4)
    if address.scope_id is not None or address not in _UNICAST:
        return False
    return not any(address in network for network in _NOT_V6)


def _check_host(host: str) -> None:
    bare = host.rstrip(".")
    try:
        ip_address(bare)
    except ValueError:
        # Not an address, as far as Python reads one. What a resolver may take for one (0x7f.1, 127.1) has no letters
        # at its end, and a name without a dot is one of our own network.
        last = bare.rpartition(".")[2]
        if "." not in bare or not last or last[0].isdigit() or last in ("local", "internal", "localhost", "onion"):
            raise _wrong("The host must be a name that the whole internet knows.") from None
    else:
        if not is_public(bare):
            raise _wrong("This address lies inside a network. We only call addresses that the whole internet reaches.")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _normal(parts: SplitResult) -> str:
    return parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/").geturl()


def _wrong(sentence: str) -> Invalid:
    return Invalid("url_wrong", sentence, field="url")
