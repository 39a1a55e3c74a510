"""A page is light: 130 KB on a first visit, 50 KB once the font is kept."""

import gzip
import re
from pathlib import Path

import brotli
from django.test import Client

from portal.site.middleware import compressed
from tests.cast import Cast, track
from tests.support.signing_in import signed_in

STATIC = Path(__file__).resolve().parents[3] / "static"
FIRST, LATER = 130 * 1024, 50 * 1024


def sent(path: Path) -> int:
    """What a file weighs on its way, as WhiteNoise keeps it."""
    content = path.read_bytes()
    return len(content) if path.suffix == ".woff2" else len(brotli.compress(content))


def test_pages_are_sent_compressed_to_whoever_can_read_that(client: Client, db: None) -> None:
    plain = client.get("/accounts/login/")
    small = client.get("/accounts/login/", headers={"Accept-Encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert b"Sign in" in gzip.decompress(small.content)
    assert len(small.content) < len(plain.content) / 2


def test_brotli_is_padded_at_random_with_what_readers_skip(client: Client, db: None) -> None:
    plain = client.get("/accounts/login/").content
    small = client.get("/accounts/login/", headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert (small["Content-Encoding"], small["Vary"].count("Accept-Encoding")) == ("br", 1)
    assert small["Content-Length"] == str(len(small.content))
    assert len(brotli.decompress(small.content)) == len(plain)  # the form's token differs
    many = [compressed(plain) for _ in range(200)]
    assert {brotli.decompress(one) for one in many} == {plain}
    assert 90 < max(map(len, many)) - min(map(len, many)) < 100
    refused = client.get("/accounts/login/", headers={"Accept-Encoding": "gzip, br;q=0"})
    assert refused["Content-Encoding"] == "gzip"


def test_the_machine_api_is_not_compressed(client: Client, db: None) -> None:
    assert "Content-Encoding" not in client.get("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip"})


def test_the_grid_of_forty_tracks_is_within_its_weight(cast: Cast) -> None:
    for number in range(40):
        track(f"Track {number}", cast.ayla_marsh, performer=cast.artist, publishing=(cast.publisher,))
    page = signed_in(cast.ayla).get("/t/ayla-marsh/participation/", headers={"Accept-Encoding": "br"})
    html = brotli.decompress(page.content).decode()
    files = set(re.findall(r'(?:href|src)="/static/([^"#]+)', html))
    font = {name for name in files if name.endswith(".woff2")}
    assert len(font) == 1
    weight = len(page.content) + sum(sent(STATIC / name) for name in files - font)
    assert weight <= LATER, f"{weight} bytes once the font is kept"
    assert weight + sent(STATIC / font.pop()) <= FIRST
