"""The pages nobody wants to see say what happened and what holds, in our look."""

import pytest
from django.template.loader import get_template
from django.test import Client

from tests.cast import Cast
from tests.support.signing_in import signed_in


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("400", "We could not read that"),
        ("403", "You may not do this"),
        ("404", "Nothing is here"),
        ("500", "our mistake"),
    ],
)
def test_an_error_page_needs_no_request_no_person_and_no_database(name: str, says: str) -> None:
    html = get_template(f"{name}.html").render()
    assert says in html
    assert "css/tokens" in html
    assert "<main" in html


def test_an_address_that_is_wrong_is_answered_in_our_look(cast: Cast) -> None:
    response = signed_in(cast.ayla).get("/t/somebody-elses-team/")
    assert response.status_code == 404
    assert b"Nothing is here" in response.content


def test_a_form_without_its_token_says_that_nothing_was_changed(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {"login": cast.ayla.email, "password": "x"})
    assert response.status_code == 403
    assert b"This page is too old" in response.content
    assert b"Nothing was changed" in response.content
