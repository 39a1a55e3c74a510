"""The browser of the tests: whatever Chromium the machine has. `python -m tests.support.chromium` gets one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGES = ("chromium", "libatomic1")  # the second is what Playwright's own program needs and a small Debian lacks
HELP = """
The browser tests need a Chromium and what Playwright runs on, and they were not found or could not be installed. Either

    sudo apt-get install chromium libatomic1   (Debian, Ubuntu: the first may be called chromium-browser)
    make test CHROMIUM=/path/to/chromium       (if you have one in an unusual place)

or run `make test-fast`, which leaves the browser out.
"""


def find() -> str | None:
    """The path of a Chromium: CHROMIUM, then the usual names, then what Playwright may have downloaded."""
    if given := os.environ.get("CHROMIUM"):
        return shutil.which(given)
    for name in NAMES:
        if found := shutil.which(name):
            return found
    downloads = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return max(map(str, downloads.glob("chromium-*/chrome-linux*/chrome")), default=None)


def is_ready() -> bool:
    """Whether there is a Chromium, and Playwright's program runs here."""
    return find() is not None and _run([sys.executable, "-m", "playwright", "--version"])


def install() -> bool:
    """Get them by whichever way this machine allows: apt as root, apt by a sudo that asks nothing, Playwright's own."""
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    get = [*apt, "install", "--yes", "--no-install-recommends", *PACKAGES]
    before = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not before or shutil.which("sudo")):
        _run([*before, *get]) or (_run([*before, *apt, "update"]) and _run([*before, *get]))
    if not find():
        _run([sys.executable, "-m", "playwright", "install", "chromium"])
    return is_ready()


def _run(command: list[str]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def main() -> int:
    """Find or get them; returns an exit status."""
    if is_ready():
        return 0
    print("Getting a Chromium for the browser tests (only this once) …", flush=True)
    if not install():
        print(HELP, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
