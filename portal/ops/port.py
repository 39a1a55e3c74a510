"""Is the port free? `make demo` asks before anything else; standard library only, run by the system's Python too."""

import os
import socket
import sys

HOST = "127.0.0.1"
DEFAULT = "8000"


class PortError(Exception):
    """The port cannot be used; the message says why and what to do."""


def free_port(wanted: str) -> int:
    """The wanted port as a number, if a server could listen there now."""
    if not (wanted.isascii() and wanted.isdecimal()) or not 0 < int(wanted) < 65536:
        raise PortError(f"PORT={wanted} is not a port: give a number from 1 to 65535.")
    port = int(wanted)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As a server does: what the last server left in TIME_WAIT does not count as taken.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen()
        except PermissionError:
            raise PortError(f"Port {port} needs rights that you do not have. Try: make demo PORT=8000") from None
        except OSError:
            another = port + 1 if port < 65535 else 8000
            raise PortError(f"Port {port} is taken by another program. Try: make demo PORT={another}") from None
    return port


if __name__ == "__main__":
    try:
        free_port(os.environ.get("PORT") or DEFAULT)
    except PortError as error:
        sys.exit(str(error))
