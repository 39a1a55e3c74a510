"""A shell of a partner's engineer: a live portal over HTTP, a client of theirs, and nothing else."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import playwright
import pytest
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from artists.teams.models import ApiClient
from consent.choices.answers import Answer
from portal.api.developers.samples import FOLDER
from portal.api.oauth import SCOPES
from tests import cast as cast_module
from tests.cast import Cast
from tests.consent.decisions.scenes import answer, own_track
from tests.portal.api.conftest import SECRET, oauth_client


@dataclass(frozen=True)
class Shell:
    """Where somebody runs the programs of docs/examples."""

    portal: str
    people: Cast
    folder: Path
    variables: dict[str, str]

    def run(self, *command: str, sends: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Run it; what it printed, and how it ended."""
        return subprocess.run(
            command, input=sends, env={**self.variables, **more}, cwd=self.folder, capture_output=True, text=True,
            check=False, timeout=60,
        )  # fmt: skip

    def program(self, name: str, *arguments: str, sends: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Run a program of docs/examples."""
        return self.run(*_runner(name), str(FOLDER / name), *arguments, sends=sends, **more)


def _runner(name: str) -> Sequence[str]:
    if name.endswith(".py"):
        return (sys.executable,)
    return ("bash",) if name.endswith(".sh") else (_node(),)


def _node() -> str:
    """Playwright brings one along."""
    return str(Path(playwright.__file__).parent / "driver" / "node")


@pytest.fixture
def shell(transactional_db: None, live_server: LiveServer, settings: Settings, tmp_path: Path) -> Shell:
    """Halcyon's engineer, with a client for tests and a live one, and a track that everybody said yes to."""
    settings.SITE_ORIGIN = live_server.url
    people = cast_module.cast()
    asset = own_track(people)
    asset.isrc = "QZS7T2500012"
    asset.save()
    answer(people, asset, "remix", Answer.ON)
    oauth_client(people.partner, scopes="\n".join(SCOPES))
    oauth_client(people.partner, "halcyon-test", scopes="\n".join(SCOPES))
    ApiClient.objects.filter(client_id="halcyon-test").update(mode=ApiClient.Mode.TEST)
    stubs = tmp_path / "bin"
    stubs.mkdir()
    for tool in ("curl", "jq"):
        if not shutil.which(tool):
            _stub(stubs / tool)
    work = tmp_path / "work"
    work.mkdir()
    variables = {
        "PATH": f"{stubs}:{os.environ['PATH']}",
        "SOUNDCHECK": live_server.url,
        "CLIENT_ID": "halcyon-test",
        "CLIENT_SECRET": SECRET,
        "PARTNER": people.partner.slug,
    }
    return Shell(live_server.url, people, work, variables)


def _stub(path: Path) -> None:
    """As much of a tool as the programs use, for machines without it."""
    source = Path(__file__).parents[1] / f"{path.name}.py"
    path.write_text(f"#!{sys.executable}\n{source.read_text()}")
    path.chmod(0o755)
