"""What the look is made of: small plain files, nothing inline, copies that are what they say."""

import hashlib
import re
from pathlib import Path

import pytest

from portal.site.templatetags.soundcheck import icon_names

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "emails" not in path.parts]
OURS = [*STATIC.glob("css/**/*.css"), *STATIC.glob("js/*.js")]


def name(path: Path) -> str:
    """A file as a test's name."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", OURS, ids=name)
def test_a_file_of_ours_is_small_enough_to_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_template_has_no_inline_style_script_or_handler(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|\shx-on|javascript:", source)
    for attributes in re.findall(r"<script\b([^>]*)>", source):
        assert "src=" in attributes or 'type="application/json"' in attributes


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {icon for path in TEMPLATES for icon in re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text())}
    assert named <= icon_names()


def test_the_copies_are_what_their_sums_say() -> None:
    vendor = STATIC / "vendor"
    lines = (vendor / "SHA256SUMS").read_text().splitlines()
    listed = {line.split(maxsplit=1)[1]: line.split(maxsplit=1)[0] for line in lines}
    assert {hashlib.sha256((vendor / path).read_bytes()).hexdigest() == digest for path, digest in listed.items()} == {
        True
    }


def test_the_styles_and_scripts_run_no_code_from_strings() -> None:
    for path in STATIC.glob("js/*.js"):
        assert not re.search(r"\beval\(|new Function|innerHTML", path.read_text()), path


def test_every_hue_class_is_a_use() -> None:
    tokens = (STATIC / "css/tokens.css").read_text()
    classes = set(re.findall(r"\.use-([a-z]+)", tokens))
    assert classes == {
        "discover",
        "analyse",
        "cover",
        "remix",
        "reference",
        "train",
        "speak",
        "sing",
        "translate",
        "portray",
    }
