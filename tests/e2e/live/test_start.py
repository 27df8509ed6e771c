"""The first start, as `make run` does it: a newcomer's request without a word on `live` brings leads."""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import httpx
from conftest import HUNG, free_port, until
from receiver import receiving

ROOT = Path(__file__).parents[3]


def processes(data: Path) -> list[str]:
    """What runs over a data folder."""
    listed = subprocess.run(["ps", "-Aww", "-o", "stat,args"], capture_output=True, text=True, check=True)  # noqa: S607
    return [row for row in listed.stdout.splitlines() if f"--data {data}" in row and not row.startswith("Z")]


def curl_of_the_readme(origin: str, key: str) -> list[str]:
    """The README's request to Pronto, without `live: false`."""
    (text,) = re.findall(r"^curl [^`]*?advanced_search[^`]*?'$", (ROOT / "README.md").read_text(), re.MULTILINE)
    for name, value in (("http://localhost:8000", origin), ("http://127.0.0.1:8000", origin), ("$LEADSCOUT_KEY", key)):
        text = text.replace(name, value)
    return shlex.split(re.sub(r'"live": (false|true), ', "", text.replace("\\\n", " ")))


def signs_in(page: httpx.Client, key: str) -> bool:
    """Whether the server listens, and takes the key."""
    try:
        return page.post("/login", data={"key": key}).status_code == 303
    except httpx.TransportError:
        return False


def connect_again(origin: str, key: str) -> None:
    """Forget the demo source on the page, and connect it there again."""
    with httpx.Client(base_url=origin, timeout=HUNG, headers={"Sec-Fetch-Site": "same-origin"}) as page:
        until(lambda: signs_in(page, key), "the key opens the page", 0.2)
        (forget,) = re.findall(r'action="(/sources/[^"/]+/forget)"', page.get("/sources").text)
        assert page.post(forget).status_code == 303
        assert "No source is connected" in page.get("/sources").text
        assert page.post("/sources/demo").status_code == 303
        assert '<span class="state active">' in page.get("/sources").text


def test_a_newcomers_live_search_brings_leads_of_the_emulation(tmp_path):
    data, port = tmp_path / "data", free_port()
    command = [sys.executable, "-m", "leadscout", "serve", "--people", "800", "--data", str(data), "--port", str(port)]
    log = tmp_path / "log"
    with log.open("w") as output:
        process = subprocess.Popen(  # noqa: S603
            command,
            env={**os.environ, "LEADSCOUT_WEBHOOK_ALLOW_HOSTS": "127.0.0.1"},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        until(lambda: "emulation of Sales Navigator" in log.read_text(), "it says where live answers come from", 0.2)
        assert "invented people" in log.read_text()
        (key,) = re.findall(r"^export LEADSCOUT_KEY=(ls_[\w-]{20,})$", log.read_text(), re.MULTILINE)
        connect_again(f"http://127.0.0.1:{port}", key)
        request = curl_of_the_readme(f"http://127.0.0.1:{port}", key)

        def answer() -> str:
            done = subprocess.run(request, capture_output=True, text=True, check=False)  # noqa: S603
            return done.stdout if '"total_count"' in done.stdout or '"preview"' in done.stdout else ""

        shown = until(answer, "the request is answered", 1)
        assert '"total_count":0' not in shown
        assert '"full_name"' in shown
        assert len(processes(data)) == 3, "the server, its worker, the emulation"
        with receiving() as receiver:
            search = [*request]
            at = search.index(next(one for one in search if one.startswith("http")))
            search[at] = search[at].removesuffix("/preview")
            body = search.index("-d") + 1
            search[body] = search[body].replace("{", f'{{"webhook_url": "{receiver.url}", ', 1)

            def created() -> bool:  # Pronto takes one request a second: the preview was one
                done = subprocess.run(search, capture_output=True, text=True, check=False)  # noqa: S603
                return '"expected_profiles_count"' in done.stdout

            until(created, "the search is created", 1)
            (call,) = receiver.wait(1)
            assert (call["search"]["status"], bool(call["leads"])) == ("FINISHED", True)
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C in a terminal
        process.wait(timeout=HUNG)
        until(lambda: not processes(data), "all processes have ended", 0.2)
        assert "Traceback" not in log.read_text()
    finally:
        process.kill()
        print(log.read_text())  # shown when it fails
