"""What the messages of these tests do: a row in a table, or a letter to a real mail server."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db import connection

from artists.journal.handlers import Lane, handles

ROW, LETTER = "faults.row", "faults.letter"
LEASE = timedelta(seconds=8)  # so that what a killed worker held is taken up while we watch


@handles(ROW)
def write(payload: Mapping[str, Any]) -> None:
    """A row without any key that could hide a second one."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO faults_effect (key) VALUES (%s)", [payload["key"]])


@handles(LETTER, lane=Lane.MAIL, outside_transaction=True, lease=LEASE)
def send(payload: Mapping[str, Any]) -> None:
    """A mail whose Message-ID is its key."""
    headers = {"Message-ID": f"<{payload['key']}@faults.test>"}
    EmailMessage("Faults", "One of ten thousand.", to=[payload["to"]], headers=headers).send()
