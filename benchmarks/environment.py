"""Imported before Django: a PostgreSQL and a fresh database of the benchmarks' own, and settings as in production."""

import os
import secrets

import django
import psycopg
from django.db import connection

from portal.ops import keys
from portal.ops.embedded import BASE_DIR, Server

FOLDER = BASE_DIR / "var" / "benchmarks"
DATABASE = "soundcheck"
# As the runbook asks for: with the defaults of a new PostgreSQL ten million uses are mostly checkpoints.
_SETTINGS = ("shared_buffers=2GB", "max_wal_size=16GB", "checkpoint_timeout=30min")

server = Server(FOLDER / "postgres", settings=_SETTINGS)
if os.environ.get("SOUNDCHECK_BENCHMARK") != str(os.getppid()):  # a process that reads for another leaves it alone
    with psycopg.connect(server.use("postgres"), autocommit=True) as _connection:
        _connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")

os.environ.update(
    ALLOWED_HOSTS="127.0.0.1",
    DATABASE_URL=server.use(DATABASE),
    DEBUG="false",
    DJANGO_SETTINGS_MODULE="portal.settings",
    LOG_LEVEL="INFO",
    IDP_OIDC_PRIVATE_KEY=keys.signing_key(FOLDER),
    SOUNDCHECK_BENCHMARK=str(os.getpid()),
    SECRET_KEY=secrets.token_urlsafe(50),
    SITE_ORIGIN="http://127.0.0.1",
    SOUNDCHECK_VAR=str(FOLDER),
    STATIC_HASHED="false",
)
for _name in ("SOUNDCHECK_DEMO", "CACHE_URL", "EMAIL_URL", "CELERY_BROKER_URL"):
    os.environ.pop(_name, None)
(FOLDER / "static").mkdir(parents=True, exist_ok=True)
django.setup()


def close() -> None:
    """Stop the server, unless another run uses it."""
    connection.close()
    server.release()
