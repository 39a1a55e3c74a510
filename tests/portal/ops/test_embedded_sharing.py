"""The embedded PostgreSQL with several users at once."""

from pathlib import Path

from portal.ops.embedded import Server


def test_a_second_user_neither_waits_for_the_first_nor_stops_it(tmp_path: Path) -> None:
    first, second = Server(tmp_path / "postgres", durable=False), Server(tmp_path / "postgres", durable=False)
    first.use("one")
    second.use("two")
    assert second.release() is False
    assert first.is_running()
    assert first.release() is True
    assert not first.is_running()
