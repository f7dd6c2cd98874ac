"""The server under the application: waitress, which runs on Windows and Linux alike."""

from collections.abc import Callable
from typing import Any

#: Offices have a few dozen people; more threads would only queue at the database.
THREADS = 8
#: waitress' default of 100 stalls an office that opens several pages each (TRUST.md).
CONNECTIONS = 1000


def serve(app: Any, host: str, port: int, started: Callable[[str], None]) -> None:
    """Answer until interrupted. ``started`` gets the address once the port is ours.

    Port 0 takes a free one. Raises OSError if the port is taken or not allowed.
    """
    from waitress import create_server

    server = create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )
    try:
        started(f"http://{f'[{host}]' if ':' in host else host}:{server.effective_port}/")
        server.run()
    finally:
        server.close()
