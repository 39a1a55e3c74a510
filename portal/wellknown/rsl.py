"""RSL 1.0 documents. https://rslstandard.org/rsl

Without `<payment>` a permission would be free, so nothing is permitted without one. What somebody may only be told yes
to by its holders is permitted by a licence server alone (`server`), and leads to where a licence is asked for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

from consent.uses import outward
from consent.uses.outward import Answers

NAMESPACE = "https://rslstandard.org/rsl"
MEDIA_TYPE = "application/rsl+xml"
MOST_DAYS = 1  # the shortest there is: a no holds at once here, and copies should not live long elsewhere


@dataclass(frozen=True)
class Content:
    """One address, or all below it: the answers for it, where people read the terms, and where a licence is got."""

    url: str
    answers: Answers
    terms: str
    custom: str
    server: str


def document(contents: Iterable[Content]) -> bytes:
    """The document in UTF-8."""
    root = Xml.Element("rsl", {"xmlns": NAMESPACE, "max-age": str(MOST_DAYS)})
    for content in contents:
        root.append(_content(content))
    return written(root)


def written(root: Xml.Element) -> bytes:
    """An XML document, a line for each element."""
    Xml.indent(root)
    return Xml.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _content(content: Content) -> Xml.Element:
    terms = outward.rsl(content.answers)
    made = Xml.Element("content", {"url": content.url} | ({"server": content.server} if terms.licensed else {}))
    licence = Xml.SubElement(made, "license")
    open_ = terms.permitted + terms.licensed
    if open_:
        _tokens(licence, "permits", open_)
    _tokens(licence, "prohibits", terms.prohibited if open_ else ("all",))
    if terms.licensed:
        payment = Xml.SubElement(licence, "payment", {"type": "purchase"})
        Xml.SubElement(payment, "custom").text = content.custom
    elif terms.permitted:
        Xml.SubElement(licence, "payment", {"type": "free"})
    Xml.SubElement(made, "terms").text = content.terms
    return made


def _tokens(licence: Xml.Element, name: str, tokens: Iterable[str]) -> None:
    if text := " ".join(tokens):
        Xml.SubElement(licence, name, {"type": "usage"}).text = text


def media_document(subjects: Mapping[str, Mapping[str, str]]) -> bytes:
    """RSL-MEDIA, a draft that says it must not be used in production: each subject's address with its two tokens.

    It knows no way to ask yet that machines could walk, so what is not allowed to everybody is prohibited.
    """
    root = Xml.Element("rsl", {"xmlns": NAMESPACE, "xmlns:media": "https://rslmedia.org/media/"})
    for url, tokens in subjects.items():
        licence = Xml.SubElement(Xml.SubElement(root, "content", {"url": url}), "license")
        allowed = [token for token, answer in tokens.items() if answer == outward.ALLOW]
        _tokens(licence, "permits", allowed)
        _tokens(licence, "prohibits", [token for token in tokens if token not in allowed])
    return written(root)
