"""pytest plugin, loaded first of all: gives the tests their environment and a PostgreSQL of their own.

The server lives under var/test/, apart from the demonstration's, trades durability for speed, and ends with the last
run that uses it. A DATABASE_URL that is already set is used instead.
"""

import os
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.core.cache import cache

from portal.ops import keys
from portal.ops.embedded import Server

FOLDER = Path(__file__).resolve().parent.parent / "var" / "test"

_server = Server(FOLDER / "postgres", durable=False)

os.environ.update(
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    CACHE_URL="locmem://",
    CELERY_BROKER_URL="memory://",
    DEBUG="false",
    DJANGO_SETTINGS_MODULE="portal.settings",
    DJANGO_ALLOW_ASYNC_UNSAFE="true",  # Playwright keeps an event loop in the thread that also asks the database
    IDP_OIDC_PRIVATE_KEY=keys.signing_key(FOLDER),
    LOG_FORMAT="console",
    LOG_LEVEL="WARNING",
    SECRET_KEY="tests-only-" + "0123456789abcdef" * 4,
    SITE_ORIGIN="http://testserver",
    SOUNDCHECK_VAR=str(FOLDER),
    STATIC_HASHED="false",
)
for _name in ("SOUNDCHECK_DEMO", "EMAIL_URL"):
    os.environ.pop(_name, None)
if "DATABASE_URL" not in os.environ:
    os.environ["DATABASE_URL"] = _server.use("soundcheck")
(FOLDER / "static").mkdir(parents=True, exist_ok=True)
# Everything below is for speed or for strictness, and nothing else may differ from production.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow on purpose
settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "zeal"]
settings.ZEAL_NPLUSONE_THRESHOLD = 4
settings.ZEAL_ALLOWLIST = [{"model": f"{label}.*"} for label in ("account", "mfa", "socialaccount", "usersessions")]
# A batch of votes answers each request by itself, under its own lock: these are no lists read row by row.
settings.ZEAL_ALLOWLIST += [
    {"model": model, "field": "get()"} for model in ("requests.Request", "requests.Vote", "licences.Licence")
]
settings.MIDDLEWARE = ["zeal.middleware.zeal_middleware", *settings.MIDDLEWARE]  # N+1 queries raise
django.setup()


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """No test inherits another's counts of attempts."""
    cache.clear()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server when this process started or joined it and nobody else uses it (xdist's workers never do)."""
    _server.release()
