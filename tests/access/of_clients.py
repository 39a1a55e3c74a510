"""Who reaches the pages of API clients, and what machines read of the authorization server."""

from collections.abc import Mapping
from typing import Any

from allauth.idp.oidc.models import Client

from portal.site.clients import credentials
from tests.access.people import World
from tests.access.rows import ON, Row, everybody, of_artist, of_team, public

SPKI = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEA2UGbhe6+AZSyP5l/SGzGcKxfPRJFe+LLhQOuK8Xfk/Y=
-----END PUBLIC KEY-----"""


def secret(world: World) -> dict[str, object]:
    """The mark of the secret that the page showed."""
    return {"seen": credentials.mark_of(Client.objects.get(pk=world.client.client_id))}


def new(world: World) -> Mapping[str, Any]:
    """A client in words."""
    return {"name": "lab", "mode": "live", "scopes": ["checks"], "authenticates": "secret"}


def of_client(name: str, method: str = "GET", **more: Any) -> Row:
    """A page of Halcyon Audio's client with a secret."""
    return of_team("partner", "rin", name, method, lambda w: {"pk": w.client.pk}, **more)


def keyed(name: str, method: str = "GET", **more: Any) -> Row:
    """A page of its client that signs, and of its key."""
    key = name.endswith("remove")
    return of_team(
        "partner", "rin", name, method,
        lambda w: {"pk": w.key.client_id, **({"key_pk": w.key.pk} if key else {})}, **more,
    )  # fmt: skip


CLIENTS = (
    public("oauth-metadata"),
    public("oauth-token", outcome=405),
    public("oauth-revoke", outcome=405),
    Row("oauth-token", "POST", everybody(400), notes="without a client"),
    Row("oauth-revoke", "POST", everybody(400), notes="without a client"),
    of_team("partner", "rin", "site:clients"),
    of_artist("site:clients", outcome=404, notes="of an artist"),
    of_team("partner", "rin", "site:client_new"),
    of_team("partner", "rin", "site:client_new", "POST", data=new, outcome=201),
    of_artist("site:client_new", outcome=404, notes="of an artist"),
    of_client("site:client"),
    of_client("site:client_secret", "POST", data=secret),
    of_client("site:client_revoke"),
    of_client("site:client_revoke", "POST", outcome=ON),
    keyed("site:client_keys", "POST", data=lambda w: {"keys": SPKI}, outcome=ON),
    keyed("site:client_key_remove"),
    keyed("site:client_key_remove", "POST", outcome=ON),
)
