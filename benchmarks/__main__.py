"""`python -m benchmarks [NAME …]`: run these, or all; one JSON object a line, progress on standard error."""

import sys
from collections.abc import Callable, Iterator, Mapping

from benchmarks import environment  # first: Django reads its settings from what this sets

# isort: split
from artists.journal import outbox
from benchmarks import (
    check,
    data,
    earnings,
    earnings_page,
    fans,
    inbox,
    notices,
    participation,
    reports,
    snapshots,
    studio,
    withdrawal,
)
from benchmarks.figures import Figure, progress

BENCHMARKS: Mapping[str, Callable[[], Iterator[Figure]]] = {
    "earnings": earnings.run,
    "earnings_page": earnings_page.run,
    "fans": fans.run,
    "inbox": inbox.run,
    "notices": notices.run,
    "participation": participation.run,
    "reports": reports.run,
    "studio": studio.run,
    # On a million recordings: last, so that the others' tables are small.
    "check": check.run,
    "withdrawal": withdrawal.run,
    "snapshots": snapshots.run,
}


def main(names: list[str]) -> int:
    """Run them; returns an exit status: 1 if an aim was missed, 2 for a name there is not."""
    if unknown := [name for name in names if name not in BENCHMARKS]:
        progress(f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}.")
        return 2
    missed = False
    try:
        outbox.set_waker(lambda lane: None)  # there is no worker here to be woken
        data.migrate()
        for name in names or BENCHMARKS:
            for figure in BENCHMARKS[name]():
                print(figure.as_line(), flush=True)
                missed |= figure.met is False
    finally:
        environment.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
