"""`make check`: everything that a machine can judge. Each step is named, each failure shown, none hides the next."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from portal.ops import keys
from portal.ops.embedded import BASE_DIR

PROGRAMS = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]


@dataclass(frozen=True)
class Step:
    """One judgement: what it is called and the command that makes it."""

    name: str
    command: list[str]


def main() -> int:
    """Take every step, two at a time; returns an exit status."""
    templates = tracked("templates/*.html")
    steps = [
        Step("formatting", [program("ruff"), "format", "--check", "--quiet", "."]),
        Step("lint", [program("ruff"), "check", "--quiet", "."]),
        Step("types", [program("mypy"), "artists", "consent", "portal"]),
        Step("import contracts", [program("lint-imports")]),
        Step("template formatting", [program("djade"), "--check", "--target-version", "5.2", *templates]),
        Step("template indentation", [program("djhtml"), "--check", *templates]),
        Step("template lint", [program("djlint"), "--lint", "--quiet", "templates"]),
        Step("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
        Step("deployment", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"]),
    ]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        environment = production_like(Path(folder))
        results = list(pool.map(lambda step: take(step, environment), steps))
    failed = [step.name for step, passed in zip(steps, results, strict=True) if not passed]
    if failed:
        print(f"\nFailed: {', '.join(failed)}. `make fix` mends what it can.")
    return 1 if failed else 0


def take(step: Step, environment: dict[str, str]) -> bool:
    """Run one step; print how it went, and all it said if it failed."""
    began = time.monotonic()
    done = subprocess.run(
        step.command,
        cwd=BASE_DIR,
        env=environment,
        text=True,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    passed = done.returncode == 0
    line = f"{'ok' if passed else 'FAILED':<7}{step.name:<22}{time.monotonic() - began:5.1f} s"
    print(line if passed else f"{line}\n{done.stdout}{done.stderr}", flush=True)
    return passed


def production_like(folder: Path) -> dict[str, str]:
    """The environment of a real deployment, as far as a check needs one: no database is asked."""
    ours = {
        "SECRET_KEY": keys.secret_key(folder),
        "DATABASE_URL": "postgresql://soundcheck@localhost/soundcheck",
        "ALLOWED_HOSTS": "soundcheck.example",
        "SITE_ORIGIN": "https://soundcheck.example",
        "IDP_OIDC_PRIVATE_KEY": keys.signing_key(folder),
        "EMAIL_URL": "submission://soundcheck:secret@mail.soundcheck.example",
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, **ours}


def tracked(pattern: str) -> list[str]:
    """The files of the repository that match, new ones included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern]
    listed = subprocess.run(command, cwd=BASE_DIR, text=True, capture_output=True, check=True)
    return [name for name in listed.stdout.splitlines() if (BASE_DIR / name).exists()]


def program(name: str) -> str:
    """One of the programs installed beside this Python."""
    return str(PROGRAMS / name)


if __name__ == "__main__":
    sys.exit(main())
