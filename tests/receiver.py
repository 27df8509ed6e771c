"""A receiver of webhooks: a real HTTP server that keeps what it is sent, and answers as it is told."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from conftest import HUNG


@dataclass
class Receiver:
    """`calls` are (headers, bytes) in the order of arrival; `answers` are statuses for the next calls, then 200.

    An answer can also be a call that gives the status when it is time to answer.
    """

    url: str
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int | Callable[[], int]] = field(default_factory=list)

    @property
    def bodies(self) -> list[dict]:
        return [json.loads(body) for _, body in self.calls]

    def wait(self, number: int, seconds: float = HUNG) -> list[dict]:
        """Wait until so many calls have come."""
        deadline = time.monotonic() + seconds
        while len(self.calls) < number:
            assert time.monotonic() < deadline, f"{len(self.calls)} calls within {seconds} s, expected {number}"
            time.sleep(0.02)
        return self.bodies


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            body = self.rfile.read(length)
            if len(body) < length:  # whoever called was killed in the middle: that is no call
                self.close_connection = True
                return
            receiver.calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
            answer = receiver.answers.pop(0) if receiver.answers else 200
            status = answer if isinstance(answer, int) else answer()
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("location", receiver.url + "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}/leads")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
