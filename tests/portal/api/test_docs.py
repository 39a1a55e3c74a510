"""What docs/api.md tells an engineer to type works as it stands."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.idp.oidc.models import Client as OAuthClient
from pytest_django.live_server_helper import LiveServer

from artists.catalog.models import Asset, Holding
from artists.teams.models import ApiClient
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.decisions.reasons import every_reason
from consent.uses import text_of
from tests import cast as cast_module
from tests.cast import acting
from tests.consent.decisions.scenes import answer, own_track
from tests.portal.api.conftest import SECRET, oauth_client

ROOT = Path(__file__).parents[3]
DOCS = (ROOT / "docs" / "api.md").read_text()


def blocks(language: str) -> list[str]:
    """The code of the page in one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)


@pytest.fixture
def environment(transactional_db: None, live_server: LiveServer, tmp_path: Path) -> dict[str, str]:
    """A shell of a partner's engineer; its `curl` is ours, for machines without one."""
    people = cast_module.cast()
    asset = own_track(people)
    asset.isrc = "QZS7T2500012"
    asset.save()
    answer(people, asset, "cover", Answer.ON)
    oauth_client(people.partner)
    ApiClient.objects.update(mode=ApiClient.Mode.TEST)
    curl = tmp_path / "curl"
    curl.write_text(f"#!{sys.executable}\n{(Path(__file__).parent / 'curl.py').read_text()}")
    curl.chmod(0o755)
    return {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "SOUNDCHECK": live_server.url,
        "CLIENT_ID": "halcyon",
        "CLIENT_SECRET": SECRET,
    }


def test_the_five_minutes_with_curl(environment: dict[str, str]) -> None:
    script = "set -euo pipefail\n" + "\necho\n".join(blocks("sh"))
    done = subprocess.run(
        ["bash", "-c", script], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    single, batch = (json.loads(line) for line in done.stdout.splitlines() if line)
    assert single["answer"] == "allow"
    assert single["question"]["territory"] == "DE"
    assert [one["answer"] for one in batch["answers"]] == ["allow", "ask"]


def test_the_same_in_python(environment: dict[str, str]) -> None:
    [script] = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "allow ['licensed']\n"


def test_a_request_as_it_is_written_there_is_sent(environment: dict[str, str]) -> None:
    ApiClient.objects.update(mode=ApiClient.Mode.LIVE)  # a test client sends no requests
    track = Asset.objects.get(isrc="QZS7T2500012")
    for holder in {holding.team for holding in Holding.objects.filter(asset__in=[track, *track.compositions.all()])}:
        actor = acting(holder.memberships.get(role="owner").person, holder)
        consent = Consent(text_of("remix").sha256, reviewed=True)
        choose_for_tracks([track.pk], "remix", State(Answer.ASK), actor=actor, consent=consent)
    OAuthClient.objects.filter(pk="halcyon").update(scopes="checks\nrequests", default_scopes="")
    [python], [asking] = blocks("python"), blocks("python requests")
    script = python.replace('"scope": "checks"', '"scope": "requests"').partition("\nfor answer in")[0]
    script += f"\n{asking}\ntoken_ = token()\n"
    script += 'sent = ask_for_a_remix("QZS7T2500012", token_)\nagain = ask_for_a_remix("QZS7T2500012", token_)\n'
    script += 'print(sent["state"], sent["id"] == again["id"], api("requests/" + sent["id"], token_)["round"])\n'
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("open True 1\n", "")


def test_the_answer_shown_is_one_we_give() -> None:
    [shown] = (json.loads(block) for block in blocks("json"))
    sentences = {reason.code: reason.sentence for reason in every_reason()}
    assert [sentences[reason["code"]] for reason in shown["reasons"]] == [one["sentence"] for one in shown["reasons"]]


def test_the_python_needs_nothing_installed() -> None:
    [script] = blocks("python")
    imported = [one for one in ast.walk(ast.parse(script)) if isinstance(one, ast.Import | ast.ImportFrom)]
    names = {getattr(one, "module", None) or one.names[0].name for one in imported}
    assert {name.partition(".")[0] for name in names} <= set(sys.stdlib_module_names)
