"""A player for a page: what `components/player.html` draws. Shared by pages of teams and of fans.

    players = {"player": player("Saltglass", Part(sound), use="remix", save=True)}
    {% include "components/player_head.html" %}                     in head_extra: the stylesheet and the script
    {% include "components/player.html" with player=player %}

Two parts play together, each with a level of its own: karaoke is `Part(vocals, "Vocals", "mic-vocal", level=0)` and
`Part(band, "Band", "guitar")`. What follows the playback listens for `player:time` on the element
(static/js/player.js).
"""

from dataclasses import dataclass
from datetime import timedelta

from artists.audio import addresses
from artists.audio.models import Sound
from artists.audio.waves import Wave, bars

BARS = 64
SPEEDS = ((0.5, "½"), (0.75, "¾"), (1.0, "1×"), (1.25, "1¼"))


@dataclass(frozen=True)
class Part:
    """One sound of a player: what it is called where there are several, its icon, and how loud it begins (percent)."""

    sound: Sound
    label: str = ""
    icon: str = "music"
    level: int = 100


@dataclass(frozen=True)
class PlayedPart:
    """The same, with its addresses. `save` is empty where it is not offered."""

    key: str
    label: str
    icon: str
    level: int
    source: str
    save: str


@dataclass(frozen=True)
class Player:
    """What the template needs. `use` gives it its hue; `seconds` is the longest part's."""

    key: str
    title: str
    parts: tuple[PlayedPart, ...]
    wave: Wave
    seconds: float
    use: str
    speeds: tuple[tuple[float, str], ...]
    ai_generated: bool
    credit: str

    @property
    def length(self) -> str:
        """`3:41`."""
        minutes, seconds = divmod(int(self.seconds), 60)
        return f"{minutes}:{seconds:02}"


def player(
    title: str,
    *parts: Part,
    use: str = "",
    speeds: bool = False,
    save: bool = False,
    good_for: timedelta = addresses.GOOD_FOR,
) -> Player:
    """The player of one sound, or of several that play together. `speeds` offers slower practice."""
    first = parts[0].sound
    peaks = [max(heights) for heights in zip(*(part.sound.peaks for part in parts), strict=False)]
    return Player(
        key=first.pk.hex,
        title=title,
        parts=tuple(_played(part, save=save, good_for=good_for) for part in parts),
        wave=bars(peaks, many=BARS),
        seconds=max(float(part.sound.seconds or 0) for part in parts),
        use=use,
        speeds=SPEEDS if speeds else (),
        ai_generated=any(part.sound.ai_generated for part in parts),
        credit=first.credit,
    )


def _played(part: Part, *, save: bool, good_for: timedelta) -> PlayedPart:
    sound = part.sound
    return PlayedPart(
        key=sound.pk.hex,
        label=part.label,
        icon=part.icon,
        level=part.level,
        source=addresses.listen(sound, good_for=good_for),
        save=addresses.save(sound, good_for=good_for) if save else "",
    )
