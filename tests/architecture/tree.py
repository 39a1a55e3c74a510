"""The tracked files, as the tests of this folder walk them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """What git tracks, or would track once added, and still exists."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=True).stdout.splitlines()
    return tuple(ROOT / name for name in names if (ROOT / name).is_file())


def our_code() -> list[Path]:
    """Python we write, tests included; what Django generates left out."""
    return [path for path in tracked("*.py") if "migrations" not in path.parts]


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text())


def name_of(path: Path) -> str:
    """The path as one writes it."""
    return path.relative_to(ROOT).as_posix()
