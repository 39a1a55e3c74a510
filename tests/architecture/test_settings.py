"""Settings come from the environment alone, and nothing that matters has a default that happens to work."""

import subprocess
import sys
from pathlib import Path

import pytest

from portal.ops.check import production_like
from tests.architecture.tree import ROOT

REQUIRED = ("SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "SITE_ORIGIN", "IDP_OIDC_PRIVATE_KEY")


def check_deploy(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What `manage.py check --deploy` says in this environment."""
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)


def test_a_production_like_environment_passes_the_deployment_checks(tmp_path: Path) -> None:
    done = check_deploy(production_like(tmp_path))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", REQUIRED)
def test_without_what_is_required_nothing_starts(name: str, tmp_path: Path) -> None:
    environment = production_like(tmp_path)
    del environment[name]

    done = subprocess.run(
        [sys.executable, "-c", "import portal.settings"],
        cwd=ROOT, env=environment, text=True, capture_output=True, check=False,
    )  # fmt: skip

    assert done.returncode != 0
    assert name in done.stderr


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"SOUNDCHECK_DEMO": "true"}, "soundcheck.W001"),
        ({"EMAIL_URL": ""}, "soundcheck.W002"),
        ({"SITE_ORIGIN": "http://soundcheck.example"}, "soundcheck.W003"),
        ({"SITE_ORIGIN": "https://elsewhere.example"}, "soundcheck.E002"),
        ({"SITE_ORIGIN": "https://soundcheck.example/portal"}, "soundcheck.E001"),
        ({"WEBHOOKS_TO_LOOPBACK": "true"}, "soundcheck.W004"),
        ({"DEBUG": "true"}, "security.W018"),
    ],
)
def test_what_must_not_reach_production_is_named(change: dict[str, str], warning: str, tmp_path: Path) -> None:
    done = check_deploy(production_like(tmp_path) | change)

    assert done.returncode != 0
    assert warning in done.stderr


def test_mail_goes_nowhere_unexpected(tmp_path: Path) -> None:
    done = check_deploy(production_like(tmp_path) | {"EMAIL_URL": "smtp+ssl://mail.soundcheck.example"})

    assert done.returncode != 0
    assert "EMAIL_URL must begin with" in done.stderr
