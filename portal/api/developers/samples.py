"""The programs that the pages show: the files of docs/examples, which the tests run as they are.

A start in steps has comments such as `# 2 Ask before you act`, and says after `# > ` what it prints.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from django.conf import settings
from django.utils.safestring import SafeString

from portal.api.developers.highlighting import marked

FOLDER = Path(settings.BASE_DIR) / "docs" / "examples"
LANGUAGES: Mapping[str, str] = MappingProxyType({".sh": "sh", ".py": "python", ".mjs": "javascript"})
_LABELS = {"sh": "Shell", "python": "Python", "javascript": "JavaScript", "json": "JSON", "http": "HTTP"}
_STEP = re.compile(r"^# (\d) (.+)$", re.MULTILINE)
_OUR_ID = ("${CLIENT_ID:?the id of your test client}", 'os.environ["CLIENT_ID"]')
_WRITTEN_DOWN = "http://localhost:8000"
_OUR_PLACE = (f"${{SOUNDCHECK:-{_WRITTEN_DOWN}}}", f'os.environ.get("SOUNDCHECK", "{_WRITTEN_DOWN}")')


@dataclass(frozen=True)
class Code:
    """Code to show: `text` to copy, `html` to look at."""

    language: str
    text: str

    @property
    def label(self) -> str:
        """What people call the language."""
        return _LABELS.get(self.language, "As it is")

    @property
    def html(self) -> SafeString:
        """Escaped and marked."""
        return marked(self.text, self.language)


@dataclass(frozen=True)
class Step:
    """One step of a start: its code, and what it prints."""

    number: int
    title: str
    code: Code
    prints: str


def names() -> list[str]:
    """Every program there is to show or to take along."""
    return sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.suffix in LANGUAGES)


def taken_along(name: str) -> str:
    """A program as a file: it asks this portal, where its reader names no other by SOUNDCHECK."""
    return sample(name).text.replace(_WRITTEN_DOWN, settings.SITE_ORIGIN)


@lru_cache(maxsize=64)
def sample(name: str) -> Code:
    """A whole program."""
    path = FOLDER / name
    return Code(LANGUAGES[path.suffix], path.read_text().strip() + "\n")


def printed(text: str) -> str:
    """What a start says that it prints."""
    return "".join(f"{line[4:]}\n" for line in text.splitlines() if line.startswith("# > "))


@lru_cache(maxsize=256)
def steps(name: str, client_id: str = "") -> Sequence[Step]:
    """The steps of a start, for this portal, and with the client's own id where there is one."""
    whole = sample(name)
    pieces = _STEP.split(whole.text)[1:]
    made = []
    for number, title, text in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        code = "\n".join(line for line in text.splitlines() if not line.startswith("# > ")).strip()
        made.append(Step(int(number), title, Code(whole.language, _ours(code, client_id)), printed(text)))
    return tuple(made)


def _ours(code: str, client_id: str) -> str:
    origin = settings.SITE_ORIGIN
    code = code.replace(_OUR_PLACE[0], origin).replace(_OUR_PLACE[1], f'"{origin}"')
    return code.replace(_OUR_ID[0], client_id).replace(_OUR_ID[1], f'"{client_id}"') if client_id else code
