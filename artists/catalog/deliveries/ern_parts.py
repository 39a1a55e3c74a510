"""The parts that releases and recordings share in an ERN message: parties, titles, artists, lines."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from artists.access import Invalid
from artists.catalog import identifiers
from artists.catalog.deliveries.structure import Place, Problem, ReadArtist, ReadFile, ReadTrack
from artists.catalog.deliveries.text import MAX_CELL
from artists.catalog.deliveries.xml_tree import Node

_LANGUAGE = "LanguageAndScriptCode"


@dataclass(frozen=True)
class Title:
    """A title, its subtitle, and the language and script it is in."""

    text: str = ""
    version: str = ""
    language: str = ""


@dataclass(frozen=True)
class Named:
    """Main and featured artists, in order."""

    main: tuple[ReadArtist, ...] = ()
    featured: tuple[ReadArtist, ...] = ()


@dataclass
class Reader:
    """One message while it is read."""

    root: Node
    major: int
    parties: dict[str, Node] = field(default_factory=dict)
    recordings: dict[str, ReadTrack] = field(default_factory=dict)
    other_titles: int = 0

    def __post_init__(self) -> None:
        self.parties = {party.value("PartyReference"): party for party in self.root.all("PartyList", "Party")}
        self.language = self.root.attributes.get(_LANGUAGE, "")

    def place(self, node: Node) -> Place:
        """Where an element stands."""
        return Place(node.line, path=node.path)

    def number(self, node: Node | None, check: Callable[[str], str], found: ReadFile) -> str:
        """An identifier that may be left out: a wrong one is a problem of its own, and stays out."""
        if node is None:
            return ""
        try:
            return check(node.value())
        except Invalid as wrong:
            sentence = f"{wrong.sentence} The rest comes in without it."
            found.problems.append(Problem(self.place(node), sentence, refuses=False))
            return ""

    def best(self, nodes: Iterable[Node]) -> Node | None:
        """Of several that say the same in other scripts or for other territories, the one to show everywhere.

        The one marked as default, else one in the message's own language, else one that names no language, else the
        first; worldwide before a single territory.
        """
        every = list(nodes)

        def rank(node: Node) -> tuple[bool, bool, bool, bool]:
            language = node.attributes.get(_LANGUAGE, "")
            territory = node.attributes.get("ApplicableTerritoryCode", "Worldwide")
            return (
                node.attributes.get("IsDefault", "").casefold() not in ("true", "1"),
                territory != "Worldwide",
                not (language and language == self.language),
                bool(language),
            )

        return min(every, key=rank, default=None)

    def party(self, reference: str) -> ReadArtist | None:
        """A party of the list, with its ISNI and IPI where they are right."""
        node = self.parties.get(reference)
        return self.artist(node) if node else None

    def artist(self, node: Node) -> ReadArtist | None:
        """The person or band that an element with names and ids speaks of."""
        name_node = self.best(node.all("PartyName"))
        name = (name_node.value("FullName") or name_node.value("KeyName")) if name_node else node.value("FullName")
        if not name:
            return None
        isni = node.value("PartyId", "ISNI") or next(
            (n.value() for n in node.all("PartyId") if n.attributes.get("IsISNI", "").casefold() in ("true", "1")), ""
        )
        ipi = node.value("PartyId", "IpiNameNumber")
        return ReadArtist(name[:200], _or_nothing(isni, identifiers.isni), _or_nothing(ipi, identifiers.ipi_name))


def _or_nothing(text: str, check: Callable[[str], str]) -> str:
    try:
        return check(text)
    except Invalid:
        return ""


def block_of(node: Node, name: str) -> Node | None:
    """ERN 3: the details for the world, else those for all but a few territories, else the first."""
    blocks = list(node.all(name))
    for block in blocks:
        if any(code.value() == "Worldwide" for code in block.all("TerritoryCode")):
            return block
    for block in blocks:
        if block.first("ExcludedTerritoryCode"):
            return block
    return blocks[0] if blocks else None


def title_of(reader: Reader, node: Node, block: Node | None) -> Title:
    """The title to show: the display title that is the default, in its language and script."""
    if reader.major == 4:
        candidates = list(node.all("DisplayTitle"))
    else:
        every = list((block or node).all("Title"))
        candidates = [t for t in every if t.attributes.get("TitleType") == "DisplayTitle"]
        candidates = candidates or [t for t in every if t.attributes.get("TitleType") == "FormalTitle"]
        candidates = candidates or list(node.all("ReferenceTitle"))
    reader.other_titles += max(len(candidates) - 1, 0)
    best = reader.best(candidates)
    text = best.value("TitleText") if best else ""
    language = (best.attributes.get(_LANGUAGE, "") if best else "") or reader.language
    text = text or node.value("DisplayTitleText") or node.value("ReferenceTitle", "TitleText")
    return Title(text[:MAX_CELL], (best.value("SubTitle") if best else "")[:200], language[:35])


def artists_of(reader: Reader, node: Node, block: Node | None) -> Named:
    """Main and featured artists. Where a message gives other roles only, the first artist is the main one."""
    main: list[ReadArtist] = []
    featured: list[ReadArtist] = []
    other: list[ReadArtist] = []
    entries = list((block or node).all("DisplayArtist")) or list(node.all("DisplayArtist"))
    for entry in sorted(entries, key=_sequence):
        artist = reader.party(entry.value("ArtistPartyReference")) or reader.artist(entry)
        if artist is None or artist in main + featured:
            continue
        roles = {n.value() for name in ("DisplayArtistRole", "ArtistRole") for n in entry.all(name)}
        (main if "MainArtist" in roles else featured if "FeaturedArtist" in roles else other).append(artist)
    if not main and other:
        main.append(other[0])
    return Named(tuple(main), tuple(featured))


def _sequence(node: Node) -> int:
    number = node.attributes.get("SequenceNumber", "")
    return int(number) if number.isdigit() else 10**6


def line_of(kind: str, node: Node, block: Node | None) -> str:
    """The P-line or the C-line, as the message words it."""
    name = f"{kind}Line"
    for where in (node.first("SoundRecordingEdition"), node, block):
        line = where.value(name, f"{name}Text") if where else ""
        if line:
            return line[:MAX_CELL]
    return ""


def label_of(reader: Reader, node: Node, block: Node | None) -> str:
    """The label a release appears on."""
    reference = reader.best(node.all("ReleaseLabelReference"))
    if reference:
        party = reader.party(reference.value())
        return party.name if party else ""
    name = reader.best((block or node).all("LabelName")) or reader.best(node.all("LabelName"))
    return name.value()[:200] if name else ""


def full_date(text: str) -> date | None:
    """A date with year, month and day; anything less is left out."""
    try:
        return date.fromisoformat(text[:10]) if len(text) >= 10 else None
    except ValueError:
        return None
