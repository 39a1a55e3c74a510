"""Nothing inside is ever called: the guard against every address, and every way to write one."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from artists.access import Invalid
from artists.webhooks.guard import check_url, host_of, is_public

INSIDE_V4 = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
    "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
]  # fmt: skip
INSIDE_V6 = [
    "::/128", "::1/128", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2002::/16",
    "2001:db8::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
]  # fmt: skip


def within_v4(network: IPv4Network) -> st.SearchStrategy[IPv4Address]:
    return st.integers(int(network.network_address), int(network.broadcast_address)).map(IPv4Address)


def within_v6(network: IPv6Network) -> st.SearchStrategy[IPv6Address]:
    return st.integers(int(network.network_address), int(network.broadcast_address)).map(IPv6Address)


inside_v4 = st.sampled_from([IPv4Network(text) for text in INSIDE_V4]).flatmap(within_v4)
inside_v6 = st.sampled_from([IPv6Network(text) for text in INSIDE_V6]).flatmap(within_v6)


@given(inside_v4 | inside_v6)
def test_no_address_inside_is_public(address: IPv4Address | IPv6Address) -> None:
    assert not is_public(str(address))


@given(st.ip_addresses(v=4))
@example(IPv4Address("8.8.8.8"))
def test_what_is_called_public_is_so_for_python_too(address: IPv4Address) -> None:
    if is_public(str(address)):
        assert address.is_global
        assert not address.is_multicast


@given(st.ip_addresses(v=6))
@example(IPv6Address("2606:4700:4700::1111"))
def test_of_ipv6_only_global_unicast_is_public(address: IPv6Address) -> None:
    if is_public(str(address)):
        assert address.is_global
        assert not address.is_multicast
        assert address.ipv4_mapped is None
        assert address.sixtofour is None
        assert address.teredo is None


@given(inside_v4)
def test_an_address_inside_stays_inside_however_ipv6_carries_it(address: IPv4Address) -> None:
    bits = int(address)
    carried = [
        IPv6Address((0xFFFF << 32) | bits),
        IPv6Address(bits),
        IPv6Address((0x64FF9B << 96) | bits),
        IPv6Address((0x2002 << 112) | (bits << 80)),
    ]
    assert not any(is_public(str(one)) for one in carried)


@given(inside_v4 | inside_v6)
def test_an_address_inside_cannot_be_typed_in(address: IPv4Address | IPv6Address) -> None:
    host = f"[{address}]" if address.version == 6 else str(address)
    with pytest.raises(Invalid):
        check_url(f"https://{host}/")


@given(st.integers(2**24, 2**32 - 1))
def test_an_address_in_disguise_cannot_be_typed_in(number: int) -> None:
    """What `inet_aton` takes for an address: whole numbers, hexadecimal, octal, fewer dots."""
    high, low = number >> 24, number & 0xFFFFFF
    for host in (str(number), hex(number), f"{high}.{low}", f"0{high:o}.{low}", f"{hex(high)}.{low}"):
        with pytest.raises(Invalid):
            check_url(f"https://{host}/")


@given(st.text(max_size=60))
def test_whatever_is_typed_in_is_either_refused_or_a_url_that_stays_as_it_is(text: str) -> None:
    for typed in (text, f"https://{text}", f"https://example.com/{text}"):
        try:
            url = check_url(typed)
        except Invalid:
            continue
        else:
            assert url.startswith("https://")
            assert check_url(url) == url


@pytest.mark.parametrize("text", ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4001:82a::200e"])
def test_ordinary_addresses_are_public(text: str) -> None:
    assert is_public(text)


@pytest.mark.parametrize(
    "text", ["", "localhost", "8.8.8", "2606:4700::1111%eth0", "fe80::1%eth0", "8.8.8.8/32", "\x00"]
)
def test_what_is_no_plain_address_is_not_public(text: str) -> None:
    assert not is_public(text)


def test_this_machine_may_be_called_where_that_is_allowed_and_nothing_else_inside() -> None:
    assert is_public("127.0.0.1", loopback=True)
    assert is_public("::1", loopback=True)
    assert not is_public("10.0.0.1", loopback=True)
    assert check_url("http://127.0.0.1:8120/hook", loopback=True) == "http://127.0.0.1:8120/hook"
    with pytest.raises(Invalid):
        check_url("http://10.0.0.1/hook", loopback=True)


@pytest.mark.parametrize(
    "url",
    [
        "", "   ", "hooks.example.com", "ftp://example.com/", "http://example.com/", "https://", "https:///x",
        "https://localhost/", "https://intranet/", "https://db.internal/", "https://printer.local/",
        "https://me:secret@example.com/", "https://@example.com/", "https://example.com/#x", "https://example.com:22/",
        "https://example.com:0/", "https://example.com:99999/", "https://exa mple.com/", "https://example.com\\@10.0.0.1/",
        "https://[::1]/", "https://[fe80::1%25eth0]/", "https://127.1/", "https://0x7f.0.0.1/", "https://1.2.3.4.5/",
        "https://example.com/" + "a" * 500, "https://exämple.com/", "javascript:alert(1)",
        "https://example.com/\r\nX: y",
    ],
)  # fmt: skip
def test_what_is_no_address_for_us_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_url(url)
    assert refused.value.sentence.endswith(".")


def test_a_good_url_is_kept_with_its_host_in_lower_case() -> None:
    assert check_url(" https://Hooks.Example.COM:8443/A/b?c=D ") == "https://hooks.example.com:8443/A/b?c=D"
    assert check_url("https://example.com") == "https://example.com/"
    assert host_of("https://example.com:8443/secret") == "example.com:8443"
