"""Markdown to our look: headings that can be linked to, code with a button to copy it, tables that fit a phone.

The guides are files of docs/, so whoever reads the repository reads the same.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from portal.api.developers.pages import GUIDES
from portal.api.developers.samples import LANGUAGES, Code, sample

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_PROGRAM = re.compile(r"^(?:\.\./)*(?:docs/)?examples/([\w/.-]+)$")


@dataclass(frozen=True)
class Heading:
    """A heading of a page, for its list of contents."""

    id: str
    title: str


@dataclass(frozen=True)
class Written:
    """A page: its title, the paragraph that leads in, the rest, and what it contains."""

    title: str
    lead: SafeString
    body: SafeString
    headings: Sequence[Heading]


@lru_cache(maxsize=256)
def inline(text: str) -> SafeString:
    """One line: `code`, **bold** and [links](…)."""
    return SafeString(_MARKDOWN.renderInline(text))


@lru_cache(maxsize=32)
def file(name: str) -> Written:
    """A file of the repository as a page."""
    return written((Path(settings.BASE_DIR) / name).read_text())


def written(source: str) -> Written:
    """A whole page. It begins with a heading and a paragraph; a paragraph that is but a link to a program shows it."""
    tokens = _MARKDOWN.parse(source)
    title, lead = tokens[1].content, tokens[4]
    rest = tokens[6:]
    _link_pages(tokens)
    headings = list(_headings(rest))
    return Written(title, SafeString(_render([lead])), SafeString("".join(_blocks(rest))), headings)


def _headings(tokens: Sequence[Token]) -> Iterable[Heading]:
    """Give each its id."""
    for opening, words in pairwise(tokens):
        if opening.type == "heading_open":
            title = strip_tags(_render([words]))
            slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
            opening.attrSet("id", slug)
            if opening.tag == "h2":
                yield Heading(slug, title)


def _blocks(tokens: Sequence[Token]) -> Iterable[str]:
    plain: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        program = _program(tokens[at : at + 3])
        if token.type == "fence" or program:
            yield _render(plain)
            plain = []
            language, _, note = token.info.partition(" ")
            yield _box(sample(program) if program else Code(language, token.content), program or note)
            at += 3 if program else 1
        elif token.type == "table_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close") + 1
            yield _render(plain)
            plain = []
            yield '<div class="scroll-x dev-table" role="group" aria-label="Table" tabindex="0">'
            yield f"{_render(tokens[at:end])}</div>"
            at = end
        else:
            plain.append(token)
            at += 1
    yield _render(plain)


def _program(tokens: Sequence[Token]) -> str:
    """The program that a paragraph shows: it is nothing but a link to it."""
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return ""
    inside = tokens[1].children or []
    if len(inside) != 3 or inside[0].type != "link_open":
        return ""
    found = _PROGRAM.match(str(inside[0].attrGet("href")))
    return found.group(1) if found and f".{found.group(1).rsplit('.', 1)[-1]}" in LANGUAGES else ""


def _link_pages(tokens: Sequence[Token]) -> None:
    """Links between files of docs/ lead to the pages they become; what becomes none is words alone."""
    for token in tokens:
        dropped = False
        for inside in token.children or []:
            if inside.type == "link_open":
                there = _there(str(inside.attrGet("href")))
                inside.attrSet("href", there)
                inside.hidden = dropped = not there
            elif inside.type == "link_close":
                inside.hidden = dropped


def _there(href: str) -> str:
    path, _, part = href.partition("#")
    if program := _PROGRAM.match(path):
        return reverse("developers-example", args=[program.group(1)])
    name = path.rsplit("/", 1)[-1].removesuffix(".md")
    if "://" in path or not path.endswith(".md"):
        return href
    files = {guide.file: guide.url for guide in GUIDES.values()}
    page = reverse("developers") if name == "api" else files.get(f"docs/{name}.md", "")
    return page + (f"#{part}" if page and part else "")


def _render(tokens: Sequence[Token]) -> str:
    return _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})


def _box(code: Code, title: str) -> str:
    return render_to_string(
        "developers/code.html", {"code": code, "title": title, "id": f"code-{crc32(code.text.encode()):08x}"}
    )
