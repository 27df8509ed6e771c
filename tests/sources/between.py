"""A wire between two leadscouts that can be cut: what is sent goes through as it is, unless a test says otherwise."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

_OURS = ("host", "content-length", "connection", "transfer-encoding", "content-encoding", "date", "server")


@dataclass
class Wire:
    """Its address, what went through (paths, and the bodies of all), and what happens to it.

    `instead` gives a status, headers and a body that are answered instead of what the other side would; None lets a
    request through. `after` is called with what the other side has answered, before that goes back.
    """

    url: str = ""
    paths: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    instead: Callable[[str], tuple[int, dict, bytes] | None] = lambda _: None
    after: Callable[[str], object] = lambda _: None


@contextmanager
def wire_to(url: str = "") -> Iterator[Wire]:
    """A wire to a server."""
    wire = Wire()
    client = httpx.Client(timeout=60, limits=httpx.Limits(keepalive_expiry=2))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            wire.paths.append(self.path)
            wire.bodies.append(body)
            answer = wire.instead(self.path)
            if answer is None:
                headers = {name: value for name, value in self.headers.items() if name.lower() not in _OURS}
                there = client.request(self.command, url + self.path, headers=headers, content=body)
                answer = there.status_code, dict(there.headers), there.content
                wire.after(self.path)
            status, headers, content = answer
            try:
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() not in _OURS:
                        self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                pass  # whoever asked is dead

        do_POST = do_GET  # noqa: N815 - names of http.server

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wire.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield wire
    server.shutdown()
    server.server_close()
    client.close()
