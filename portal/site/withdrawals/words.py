"""How long something took, and how long is left, in a few letters."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from consent.withdrawals.selectors import Shown


def span(time: timedelta) -> str:
    """Such as 42 s, 3 min, 5 h 20 min, 6 d 4 h: the two largest parts, and none that is nought; at least a second."""
    seconds = max(0, int(time.total_seconds()))
    if seconds < 60:
        return f"{max(seconds, 1)} s"
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    parts = [(days, "d"), (hours, "h"), (rest // 60, "min")]
    first = next(place for place, (count, _) in enumerate(parts) if count)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count)


@dataclass(frozen=True)
class Left:
    """The time until a deadline: in words, in percent of all there was, and whether it is short or over."""

    words: str
    share: int
    urgent: bool
    over: bool


def left(asked_at: datetime, due_at: datetime, now: datetime) -> Left:
    """How long is left of what was given."""
    gone, all_ = now - asked_at, due_at - asked_at
    over = due_at <= now
    share = 0 if over else max(1, round(100 * (1 - gone / all_)))
    return Left(span(abs(due_at - now)), share, over or due_at - now < timedelta(hours=12), over)


def live(one: Shown) -> str:
    """The line an artist waits for: at how many partners it is known, and after how long."""
    count = len(one.partners)
    at = f"live at {one.told} of {count} partner{'' if count == 1 else 's'}"
    return f"{at}, {span(one.took)}" if one.took is not None else at


def about(one: Shown) -> str:
    """What it is about: one by its title, and how many others."""
    return named(one.title, one.assets) if one.assets else "what you cannot see"


def named(title: str, count: int) -> str:
    """The one that has a title, and how many beside it: tracks, songs and voices may go together."""
    if not title:
        return f"{count:,} tracks, songs or voices" if count > 1 else "one track, song or voice"
    return f"{title} and {count - 1:,} more" if count > 1 else title
