"""Calls every webhook address of tests/forms.py in a network where every address answers, and counts who was reached.

    python bench/ssrf.py        as root, or where users may make namespaces

In namespaces of its own (`unshare`) all of IPv4 and IPv6 is this machine, names are answered by a name server here,
and whatever connects is counted by the address that it meant. Nobody may reach an address inside; public ones are
reached, or the count would prove nothing.
"""

import ipaddress
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "tests"))
import forms

from leadscout.webhooks.networks import is_public
from leadscout.webhooks.send import Sender

PORTS = (22, 25, 80, 443, 6379, 8080, 8443, 9200)
REDIRECTS = (301, 302, 303, 307, 308)
A, AAAA = 1, 28
OWN = {("127.0.0.1", 53)}
"""Where the name server is."""


def main() -> None:
    """Go into namespaces of our own, and call."""
    if os.environ.get("LEADSCOUT_BENCH_INSIDE"):
        sys.exit(0 if measured() else 1)
    environ = {**os.environ, "LEADSCOUT_BENCH_INSIDE": "1"}
    for more in ([], ["--map-root-user"]):
        if subprocess.run(["unshare", *more, "-n", "-m", "true"], capture_output=True, check=False).returncode == 0:  # noqa: S603, S607
            command = ["unshare", *more, "-n", "-m", sys.executable, __file__]
            sys.exit(subprocess.run(command, env=environ, check=False).returncode)  # noqa: S603
    print("SKIPPED: this user may not make a network namespace (unshare -n), so no address was called", flush=True)


def measured() -> bool:
    """Call all of them; whether nobody inside was reached."""
    everything_is_here()
    reached: Counter[str] = Counter()
    with ExitStack() as stack:
        for family, everywhere in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):  # noqa: S104
            for port in PORTS:
                canary = stack.enter_context(listening(family, everywhere, port))
                threading.Thread(target=counting, args=(canary, reached), daemon=True).start()
        threading.Thread(target=name_server, daemon=True).start()
        sender = Sender(seconds=5)
        urls = [*forms.urls(), *(f"https://{name}/hook" for name in forms.TURNING)]
        for url in urls:
            sender.send(url, b"{}", {})
        redirected = redirects()
        controls = [f"https://{forms.PUBLIC}/", f"https://[{forms.PUBLIC_6}]/", "https://public.forms.example/"]
        for url in controls:
            sender.send(url, b"{}", {})
    inside = {address: number for address, number in reached.items() if not is_public(address)}
    public = sum(reached.values()) - sum(inside.values())
    print(
        f"{len(urls)} addresses and {redirected} redirects that lead inside: {sum(inside.values())} connections inside"
    )
    print(f"{len(controls)} public addresses and {len(forms.TURNING)} name that turns inside: {public} connections")
    for address, number in inside.items():
        print(f"REACHED {address}: {number}")
    return not inside and public >= len(controls)


def everything_is_here() -> None:
    """Make every address one of this machine, and this machine the name server."""
    for words in ("link set lo up", "route add local 0.0.0.0/0 dev lo", "-6 route add local ::/0 dev lo"):
        subprocess.run(["ip", *words.split()], check=True)  # noqa: S603, S607
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        file.flush()
        subprocess.run(["mount", "--bind", file.name, "/etc/resolv.conf"], check=True)  # noqa: S603, S607


def listening(family: int, address: str, port: int) -> socket.socket:
    """A socket at a port of all addresses."""
    server = socket.socket(family)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    server.bind((address, port))
    server.listen(128)
    return server


def counting(canary: socket.socket, reached: Counter[str]) -> None:
    """Count whoever connects, by the address that they meant."""
    with suppress(OSError):
        while True:
            connection, _ = canary.accept()
            reached[connection.getsockname()[0]] += 1
            connection.close()


def redirects() -> int:
    """Answers of an allowed receiver that lead elsewhere: how many there were; none may be followed."""
    targets = [url for url in forms.urls() if url.startswith("https://")][::13]

    class Leading(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            status, at = map(int, self.path.strip("/").split("/"))
            self.send_response(status)
            self.send_header("location", targets[at].encode("ascii", "ignore").decode())
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Leading)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sender = Sender(allowed=(f"127.0.0.1:{server.server_port}",), seconds=5)
    sent = [(status, at) for status in REDIRECTS for at in range(len(targets))]
    for status, at in sent:
        outcome = sender.send(f"http://127.0.0.1:{server.server_port}/{status}/{at}", b"{}", {})
        if outcome.arrived:
            raise RuntimeError(f"a redirect to {targets[at]} was taken for a success")
    server.shutdown()
    return len(sent)


def name_server() -> None:
    """Answer for the names of the table, each look as the table says."""
    names = {**forms.NAMES, **forms.TURNING, "public.forms.example": [[forms.PUBLIC]]}
    looks: Counter[tuple[str, int]] = Counter()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 53))
        while True:
            query, sender = server.recvfrom(512)
            labels, at = [], 12
            while query[at]:
                labels.append(query[at + 1 : at + 1 + query[at]].decode())
                at += 1 + query[at]
            (kind,), name = struct.unpack("!H", query[at + 1 : at + 3]), ".".join(labels).lower()
            turns = names.get(name, [[]])
            addresses = map(ipaddress.ip_address, turns[min(looks[name, kind], len(turns) - 1)])
            looks[name, kind] += 1
            answers = [one.packed for one in addresses if (A if one.version == 4 else AAAA) == kind]  # noqa: PLR2004
            header = query[:2] + struct.pack("!HHHHH", 0x8180, 1, len(answers), 0, 0)
            rows = b"".join(struct.pack("!HHHIH", 0xC00C, kind, 1, 0, len(one)) + one for one in answers)
            server.sendto(header + query[12 : at + 5] + rows, sender)


if __name__ == "__main__":
    main()
