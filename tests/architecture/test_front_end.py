"""What browsers are given: vendored files as they came, nothing inline, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from portal.ops import install
from tests.architecture.tree import name_of, tracked

COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->", re.DOTALL)
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]+\sstyle\s*=|<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]+\s(on[a-z]+|hx-on[^\s=]*)\s*=\s*[\"']", re.IGNORECASE),
    "a script address": re.compile(r"(href|src|action)\s*=\s*[\"']\s*javascript:", re.IGNORECASE),
    "a file from elsewhere": re.compile(r"<(script|link|img|iframe|source)[^>]+(src|href)\s*=\s*[\"'](https?:)?//"),
    "js: in an htmx attribute": re.compile(r"hx-(vals|headers)\s*=\s*[\"']\s*js(cript)?:"),
}
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.IGNORECASE | re.DOTALL)
PAGES = tuple(path for path in tracked("templates/*.html") if "emails" not in path.parts)


def test_vendored_files_are_as_they_came() -> None:
    assert install.wrong_vendor_files() == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_templates_hold_nothing_inline_and_nothing_from_elsewhere(path: Path) -> None:
    text = COMMENT.sub("", path.read_text())
    found = {what: pattern.findall(text) for what, pattern in FORBIDDEN.items()}
    found["an inline script"] = [
        attributes + body
        for attributes, body in SCRIPT.findall(text)
        if body.strip() and "application/json" not in attributes
    ]
    assert {what: hits for what, hits in found.items() if hits} == {}


@pytest.mark.parametrize("path", [p for p in tracked("static/*.css") if "vendor" not in p.parts], ids=name_of)
def test_stylesheets_fetch_nothing_from_elsewhere(path: Path) -> None:
    assert re.findall(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", path.read_text()) == []
