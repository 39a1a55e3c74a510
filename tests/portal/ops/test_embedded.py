"""The embedded PostgreSQL: shared by its users, ended by the last."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from portal.ops.embedded import Server, ServerError


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path, as a socket's must be; another account must be able to reach it."""
    made = Path(tempfile.mkdtemp(prefix="soundcheck-test-"))
    yield made / "postgres"
    shutil.rmtree(made, ignore_errors=True)


def answer(url: str) -> tuple[str, str]:
    """The name of the database, and whether the server would survive a power cut."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_database(), current_setting('fsync')").fetchone()
    assert row is not None
    return row


def test_it_starts_keeps_its_data_and_ends_with_its_last_user(folder: Path) -> None:
    first, second = Server(folder), Server(folder)
    try:
        url = first.use("soundcheck")
        assert answer(url) == ("soundcheck", "on")
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept (id int)")
        assert second.use("soundcheck") == url

        assert first.release() is False
        assert second.is_running()
        with pytest.raises(ServerError, match="still in use"):
            Server(folder).destroy()
        assert second.release() is True
        assert not second.is_running()

        with psycopg.connect(first.use("soundcheck")) as connection:
            connection.execute("SELECT id FROM kept")
    finally:
        first.release()
        second.release()
    first.destroy()
    assert not folder.exists()


def test_nobody_else_on_the_machine_can_reach_it(folder: Path) -> None:
    server = Server(folder, durable=False)
    try:
        assert answer(server.use("other")) == ("other", "off")
        assert folder.stat().st_mode & 0o077 == 0
        with psycopg.connect(server.use("other")) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    finally:
        server.release()


def test_a_number_left_behind_by_a_crash_does_not_keep_it_from_starting(folder: Path) -> None:
    server = Server(folder)
    server.use("soundcheck")
    left = (folder / "postmaster.pid").read_text()
    server.release()
    # As after a power cut, when another program has got the number since.
    (folder / "postmaster.pid").write_text(left.replace(left.split("\n", 1)[0], str(os.getpid()), 1))

    try:
        assert answer(server.use("soundcheck"))[0] == "soundcheck"
    finally:
        server.release()


def test_a_server_that_its_users_left_behind_is_ended_before_its_data_goes(folder: Path) -> None:
    server = Server(folder)
    server.use("soundcheck")
    os.close(server._lock or 0)  # as when the process was killed
    assert server.is_running()

    server.destroy()

    assert not server.is_running()
    assert not folder.exists()


def test_data_of_another_version_is_refused_in_words(folder: Path) -> None:
    server = Server(folder)
    server.use("soundcheck")
    server.release()
    (folder / "PG_VERSION").write_text("15\n")

    with pytest.raises(ServerError, match=r"made by PostgreSQL 15.*make demo-reset"):
        server.use("soundcheck")
    server.release()


def test_a_long_path_is_no_obstacle() -> None:
    made = Path(tempfile.mkdtemp(prefix="soundcheck-test-"))
    server = Server(made / ("long" * 30) / "postgres")
    try:
        assert answer(server.use("soundcheck"))[0] == "soundcheck"
    finally:
        server.release()
        shutil.rmtree(made)
