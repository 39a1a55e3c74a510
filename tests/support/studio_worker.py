"""A studio's worker as a process of its own: `python -m tests.support.studio_worker MOMENT FILE`.

It makes what waits and ends. At MOMENT (empty for none) it writes its process id and its tool's into FILE and stands
still, so that whoever wants to can end it there.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from consent.making import work  # noqa: E402
from portal.studio import tasks  # noqa: E402
from portal.studio.client import Api  # noqa: E402

_AFTER: dict[str, tuple[Any, str]] = {
    "in the tool": (work, "progress"),
    "redeemed": (Api, "redeem"),
    "reported": (Api, "report"),
}


def _children() -> list[str]:
    """The tool's process, while it runs."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def _stand_still(file: Path) -> None:
    beside = file.with_suffix(".part")
    beside.write_text(" ".join([str(os.getpid()), *_children()]))
    beside.rename(file)
    time.sleep(600)


def _stopping(moment: str, act: Callable[..., Any], file: Path) -> Callable[..., Any]:
    def done(*args: Any, **values: Any) -> Any:
        came = act(*args, **values)
        if moment != "in the tool" or _children():
            _stand_still(file)
        return came

    return done


def main(moment: str, file: Path) -> None:
    """Work off what there is."""
    if moment:
        where, name = _AFTER[moment]
        setattr(where, name, _stopping(moment, getattr(where, name), file))
    while work.is_due():
        tasks.make_next()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
