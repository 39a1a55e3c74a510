"""One assertion sent three times at once: one token."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.idp.oidc.models import Token
from django.db import connections
from joserfc.jwk import OKPKey

from tests import cast as cast_module
from tests.portal.api.test_assertions import ask, assertion, made


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.django_db(transaction=True)
def test_of_three_uses_of_one_assertion_one_gets_a_token() -> None:
    people = cast_module.cast()
    key = OKPKey.generate_key("Ed25519", private=True)
    signed = assertion(made(people, key), key)
    together = Barrier(3)

    def send(_: int) -> int:
        try:
            together.wait(10)
            return int(ask(signed).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(send, range(3))) == [200, 401, 401]
    assert Token.objects.count() == 1
