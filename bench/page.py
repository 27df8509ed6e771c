"""The page: bytes and requests of a search, and its time beside the two answers of our API that it shows.

    python bench/page.py [PEOPLE]      default: 2000

`ratio` is the median of the page over that of preview and facets asked one after the other, in turn and in one run: so
it holds on a busy machine, where times alone say nothing. The figures stand in docs/reference/page.md.
"""

import gzip
import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import httpx
from run import leadscout, rss, server

from leadscout.dialects.page.search.address import SearchAddress
from leadscout.dialects.page.search.panels import counted

ROUNDS = 7
SEARCHES: tuple[dict[str, list[str]], ...] = (
    {"seniority": ["vp"], "location": ["EMEA"]},
    {"title": ["head of sales"]},
    {"function": ["Marketing"], "headcount": ["51-200"], "location": ["DACH"]},
    {"seniority": ["entry"], "location": ["EMEA"]},
)


def main() -> None:
    """Make people, serve them, and look."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    data = Path(tempfile.mkdtemp(prefix="leadscout-bench-"))
    try:
        leadscout("people", "generate", number, "--seed", 2, "--data", data)
        key = json.loads(leadscout("keys", "create", "bench", "--json", "--data", data))["key"]
        with server(data) as (url, process):
            page = httpx.Client(base_url=url, timeout=60, follow_redirects=True)
            page.post("/login", data={"key": key}, headers={"Origin": url}).raise_for_status()
            api = httpx.Client(base_url=url, timeout=60, headers={"Authorization": f"Bearer {key}"})
            print(f"\n{number:,} people", flush=True)
            for search in SEARCHES:  # what a search takes by itself is no memory of the page
                ask_api(api, search)
            before = rss(process)
            weight(page, api)
            print(f"{'memory of the server for the page':38} {rss(process) - before:8.1f} MB", flush=True)
            times(page, api)
    finally:
        shutil.rmtree(data)


def weight(page: httpx.Client, api: httpx.Client) -> None:
    """Bytes of a page of 25 people, of the files that it loads once, and of the same people from our own API."""
    html = page.get(f"/search?{urlencode(SEARCHES[-1], doseq=True)}").raise_for_status().content
    print(f"{'HTML of 25 people':38} {len(html):8,} bytes, {len(gzip.compress(html)):,} compressed")
    paths = sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', html.decode())))
    for kind in ("js", "css"):
        files = [page.get(path).raise_for_status().content for path in paths if path.endswith(kind)]
        print(f"{kind:38} {sum(map(len, files)):8,} bytes in {len(files)} files")
    print(f"{'requests of the first search':38} {1 + len(paths):8}")
    elsewhere = re.findall(r'(?:src|action)="(?:https?:)?//[^"]*', html.decode())
    print(f"{'requests to other hosts':38} {len(elsewhere):8}")
    leads = api.post("/v1/preview", json={**SEARCHES[-1], "limit": 25}).raise_for_status()
    print(
        f"{'25 people from /v1/preview':38} {len(leads.content):8,} bytes, {leads.num_bytes_downloaded:,} on the wire"
    )


def times(page: httpx.Client, api: httpx.Client) -> None:
    """The page, and preview and facets, in turn."""
    for search in SEARCHES:
        address = f"/search?{urlencode(search, doseq=True)}"

        def shown(address: str = address) -> None:
            page.get(address).raise_for_status()

        ours, theirs = [], []
        for at in range(ROUNDS + 2):
            pair = taken(shown), taken(partial(ask_api, api, search))
            if at > 1:  # the first two warm up
                ours.append(pair[0])
                theirs.append(pair[1])
        one, other = statistics.median(ours), statistics.median(theirs)
        print(
            f"{address[:46]:46} page {one:6.1f} ms   preview + facets {other:6.1f} ms   ratio {one / other:.2f}",
            flush=True,
        )


def ask_api(api: httpx.Client, search: dict[str, list[str]]) -> None:
    """What the page shows of a search, from our own API."""
    facets = counted(SearchAddress.read([(name, value) for name in search for value in search[name]]))
    api.post("/v1/preview", json=search).raise_for_status()
    api.post("/v1/facets", json={**search, "facets": facets, "open": True, "limit": 8}).raise_for_status()


def taken(do: Callable[[], None]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    do()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
