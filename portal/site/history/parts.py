"""What a sentence of history is made of."""

from dataclasses import dataclass

from consent.uses import Use


@dataclass(frozen=True)
class Change:
    """From one answer to another, for `count` of the lines."""

    before: str
    after: str
    count: int = 1


@dataclass(frozen=True)
class Sentence:
    """What follows the name of who did it: “changed”, the use, “for Saltglass”, the change; then what else to know."""

    verb: str
    use: Use | None = None
    subject: str = ""
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The sentence without its change, for a label or a cell of a table."""
        use = self.use.label if self.use else ""
        link = "for" if use and self.subject else ""
        return " ".join(part for part in (self.verb, use, link, self.subject) if part)


@dataclass(frozen=True)
class Line:
    """One line of a press, for the list under it."""

    title: str
    kind: str
    change: Change | None
    notes: tuple[str, ...]
