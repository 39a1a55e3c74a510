"""Reading XML from strangers: no DTD, no entities, no network, bounded depth, number and length.

The tree is our own and light: names without prefixes, text, attributes, and the line each element starts on.
"""

import io
from collections.abc import Iterator
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from artists.access import Invalid

MAX_DEPTH = 60
MAX_ELEMENTS = 600_000
MAX_TEXT = 20_000
MAX_ATTRIBUTES = 40


class Node:
    """One element."""

    __slots__ = ("attributes", "children", "line", "name", "path", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int, path: str) -> None:
        self.name, self.attributes, self.line, self.path = name, attributes, line, path
        self.children: list[Node] = []
        self.text = ""

    def all(self, *names: str) -> Iterator["Node"]:
        """The elements reached by this path of names, in order."""
        if not names:
            yield self
            return
        for child in self.children:
            if child.name == names[0]:
                yield from child.all(*names[1:])

    def first(self, *names: str) -> "Node | None":
        """The first element reached by this path."""
        return next(self.all(*names), None)

    def value(self, *names: str) -> str:
        """The text of the first element reached by this path that has some, with single blanks."""
        return next((text for node in self.all(*names) if (text := " ".join(node.text.split()))), "")


def parse(content: bytes) -> Node:
    """The root of a message. `Invalid` says what is wrong and on which line."""
    builder = _Builder()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.forbid_entities = True
    parser.forbid_external = True
    parser.setContentHandler(builder)
    try:
        parser.parse(io.BytesIO(content))
    except DefusedXmlException as wrong:
        raise Invalid(
            "xml_forbidden",
            "This file declares a DTD or entities. A DDEX message has neither, and we open neither. Export it without.",
        ) from wrong
    except SAXParseException as wrong:
        line = wrong.getLineNumber() or 1
        raise Invalid(
            "xml_broken",
            f"This is not well-formed XML: it breaks off or goes wrong on line {line}. Export it again, whole.",
        ) from wrong
    except (LookupError, UnicodeError, ValueError) as wrong:
        raise Invalid(
            "xml_encoding", "The encoding this XML declares is not one we read. Export it as UTF-8."
        ) from wrong
    if builder.root is None:
        raise Invalid("xml_broken", "This file is empty.")
    return builder.root


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.pieces: list[list[str]] = []
        self.lengths: list[int] = []
        self.count = 0
        self.line = 1

    def setDocumentLocator(self, locator: object) -> None:  # noqa: N802  (the SAX interface's name)
        self.locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  (the SAX interface's name)
        self.line = self.locator.getLineNumber() or self.line  # type: ignore[attr-defined]  # a SAX locator
        self.count += 1
        if len(self.stack) >= MAX_DEPTH:
            raise Invalid(
                "xml_deep", f"Line {self.line}: elements are nested deeper than {MAX_DEPTH}. No DDEX message is."
            )
        if self.count > MAX_ELEMENTS:
            raise Invalid("xml_large", f"This message has more than {MAX_ELEMENTS:,} elements. Split it into several.")
        attributes = {key: attrs.getValue(key) for key in attrs.getNames()}
        if len(attributes) > MAX_ATTRIBUTES or any(len(value) > MAX_TEXT for value in attributes.values()):
            raise Invalid(
                "xml_large", f"Line {self.line}: an element has more in its attributes than any DDEX message."
            )
        local = name.rpartition(":")[2]
        parent = self.stack[-1] if self.stack else None
        node = Node(local, attributes, self.line, f"{parent.path}/{local}" if parent else f"/{local}")
        if parent:
            parent.children.append(node)
        else:
            self.root = node
        self.stack.append(node)
        self.pieces.append([])
        self.lengths.append(0)

    def characters(self, content: str) -> None:
        if not self.stack:
            return
        self.lengths[-1] += len(content)
        if self.lengths[-1] > MAX_TEXT:
            raise Invalid("xml_large", f"Line {self.line}: an element holds more than {MAX_TEXT:,} characters.")
        self.pieces[-1].append(content)

    def endElement(self, name: str) -> None:  # noqa: N802  (the SAX interface's name)
        self.lengths.pop()
        self.stack.pop().text = "".join(self.pieces.pop())
