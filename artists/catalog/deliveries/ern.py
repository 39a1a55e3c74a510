"""Reading a DDEX ERN message, 3.4 to 3.8 and 4.1 to 4.3: which message it is, its releases and their order."""

import re
from datetime import date

from artists.access import Invalid
from artists.catalog import identifiers
from artists.catalog.deliveries.ern_parts import (
    Reader,
    artists_of,
    block_of,
    full_date,
    label_of,
    line_of,
    title_of,
)
from artists.catalog.deliveries.ern_recording import read_recording
from artists.catalog.deliveries.hidden import refuse_hidden
from artists.catalog.deliveries.structure import (
    Problem,
    ReadArtist,
    ReadFile,
    ReadPlace,
    ReadRelease,
    ReadTrack,
    merge_repeated,
    release_kind,
)
from artists.catalog.deliveries.xml_tree import Node, parse

_NAMESPACE = re.compile(r"https?://(?:www\.)?ddex\.net/xml/(?:[\d/]*)?ern/(\d)(\d*)/?")
_VERSIONS = {"3": range(4, 9), "4": range(1, 4)}


def read_ern(content: bytes) -> ReadFile:
    """What an ERN message says. Raises `Invalid` where the message as a whole cannot be read."""
    root = parse(content)
    version = _version(root)
    reader = Reader(root, major=int(version[0]))
    found = ReadFile(f"DDEX ERN {version}")
    for resource in root.all("ResourceList", "SoundRecording"):
        track = read_recording(reader, resource, found)
        if track:
            reader.recordings[resource.value("ResourceReference")] = track
    for release in _main_releases(root, reader.major):
        _read_release(reader, release, found)
    found.tracks = merge_repeated(list(reader.recordings.values()), found.problems)
    refuse_hidden(found)
    found.notes = _notes(root, reader)
    if not found.tracks and not found.problems:
        raise Invalid("no_tracks", "This message has no sound recordings, so there is nothing to bring in.")
    return found


def _version(root: Node) -> str:
    if root.name in ("PurgeReleaseMessage", "CatalogListMessage"):
        raise Invalid(
            "message_kind",
            f"This is a {root.name}. It takes releases away, or lists them, and nothing is ever removed here by a "
            "file. Send a NewReleaseMessage.",
        )
    spaces = [value for key, value in root.attributes.items() if key.split(":")[0] == "xmlns"]
    matches = [match for space in spaces if (match := _NAMESPACE.fullmatch(space.strip()))]
    if root.name != "NewReleaseMessage" or not matches:
        raise Invalid(
            "not_ern",
            f"This is XML, and not a DDEX release message: it starts with “{root.name[:60]}”. Send a NewReleaseMessage "
            "of ERN 3.4 to 3.8 or 4.1 to 4.3.",
        )
    major, minor = matches[0].groups()
    if not minor or int(minor[0]) not in _VERSIONS.get(major, ()):
        raise Invalid(
            "ern_version",
            f"This is ERN {'.'.join(major + minor)}. We read 3.4 to 3.8 and 4.1 to 4.3; ask for one of these.",
        )
    return ".".join([major, *minor])


def _main_releases(root: Node, major: int) -> list[Node]:
    """The releases themselves; a track's own release entry repeats it and says nothing about its place."""
    every = list(root.all("ReleaseList", "Release"))
    if major == 4:
        return every
    main = [release for release in every if release.attributes.get("IsMainRelease", "").casefold() in ("true", "1")]
    return main or [r for r in every if r.value("ReleaseType") not in ("TrackRelease", "VideoTrackRelease")]


def _read_release(reader: Reader, node: Node, found: ReadFile) -> None:
    block = block_of(node, "ReleaseDetailsByTerritory")
    places = _places(node, block, reader)
    tracks = [reader.recordings[reference] for reference, _, _ in places]
    title = title_of(reader, node, block)
    named = artists_of(reader, node, block)
    first = named.main[0] if named.main else (tracks[0].main[0] if tracks else None)
    if not title.text or not first:
        missing = "artist" if title.text else "title"
        found.problems.append(
            Problem(reader.place(node), f"This release has no {missing}, so only its tracks come in.", refuses=False)
        )
        return
    if len(tracks) == 1:
        # On a single the featured artists often stand on the release alone; they are on its one track.
        _add_featured(tracks[0], named.featured)
    upc = reader.number(node.first("ReleaseId", "ICPN"), identifiers.upc, found)
    key = upc or node.value("ReleaseReference") or title.text
    found.releases[key] = ReadRelease(
        key=key,
        place=reader.place(node),
        kind=release_kind(node.value("ReleaseType"), len(tracks)),
        title=title.text,
        artist=first,
        upc=upc,
        label_name=label_of(reader, node, block),
        p_line=line_of("P", node, block),
        c_line=line_of("C", node, block),
        released_on=_released_on(node, block),
    )
    for (_, disc, position), track in zip(places, tracks, strict=True):
        track.places += (ReadPlace(key, disc, position),)


def _add_featured(track: ReadTrack, featured: tuple[ReadArtist, ...]) -> None:
    names = {artist.name.casefold() for artist in track.main + track.featured}
    track.featured += tuple(artist for artist in featured if artist.name.casefold() not in names)


def _released_on(node: Node, block: Node | None) -> date | None:
    for where in (block, node):
        for name in ("ReleaseDate", "OriginalReleaseDate", "GlobalReleaseDate", "GlobalOriginalReleaseDate"):
            day = full_date(where.value(name)) if where else None
            if day:
                return day
    return None


def _places(node: Node, block: Node | None, reader: Reader) -> list[tuple[str, int, int]]:
    """(recording, disc, position) of the release, in order. Groups inside the outer one are its discs."""
    tops = list((block or node).all("ResourceGroup")) or list(node.all("ResourceGroup"))
    discs: list[list[tuple[str, str]]] = []
    for top in tops:
        own = _items(top, reader, deep=False)
        inner = [items for group in top.all("ResourceGroup") if (items := _items(group, reader, deep=True))]
        discs += ([own] if own else []) + inner
    if not discs:
        listed = [n.value() for n in node.all("ReleaseResourceReferenceList", "ReleaseResourceReference")]
        listed += [n.value() for n in node.all("ReleaseResourceReference")]
        discs = [[(reference, "") for reference in listed if reference in reader.recordings]]
    found: list[tuple[str, int, int]] = []
    seen: set[str] = set()
    for disc, items in enumerate(discs, start=1):
        numbers = [int(number) for _, number in items if number.isdigit()]
        numbered = len(set(numbers)) == len(items)
        for place, (reference, number) in enumerate(items, start=1):
            if reference not in seen:
                seen.add(reference)
                found.append((reference, disc, int(number) if numbered else place))
    return found


def _items(group: Node, reader: Reader, *, deep: bool) -> list[tuple[str, str]]:
    items = [
        (reference, item.value("SequenceNumber"))
        for item in group.all("ResourceGroupContentItem")
        for reference in [item.value("ReleaseResourceReference")]
        if reference in reader.recordings
    ]
    for inner in group.all("ResourceGroup") if deep else ():
        items += [(reference, "") for reference, _ in _items(inner, reader, deep=True)]
    return items


def _notes(root: Node, reader: Reader) -> list[str]:
    """What the message also says, for information: nothing here follows from it."""
    notes = []
    sender = root.value("MessageHeader", "MessageSender", "PartyName", "FullName")
    if sender:
        notes.append(f"Sent by {sender}.")
    if "Test" in root.value("MessageHeader", "MessageControlType"):
        notes.append("The message calls itself a test. Confirming brings it in all the same.")
    if root.value("UpdateIndicator") == "UpdateMessage":
        notes.append("The message calls itself an update. What it leaves out stays as it is.")
    deals = [terms for deal in root.all("DealList", "ReleaseDeal", "Deal") for terms in deal.all("DealTerms")]
    territories = {node.value() for terms in deals for node in terms.all("TerritoryCode")}
    if deals:
        where = (
            "worldwide" if "Worldwide" in territories else f"in {_count(len(territories), 'territory', 'territories')}"
        )
        notes.append(
            f"It has {_count(len(deals), 'deal', 'deals')} {where}. Deals with stores change nothing about AI."
        )
    if any(terms.value("TakeDown").casefold() == "true" for terms in deals):
        notes.append("It takes music down from stores. Nothing is removed here: a track and its answers stay.")
    if reader.other_titles:
        titles = _count(reader.other_titles, "title also stands", "titles also stand")
        notes.append(f"{titles} there in another script; we take the message's default.")
    return notes


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
