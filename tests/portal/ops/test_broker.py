"""Celery's broker in PostgreSQL is reached as the database is, whatever is in its address."""

import dj_database_url
import psycopg
import pytest
from django.db import connection
from pgmq.base import PGMQConfig
from psycopg.conninfo import conninfo_to_dict

from portal.ops.broker import conn_string


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://app:s3cret@db.example:5433/soundcheck",
            {"host": "db.example", "port": "5433", "dbname": "soundcheck", "user": "app", "password": "s3cret"},
        ),
        (
            "postgresql://app:a%20b%27c%5Cd%40e@db.example/soundcheck?sslmode=verify-full&sslrootcert=%2Fetc%2Fmy%20ca",
            {"host": "db.example", "password": "a b'c\\d@e", "sslmode": "verify-full", "sslrootcert": "/etc/my ca"},
        ),
        ("postgresql://postgres@%2Fhome%2Fa%20b%2Fvar/soundcheck", {"host": "/home/a b/var", "user": "postgres"}),
        ("postgresql://postgres@/soundcheck?host=/var/run", {"host": "/var/run", "dbname": "soundcheck"}),
    ],
)
def test_what_the_address_says_survives_pgmq(url: str, expected: dict[str, str]) -> None:
    joined = PGMQConfig(conn_string=conn_string(dj_database_url.parse(url))).dsn

    assert expected.items() <= conninfo_to_dict(joined).items()


def test_without_a_password_libpq_looks_for_one_itself() -> None:
    joined = PGMQConfig(conn_string=conn_string(dj_database_url.parse("postgresql://app@db.example/soundcheck"))).dsn

    assert not conninfo_to_dict(joined).get("password")


@pytest.mark.django_db
def test_the_broker_is_installed_by_the_migrations_and_reached_like_the_database() -> None:
    described = {**connection.settings_dict, "OPTIONS": {}}

    with psycopg.connect(PGMQConfig(conn_string=conn_string(described)).dsn) as broker:
        assert broker.execute("SELECT count(*) FROM pgmq.list_queues()").fetchone() == (0,)
