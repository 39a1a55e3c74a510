"""The pages of fans as Lighthouse sees them on its phone: four scores each, of 100.

Lighthouse and what it runs on are not dependencies of the project: with `node` and `npm` on the machine it is installed
from `benchmarks/lighthouse/` into `var/`, else this is left out with a sentence (docs/fans.md says how to get them).

Of its audits one is left out, `robots-txt`: it knows no lines but those of 2018 and calls AIPREF's `Content-Usage` and
RSL's `License` errors, which RFC 9309 (2.2.4) lets a file have and tests/portal/wellknown holds to their own rules.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from django.urls import reverse

from artists.catalog.models import Artist
from benchmarks.environment import FOLDER
from benchmarks.figures import Figure, progress
from benchmarks.servers import APPLICATION, GRANIAN, free_port, running
from consent.choices.answers import Answer
from consent.experiences.models import Experience
from consent.experiences.states import State
from consent.making.models import Making
from portal.ops.embedded import BASE_DIR
from tests.cast import cast, track
from tests.consent.decisions.scenes import answer
from tests.support import chromium
from tests.support.experiencing import OFFER, live
from tests.support.makings import ready, remixing, waiting

ROUNDS = 3
AIMS: Mapping[str, str] = {
    "performance": ">= 0.95", "accessibility": ">= 1.00", "best-practices": ">= 1.00", "seo": ">= 1.00",
}  # fmt: skip
_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
_INSTALLED = FOLDER / "lighthouse"
_PINNED = BASE_DIR / "benchmarks" / "lighthouse"
_MINUTES = 15 * 60


_VISITS = 4


class Failed(Exception):
    """Lighthouse ended without scores; the message has its last words."""


def run() -> Iterator[Figure]:
    """Each page three times, the median of each score."""
    browser, program = chromium.find(), _lighthouse()
    if browser is None or program is None:
        progress("fans: left out, for there is no Chromium, or no node and npm to run Lighthouse with (docs/fans.md).")
        return
    _world()
    with _serving() as origin:
        for name, path in _pages():
            rounds = [_scores(program, browser, origin + path) for _ in range(ROUNDS)]
            for category, aim in AIMS.items():
                score = median(one[category] for one in rounds)
                yield Figure(f"fans.{name}.{category}", "points", score, 100, aim)


def _lighthouse() -> Path | None:
    """The program, installed as pinned; None where the machine cannot run it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    program = _INSTALLED / "node_modules" / ".bin" / "lighthouse"
    lock = (_PINNED / "package-lock.json").read_text()
    mark = _INSTALLED / "package-lock.json"
    if not program.exists() or not mark.exists() or mark.read_text() != lock:
        progress("fans: installing Lighthouse …")
        shutil.copytree(_PINNED, _INSTALLED, dirs_exist_ok=True)
        done = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund", "--omit=optional"], cwd=_INSTALLED, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            progress(done.stderr[-500:])
            return None
    return program


def _world() -> None:
    """The tests' people, a dozen things to do with Ayla's music, and one thing that a fan made and shows."""
    if Experience.objects.filter(state=State.LIVE).exists():
        return
    people = cast()
    one, _ = remixing(people)
    for number in range(11):
        mine = track(f"Low Tide {number}", people.ayla_marsh, performer=people.artist, publishing=(people.artist,))
        answer(people, mine, "remix", Answer.ON)
        live(people.partner, [people.artist], [mine], offer=replace(OFFER, title=f"Low Tide {number}, slower"))
    Making.objects.filter(pk=ready(waiting(one)).pk).update(public=True)


def _pages() -> Iterator[tuple[str, str]]:
    yield "play", reverse("fans:play")
    one = Experience.objects.filter(state=State.LIVE).order_by("created_at").first()
    if one is not None:
        yield "experience", reverse("fans:experience", args=[one.slug])
    artist = Artist.objects.filter(team__isnull=False, assets__isnull=False).order_by("created_at").first()
    if artist is not None:
        yield "artist", reverse("fans:artist", args=[artist.slug])
    made = Making.objects.filter(public=True, output__gone="").order_by("asked_at").first()
    if made is not None:
        yield "made", reverse("fans:made", args=[made.output_id])


@contextmanager
def _serving() -> Iterator[str]:
    """The application with hashed static files, as in production; gives its origin."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    with TemporaryDirectory() as static:
        environment = {**os.environ, "STATIC_HASHED": "true", "STATIC_ROOT": static, "SITE_ORIGIN": origin}
        collect = [sys.executable, str(BASE_DIR / "manage.py"), "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(collect, env=environment, check=True)
        granian = str(Path(sys.executable).parent / "granian")
        command = [granian, *GRANIAN, "--host", "127.0.0.1", "--port", str(port), APPLICATION]
        with running("fans", command, port, environment=environment):
            yield origin


def _scores(program: Path, browser: str, url: str) -> dict[str, float]:
    """The four scores of one visit, out of 100; what cost points is said on standard error."""
    command: Sequence[str] = [
        str(program), url, "--output=json", "--quiet", f"--chrome-path={browser}", f"--chrome-flags={_FLAGS}",
        f"--only-categories={','.join(AIMS)}", "--skip-audits=robots-txt",
    ]  # fmt: skip
    for _ in range(_VISITS):
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_MINUTES)
        if "NO_NAVSTART" not in done.stderr:  # it missed the beginning of the trace, and asks to be run again
            break
    if done.returncode:
        raise Failed(f"Lighthouse did not get through {url}: {done.stderr[-2000:]}")
    report = json.loads(done.stdout)
    scores = {name: round(100 * (report["categories"][name]["score"] or 0), 1) for name in AIMS}
    progress(f"fans: {url} {scores}{_lost(report)}")
    return scores


def _lost(report: Mapping[str, Any]) -> str:
    """The audits that cost points, with what they weigh."""
    lost = {
        one["id"]
        for category in report["categories"].values()
        for one in category["auditRefs"]
        if one["weight"] and (report["audits"][one["id"]].get("score") or 0) < 0.9
        and report["audits"][one["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual", "error")
    }  # fmt: skip
    return f" lost on {', '.join(sorted(lost))}" if lost else ""
