"""The programs of docs/examples do what they say, against a live portal over HTTP."""

import json

import pytest

from consent.choices.answers import Answer
from consent.decisions.models import StatusList
from portal.api.developers import samples
from tests.consent.decisions.scenes import answer
from tests.portal.api.developers.conftest import Shell

VERIFIERS = ("verify_permit.py", "verify_permit_pyjwt.py", "verify_permit.mjs")


@pytest.mark.parametrize("name", ["quickstart.sh", "quickstart.py"])
def test_the_start_prints_what_the_page_says_it_prints(shell: Shell, name: str) -> None:
    done = shell.program(name)
    assert (done.stdout, done.stderr) == (samples.printed(samples.sample(name).text), "")


def test_the_start_is_the_same_in_each_language() -> None:
    shell, python = samples.steps("quickstart.sh"), samples.steps("quickstart.py")
    assert [(one.number, one.title) for one in shell] == [(one.number, one.title) for one in python]
    assert [one.number for one in shell] == list(range(1, len(shell) + 1))


def test_the_client_does_what_it_says(shell: Shell) -> None:
    done = shell.program("client/run.py")
    assert (done.stdout, done.stderr) == (samples.printed(samples.sample("client/run.py").text), "")


def test_the_client_says_what_went_wrong(shell: Shell) -> None:
    refused = shell.program("client/run.py", CLIENT_SECRET="another")
    assert refused.returncode == 1
    assert "Problem" in refused.stderr


def permit(shell: Shell, use: str = "remix") -> str:
    """The token of a permit, got over HTTP."""
    token = shell.run(
        "curl", "-sS", "-u", f"halcyon:{shell.variables['CLIENT_SECRET']}", "-d", "grant_type=client_credentials",
        "-d", "scope=checks", f"{shell.portal}/identity/o/api/token",
    )  # fmt: skip
    asked = {"isrc": "QZS7T2500012", "use": use, "territory": "DE", "permit": {"quantity": 3}}
    bearer = f"Authorization: Bearer {json.loads(token.stdout)['access_token']}"
    answered = shell.run(
        "curl", "-sS", "-H", bearer, "-H", "Content-Type: application/json", "-d", json.dumps({"questions": [asked]}),
        f"{shell.portal}/api/v1/checks",
    )  # fmt: skip
    return json.loads(answered.stdout)["answers"][0]["permit"]["token"]


@pytest.mark.parametrize("name", VERIFIERS)
def test_a_permit_is_verified_in_each_language(shell: Shell, name: str) -> None:
    token = permit(shell)
    done = shell.program(name, "remix", "DE", sends=token)
    assert (done.stdout, done.stderr) == ("Yes: 3 × remix of Saltglass by Ayla Marsh.\n", "")
    head, body, signature = token.split(".")
    forged = f"{head}.{body}.{signature[::-1]}"
    for sent, partner in ((forged, shell.people.partner.slug), (token, "somebody-else"), ("nonsense.x.y", "x")):
        refused = shell.program(name, "remix", "DE", sends=sent, PARTNER=partner)
        assert refused.returncode == 1, refused
        assert refused.stdout == ""


@pytest.mark.parametrize("name", ["verify_permit.py", "verify_permit.mjs"])
def test_a_permit_for_something_else_or_taken_back_is_refused(shell: Shell, name: str) -> None:
    token = permit(shell)
    assert "for another use" in (no := shell.program(name, "cover", "DE", sends=token).stderr) or "something else" in no
    assert shell.program(name, "remix", "FR", sends=token).returncode == 1
    StatusList.objects.all().delete()  # as if its ten seconds were over
    answer(shell.people, shell.people.ayla_marsh.assets.get(isrc="QZS7T2500012"), "remix", Answer.OFF)
    refused = shell.program(name, "remix", "DE", sends=token)
    assert refused.returncode == 1
    assert "what it allowed was taken back" in refused.stderr


def test_no_answer_is_a_no(shell: Shell) -> None:
    refused = shell.program("verify_permit.py", "remix", sends=permit(shell), SOUNDCHECK="http://127.0.0.1:9")
    assert refused.returncode == 1
    assert "no answer is a no" in refused.stderr
