"""What this machine's tools lack: `python -m portal.studio.look` prints `{tool: sentence}`, empty where one can run.

Importing a tool takes seconds and much memory, so it is done in a process that ends at once, and never by the site.
"""

import importlib
import json
import subprocess
import sys
from pathlib import Path

TOOLS = ("remix_lab", "karaoke", "play_along", "greeting", "mood_mix")
_HOME = Path(__file__).resolve().parents[2]
_SECONDS = 120
BROKEN = "This tool cannot be started on this machine: its worker's log says why."


def what_is_missing() -> dict[str, str]:
    """Ask each tool, in a process of its own. A tool that cannot even be imported lacks something too."""
    command = [sys.executable, "-m", "portal.studio.look"]
    try:
        said = subprocess.run(  # noqa: S603 - our own program
            command, cwd=_HOME, capture_output=True, timeout=_SECONDS, check=True
        ).stdout
        found = json.loads(said.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return dict.fromkeys(TOOLS, BROKEN)
    return {tool: str(found.get(tool, BROKEN)) for tool in TOOLS}


def ask(tool: str) -> str:
    """What one lacks, in its own words."""
    try:
        return str(importlib.import_module(f"portal.studio.tools.{tool}").missing())
    except ImportError as error:
        return f"This machine lacks the package {error.name}: run make setup."
    except Exception as error:  # whatever its libraries raise at import, the tool is off and the others are not
        return f"This tool cannot be started on this machine: {type(error).__name__}."


if __name__ == "__main__":
    sys.stdout.write(json.dumps({tool: ask(tool) for tool in TOOLS}) + "\n")
