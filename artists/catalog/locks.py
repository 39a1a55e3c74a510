"""Who writes the catalogue when."""

from django.db import connection, transaction

_CATALOGUE = 0x50FA  # any number that no other advisory lock of ours has


def one_writer() -> None:
    """Let one transaction at a time add to the catalogue.

    Two files that name the same new artist or ISRC then meet as first and second, rather than as two of a kind. Only
    additions wait here; answering does not.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("The catalogue is locked inside the transaction that adds to it.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CATALOGUE])
