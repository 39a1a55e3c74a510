"""Ten fans at once, and what the site's pages notice of it: their time while the studio works, beside that when idle.

The real server, the real worker (niced, as it is run) and a real tool on a track of a minute. Pages are asked one
after the other, so that what is measured is the server's time and not a queue before it; idle, busy, and idle again.
"""

import io
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

import numpy as np
import soundfile
from django.urls import reverse
from django.utils import timezone

from benchmarks.environment import FOLDER
from benchmarks.figures import Figure, progress
from benchmarks.servers import APPLICATION, GRANIAN, free_port, running
from consent.experiences.models import Experience
from consent.making.asking import ask
from consent.making.fan import fan_of
from consent.making.models import Making
from consent.making.states import OPEN, State
from portal.ops.demo import WORKER
from portal.ops.processes import Process
from tests import cast as cast_module
from tests.cast import Cast
from tests.portal.api.conftest import SECRET, oauth_client
from tests.support.makings import remixing
from tests.support.sounding import RATE, melody, sound

FANS = 10
ROUNDS = 25
SECONDS = 60.0
PATIENCE = 400.0
AIM = "<= 1.50"


def run() -> Iterator[Figure]:
    """Pages' time with the queue at work by that without, and how long the tenth fan waits by ten times the first."""
    experience, _ = _world()
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    client = {"STUDIO_CLIENT_ID": "studio", "STUDIO_CLIENT_SECRET": SECRET}
    environment = {**os.environ, "SITE_ORIGIN": origin, **client, "OMP_NUM_THREADS": "1"}
    granian = str(Path(sys.executable).parent / "granian")
    command = [granian, *GRANIAN, "--host", "127.0.0.1", "--port", str(port), APPLICATION]
    with running("studio-site", command, port, environment=environment), _worker(environment):
        alone = _one(experience)
        pages = _pages(experience)
        _asked(port, pages, rounds=5)
        before = _asked(port, pages, rounds=ROUNDS)
        began = time.monotonic()
        _ten(experience)
        busy = _asked(port, pages, rounds=4 * ROUNDS, until=lambda: not _open())
        _wait(lambda: not _open())
        took = time.monotonic() - began
        after = _asked(port, pages, rounds=ROUNDS)
    ready = Making.objects.filter(state=State.READY).count()
    progress(f"studio: {ready} of {FANS + 1} ready; {sum(map(len, busy.values()))} pages asked meanwhile")
    if ready != FANS + 1:
        raise RuntimeError("Not everything was made: the log of the worker says why.")
    for path, name in pages.items():
        idle = median([*before[path], *after[path]])
        yield Figure(f"studio.{name}_while_it_works", "ms", 1000 * median(busy[path]), 1000 * idle, AIM)
    yield Figure("studio.ten_fans", "s", took, FANS * alone)


def _world() -> tuple[Experience, Cast]:
    people = cast_module.cast()
    oauth_client(people.partner, "studio", "checks\nreports")
    experience, track = remixing(people)
    file = io.BytesIO()
    tune = melody(SECONDS) + np.random.default_rng(3).normal(0, 0.02, (int(SECONDS * RATE), 2)).astype(np.float32)
    soundfile.write(file, tune, RATE, format="FLAC")
    sound(track, body=file.getvalue())
    return experience, people


@contextmanager
def _worker(environment: Mapping[str, str]) -> Iterator[None]:
    celery = str(Path(sys.executable).parent / "celery")
    polite = ["nice", "-n", "10"] if shutil.which("nice") else []
    command = [*polite, celery, "-A", "portal", *WORKER, "-Q", "studio"]
    process = Process("studio-worker", command, environment=environment, logs=FOLDER)
    try:
        yield
    finally:
        process.ask_to_end()
        process.end(time.monotonic() + 10)


def _pages(experience: Experience) -> Mapping[str, str]:
    return {
        reverse("fans:play"): "play",
        reverse("fans:experience", args=[experience.slug]): "experience",
        reverse("fans:artist", args=["ayla-marsh"]): "artist",
    }


def _one(experience: Experience) -> float:
    """One fan alone: how long it takes, once the worker is up."""
    _begin(experience, "the first", strength=1)
    _wait(lambda: not _open())
    made = Making.objects.get()
    if made.started_at is None or made.ended_at is None:
        raise RuntimeError(f"The first one came to nothing: {made.state} {made.sentence}")
    return (made.ended_at - made.started_at).total_seconds()


def _ten(experience: Experience) -> None:
    for number in range(FANS):
        _begin(experience, f"fan {number}", strength=10 + number)  # each of its own: nothing is found ready


def _begin(experience: Experience, name: str, *, strength: int) -> None:
    address = f"192.0.2.{strength}"
    chosen = {"preset": "slowed", "strength": str(strength)}
    ask(experience, chosen, fan=fan_of(None, secret=name, address=address), now=timezone.now())


def _open() -> bool:
    return Making.objects.filter(state__in=OPEN).exists()


def _wait(done: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > ends:
            raise RuntimeError("The studio did not get ready.")
        time.sleep(0.5)


def _asked(
    port: int, pages: Mapping[str, str], *, rounds: int, until: Callable[[], bool] = lambda: False
) -> dict[str, list[float]]:
    """The seconds each page took, each time it was asked."""
    took: dict[str, list[float]] = {path: [] for path in pages}
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for _ in range(rounds):
        for path in pages:
            began = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            took[path].append(time.perf_counter() - began)
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}.")
        if until():
            break
        time.sleep(0.05)
    connection.close()
    return took
