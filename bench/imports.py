"""What an import of many people takes: time, and memory as it grows.

    python bench/imports.py [ROWS]      default: 200000

Every row is a person of their own, and there is a company for every four of them. Memory is the resident memory of the
importing process and of its index worker, as `ps` tells it, once a second; it must not grow with the rows once what is
remembered of titles, companies and places (some 50,000 of each) and the index writer's 256 MB are full. Files mapped
into memory (people.db, the index) count as resident, too, so anonymous memory (/proc, Linux only) is printed beside it.
"""

import contextlib
import csv
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

FIRST = ("Ana", "Ben", "Clara", "Dirk", "Eva", "Femi", "Gita", "Hugo", "Ines", "Jonas", "Kofi", "Lena", "Milo", "Nora")
LEVELS = ("Junior", "Senior", "Lead", "Head of", "Director of", "VP of", "Chief", "Deputy")
FIELDS = ("Marketing", "Sales", "Finance", "Data Engineering", "Procurement", "Logistics", "Legal Affairs", "Design")
CITIES = ("Berlin, Germany", "Lyon, France", "Austin, Texas, United States", "Nairobi, Kenya", "Osaka, Japan")
HEADER = (
    *("First Name", "Last Name", "Title", "Company", "Email", "# Employees", "Industry", "Person Linkedin Url"),
    *("Website", "Company Linkedin Url", "Location", "Start Date", "Apollo Contact Id", "Stage"),
)
SHARES = (20, 50, 100)


def main() -> None:
    """Write the file, import it, print what it took."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    folder = Path(tempfile.mkdtemp(prefix="leadscout-bench-"))
    try:
        source, data = folder / "people.csv", folder / "data"
        write(source, number)
        print(f"{number:,} rows, file of {source.stat().st_size / 1e6:,.0f} MB")
        seconds, samples = imported(source, data)
        print(f"import, indexed and searchable {number / seconds:10,.0f} rows/s  ({seconds:,.0f} s)")
        for share in SHARES:
            until = [told for people, *told in samples if people <= number * share / 100]
            cells = [max((told[at] for told in until), default=0) for at in range(4)]
            shown = "   ".join(
                f"{name} {rss:6,.0f} MB ({own:,.0f} anonymous)"
                for name, rss, own in (("import", *cells[:2]), ("worker", *cells[2:]))
            )
            print(f"peak memory up to {share:3} % of the rows   {shown}")
        for name in ("people.db", "index"):
            print(f"{name:12} {size(data / name) / number:8,.0f} bytes a person")
    finally:
        shutil.rmtree(folder)


def write(path: Path, number: int) -> None:
    """Write a table of `number` people, each their own."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(map(row, range(number)))


def row(at: int) -> tuple[object, ...]:
    """One person, the same for the same number."""
    company = at // 4
    title = f"{LEVELS[at % len(LEVELS)]} {FIELDS[at // 8 % len(FIELDS)]}, Unit {at % 5000}"
    return (
        *(FIRST[at % len(FIRST)], f"Tester{at}", title, f"Company {company} Ltd", f"p{at}@company{company}.example"),
        *(company % 9000 + 1, "Software Development", f"http://www.linkedin.com/in/tester-{at}"),
        *(f"https://company{company}.example", f"http://www.linkedin.com/company/bench-{company}"),
        *(CITIES[at % len(CITIES)], f"{2000 + at % 25}-{at % 12 + 1:02}", f"bench{at}", "Cold"),
    )


def imported(source: Path, data: Path) -> tuple[float, list[tuple[float, float, float, float, float]]]:
    """Import by the command line; seconds, and samples (people so far, and MB of the import and of its worker)."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "leadscout", "import", str(source), "--data", str(data)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
    samples: list[tuple[float, float, float, float, float]] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(1):
            children = list(workers(process.pid))
            worker = (sum(map(rss, children)), sum(map(anonymous, children)))
            samples.append((stored(data), rss(process.pid), anonymous(process.pid), *worker))

    watching = threading.Thread(target=watch)
    watching.start()
    code = process.wait()
    over.set()
    watching.join()
    if code:
        sys.exit(f"the import ended with {code}")
    return time.perf_counter() - start, samples


def stored(data: Path) -> int:
    """How many people are in the store."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{data / 'people.db'}?mode=ro", uri=True)) as people:
            return people.execute("SELECT max(seq) FROM person").fetchone()[0] or 0
    except sqlite3.OperationalError:  # it is being made
        return 0


def workers(parent: int) -> Iterator[int]:
    """The processes that a process started."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], check=True, stdout=subprocess.PIPE, text=True)  # noqa: S607
    for line in told.stdout.splitlines():
        pid, of = map(int, line.split())
        if of == parent:
            yield pid


def rss(pid: int) -> float:
    """Resident memory in MB; 0 when the process has ended."""
    command = ["ps", "-o", "rss=", "-p", str(pid)]
    told = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
    return int(told or 0) / 1024


def anonymous(pid: int) -> float:
    """Resident memory that is no mapped file, in MB; 0 where the system does not tell."""
    try:
        told = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in told.splitlines() if line.startswith("RssAnon")), 0)


def size(path: Path) -> int:
    """Bytes of a file or a folder."""
    return path.stat().st_size if path.is_file() else sum(p.stat().st_size for p in path.rglob("*") if p.is_file())


if __name__ == "__main__":
    main()
