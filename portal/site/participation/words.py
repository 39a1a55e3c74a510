"""What the participation pages say, worked out from what they show."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime

from artists.access import Actor, TeamKind
from artists.catalog.models import Asset, AssetKind
from artists.journal.models import Entry
from artists.teams.models import Team
from consent.choices.answers import Answer
from consent.choices.limits import territories
from consent.choices.selection import Totals
from consent.choices.selectors import Cell, Row, why_not_answer
from consent.choices.state import State
from consent.uses import USES, Use

SECOND = "This waits for a second person of your team. Nothing is opened until somebody else confirms it."
UNTIL_OFF = "Until you turn it off"
WHOSE = {AssetKind.VOICE: "the voice", AssetKind.LIKENESS: "name and image"}
# The verb of a yes, for the button and the question of a review.
YES = {
    "train": ("Allow training", "Let a model be trained with {of}?"),
    "speak": ("Let them speak", "Let tools speak in {of}?"),
    "sing": ("Let them sing", "Let tools sing in {of}?"),
    "translate": ("Allow translation", "Let tools sing or speak {of} in another language?"),
    "portray": ("Allow portrayal", "Let tools use {of}?"),
}


def joined(names: Sequence[str]) -> str:
    """One, two and three."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def yes_words(use: Use, of: str) -> tuple[str, str]:
    """The button and the question before a yes."""
    button, question = YES.get(use.code, (f"Allow: {use.short}", f"{use.label}: {{of}}?"))
    return button, question.format(of=of)


@dataclass(frozen=True)
class Summary:
    """The sentence at the top, in parts: how many take part, what is mostly open, what asks, what is off."""

    taking: int
    everything: int
    noun: str
    waiting: int
    opened: str
    some: str
    asking: str
    off: str


def summary(totals: Totals, uses: Sequence[str], *, songs: bool) -> Summary:
    """The sentence for these totals: a use is named where it stands open, or asks, for most of what takes part."""
    most = max(1, (totals.taking + 1) // 2)
    opened = [USES[use].short.lower() for use in uses if totals.on[use] >= most]
    asking = [USES[use].short.lower() for use in uses if totals.on[use] < most and totals.ask[use] >= most]
    off = [USES[use].short.lower() for use in uses if not totals.on[use] and not totals.ask[use]]
    noun = "song" if songs else "track"
    return Summary(
        totals.taking,
        totals.everything,
        noun if totals.everything == 1 else f"{noun}s",
        totals.waiting,
        joined(opened),
        joined([USES[use].short.lower() for use in uses if USES[use].short.lower() not in (*opened, *asking, *off)]),
        joined(asking),
        joined(off) if len(off) < len(uses) else "",
    )


def waits_lines(row: Row) -> list[str]:
    """For whom a row waits and in which uses: “Waiting for Harbour Songs: Remix, Cover”."""
    found: dict[str, list[str]] = {}
    for cell in row.cells:
        for one in cell.waits:
            found.setdefault(f"{one.name} paused everything" if one.paused else f"Waiting for {one.name}", []).append(
                cell.use.short
            )
        if cell.shut and not cell.waits and cell.unknown:
            found.setdefault(cell.unknown.split(",")[0], []).append(cell.use.short)
    return [f"{line}: {', '.join(uses)}" for line, uses in found.items()]


def note(cell: Cell) -> str:
    """The word under a switch that says what its place alone does not."""
    limited = ", limited" if cell.state.limits else ""
    if cell.waits or cell.shut:
        return f"waiting{limited}"
    if cell.asks:
        return f"asked first{limited}"
    return limited.removeprefix(", ")


def limits_lines(state: State) -> list[str]:
    """A narrowed answer in words; empty where nothing narrows it. The end is for the template to show."""
    limits = state.limits
    lines = []
    if limits.partners:
        partners = Team.objects.filter(pk__in=limits.partners).order_by("name").values_list("name", flat=True)
        lines.append(f"Only for {joined(list(partners))}")
    if limits.territories:
        places = sorted(territories().get(code, code) for code in limits.territories)
        lines.append(f"Only in {joined(places)}")
    return lines


def terms(cell: Cell, state: State, *, what: str) -> list[tuple[str, str]]:
    """The facts of a review: who, what, paid, until, who must also agree, how to stop."""
    partners = list(Team.objects.filter(kind=TeamKind.PARTNER).order_by("name").values_list("id", "name"))
    named = [name for pk, name in partners if pk in state.limits.partners]
    who = joined(named) if named else f"Every AI partner here: {joined([name for _, name in partners]) or 'none yet'}"
    facts = [
        ("Who", who),
        ("What", what),
        ("Paid", "Nothing yet. No licence is signed, and only a licence pays."),
        ("Until", date_format(localtime(state.limits.until), "j F Y, H:i") if state.limits.until else UNTIL_OFF),
    ]
    if state.limits.territories:
        facts.insert(2, ("Where", joined([territories().get(code, code) for code in state.limits.territories])))
    others = joined([one.name for one in cell.others])
    facts.append(("Must also agree", others or "Nobody else: your yes is enough"))
    facts.append(("To stop", "Turn it off. That counts from the next check."))
    return facts


def said(row_title: str, cell: Cell, *, changed: bool) -> str:
    """What a press did, for the toast: the answer, and whether it comes to anything yet."""
    word = {Answer.ON: "on", Answer.ASK: "set to ask", Answer.OFF: "off"}[cell.state.effective]
    head = f"{cell.use.short} is {word} for {row_title}."
    if not changed:
        head = f"{cell.use.short} was {word} already for {row_title}. Nothing changed."
    if cell.waits:
        head += f" It opens once {joined([one.name for one in cell.waits])} says so too."
    return head


def taken_back(entries: Sequence[Entry]) -> str:
    """What an undo did, for the toast."""
    uses = joined(sorted({USES[entry.data["use"]].short for entry in entries}))
    assets = Asset.objects.filter(pk__in=[entry.subject_id for entry in entries[:20]])
    titles = sorted({str(asset) for asset in assets})
    if len(entries) <= 20 and len(titles) == 1:
        return f"Taken back: {uses} for {titles[0]} is as it was before."
    return f"Taken back: {len(entries):,} answers ({uses}) are as they were before."


def blocked(actor: Actor, uses: Sequence[str], *, kind: str = AssetKind.RECORDING) -> dict[str, str]:
    """The uses this person may not answer for, each with the reason."""
    found = {use: why_not_answer(actor, use, kind=kind, opens=False) for use in uses}
    return {use: sentence for use, sentence in found.items() if sentence}
