"""What the documents say is there."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, name_of, tracked

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|^\[[^\]]+\]:\s+(\S+)", re.MULTILINE)
READ_BY_SETTINGS = re.compile(r"""env\.\w+\(\s*f?["']([A-Z{][A-Z0-9_{}.a-z()]*)["']""")


@pytest.mark.parametrize("path", tracked("*.md"), ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    targets = [first or second for first, second in LINK.findall(path.read_text())]
    missing = []
    for target in targets:
        file, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        found = (path.parent / file) if file else path
        if not found.exists() or (anchor and found.suffix == ".md" and anchor not in anchors(found.read_text())):
            missing.append(target)
    assert missing == []


def test_the_changelog_says_what_comes_next_or_what_came_last() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings
    assert re.fullmatch(r"\[?Unreleased\]?|\[?\d+\.\d+\.\d+\]?.*", headings[0])


def test_every_make_command_that_is_spoken_of_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    spoken = {
        f"{name_of(path)}: make {word}"
        for path in tracked("*.md")
        for word in re.findall(r"`make ([a-z-]+)", path.read_text())
        if word not in targets
    }
    assert spoken == set()


def test_the_runbook_lists_every_variable_that_settings_read() -> None:
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    read = READ_BY_SETTINGS.findall((ROOT / "portal" / "settings.py").read_text())
    assert read
    plain = {name for name in read if "{" not in name}
    assert {name for name in plain if f"`{name}`" not in runbook} == set()


def anchors(text: str) -> set[str]:
    """The anchors that a Markdown file's headings give."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
