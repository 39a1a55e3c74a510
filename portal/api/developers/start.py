"""The five-minute start: what is said beside each step of the programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.safestring import SafeString

from portal.api.developers import samples
from portal.api.developers.samples import Step
from portal.api.developers.writing import inline


@dataclass(frozen=True)
class Said:
    """What stands beside a step, in lines of Markdown; the last is small print."""

    short: str
    lines: Sequence[str]
    small: str

    @property
    def about(self) -> list[SafeString]:
        """What it is, as HTML."""
        return [inline(line) for line in self.lines]

    @property
    def hint(self) -> SafeString:
        """The small print, as HTML."""
        return inline(self.small)


_SAID: Mapping[int, Said] = MappingProxyType(
    {
        1: Said(
            "Token",
            ("Trade your client's id and secret for a token. It lasts an hour, and may do no more than it asks for.",),
            "Keep the token and get a new one when it ends. Make a client for each place where your software runs: "
            "each can be revoked without the others.",
        ),
        2: Said(
            "Check",
            (
                "Name the track, the use and the place. Then read one word: `answer`.",
                "`ZZS0T2600001` is a track of the sandbox. Try `ZZS0T2600002` for ask and `ZZS0T2600003` for deny.",
            ),
            "Up to 1,000 questions at once; the answers come in their order, as of one moment.",
        ),
        3: Said(
            "Permit",
            (
                "An allow carries a **permit** where you want one: signed, good for ten minutes, and for this one use. "
                "Whoever does the work verifies it without calling us.",
            ),
            "The shell asks us how it stands; Python checks the signature itself. A permit that ran out is a no: see "
            "[Permits](/developers/permits/).",
        ),
        4: Said(
            "Report",
            ("Report what you made and earned under the permit. Each `reference` counts once, sent again or not.",),
            "A mistake is taken back by a line that `reverses` it, never edited. Up to 10,000 lines at once.",
        ),
        5: Said(
            "Withdrawal",
            (
                "A yes can be taken back any day. The next check says no already; what is asked of you beside that is "
                "in this feed, and your [webhook](/developers/webhooks/) hears it at once.",
            ),
            "Nothing is open now. *Send a withdrawal* in your [sandbox](/developers/sandbox/), and one is here.",
        ),
    }
)
ANSWERS = (
    ("allow", "check", "Every holder says yes and a licence covers it", "Go ahead, before the permit runs out"),
    ("ask", "hand", "Nobody says no, but a yes or a licence is missing", "Do not go ahead. Send a request"),
    ("deny", "ban", "A holder or a limit says no", "Stop, and show the reason we give"),
    ("no answer", "circle-dashed", "We are down, or you are over a limit", "Treat it as deny. Silence is no"),
)


@dataclass(frozen=True)
class Lesson:
    """A step, in each language."""

    said: Said
    shell: Step
    python: Step

    @property
    def id(self) -> str:
        """Its place on the page."""
        return f"step-{self.shell.number}"


def steps(client_id: str = "") -> list[Lesson]:
    """The start, with the reader's own client in it where there is one."""
    pairs = zip(samples.steps("quickstart.sh", client_id), samples.steps("quickstart.py", client_id), strict=True)
    return [Lesson(_SAID[shell.number], shell, python) for shell, python in pairs]
