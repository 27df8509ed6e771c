"""What an import of many people takes: time, and memory as it grows.

    python bench/imports.py [ROWS] [KIND]      default: 200000 flat

KIND: flat (a CSV of 14 columns), xlsx (the same as a workbook), nested (JSON lines of 2.4 kB: three jobs, two schools,
skills and a text about the person). An import is two processes, one that reads and stores and one that indexes, so two
quiet cores take no more rows a second than the dearer of them does: "processor time" says which it is. Every row is a
person of their own, and there is a company for every four of them. Memory is the resident memory of the
importing process and of its index worker, as `ps` tells it, once a second; it must not grow with the rows once what is
remembered (50,000 titles, 10,000 companies), the cache of pages (64 MB) and what the index writer collects for a
segment (100,000 people, or 12 million words) are full. The importing process indexes companies at the end, and takes
more then. Files mapped into memory (people.db, the index) count as resident, too, so anonymous memory (/proc, Linux
only) is printed beside it.
"""

import contextlib
import csv
import json
import os
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
KINDS = {"flat": "csv", "xlsx": "xlsx", "nested": "jsonl"}
NAMES = ("import", "worker")
TEXT = "Looks after what comes in and goes out, with a team of nine people in three places. Likes short meetings. "


def main() -> None:
    """Write the file, import it, print what it took."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    kind = sys.argv[2] if len(sys.argv) > 2 else "flat"  # noqa: PLR2004
    folder = Path(tempfile.mkdtemp(prefix="leadscout-bench-"))
    try:
        source, data = folder / f"people.{KINDS[kind]}", folder / "data"
        WRITERS[kind](source, number)
        machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}"
        print(f"{number:,} rows, {kind}, file of {source.stat().st_size / 1e6:,.0f} MB, {machine}")
        seconds, samples, spent = imported(source, data)
        print(f"import, indexed and searchable {number / seconds:10,.0f} rows/s  ({seconds:,.0f} s)")
        shown = "   ".join(f"{name} {1e6 * one / number:,.0f} us a row" for name, one in zip(NAMES, spent, strict=True))
        most = f"at most {number / max(spent):,.0f} rows/s on two quiet cores" if max(spent) else ""
        print(f"processor time   {shown}   {most}")
        for share in SHARES:
            until = [told for people, *told in samples if people <= number * share / 100]
            cells = [max((told[at] for told in until), default=0) for at in range(4)]
            shown = "   ".join(
                f"{name} {rss:6,.0f} MB ({own:,.0f} anonymous)"
                for name, rss, own in ((NAMES[0], *cells[:2]), (NAMES[1], *cells[2:]))
            )
            print(f"peak memory up to {share:3} % of the rows   {shown}")
        for name in ("people.db", "index"):
            print(f"{name:12} {size(data / name) / number:8,.0f} bytes a person")
    finally:
        shutil.rmtree(folder)


def write_book(path: Path, number: int) -> None:
    """Write the table as a workbook."""
    import xlsxwriter  # noqa: PLC0415 - of this kind alone

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate((HEADER, *map(row, range(number)))):
            for column, cell in enumerate(cells):
                sheet.write(line, column, cell)


def write_profiles(path: Path, number: int) -> None:
    """Write `number` people as profiles, one to a line."""
    with path.open("wb") as file:
        for at in range(number):
            file.write(json.dumps(profile(at)).encode() + b"\n")


def profile(at: int) -> dict[str, object]:
    """One person as a profile: the job of `row`, two earlier ones, two schools, skills and a text."""
    first, last, title, company, email, size, industry, link, site, page, place, started, id_, _ = row(at)
    jobs = [
        {
            "title": LEVELS[(at + step) % len(LEVELS)] + " " + FIELDS[(at // 8 + step) % len(FIELDS)]
            if step
            else title,
            "start_date": started if not step else f"{2000 - 4 * step}-{at % 12 + 1:02}",
            "end_date": None if not step else f"{2003 - 4 * step}-{(at + step) % 12 + 1:02}",
            "location": CITIES[(at + step) % len(CITIES)],
            "description": TEXT,
            "company": {
                "name": company if not step else f"Company {(at // 4 + 7919 * step) % 40_000} Ltd",
                "linkedin_url": page
                if not step
                else f"https://www.linkedin.com/company/bench-{(at // 4 + 7919 * step) % 40_000}",
                "website": site,
                "size": str(size),
                "industry": industry,
                "location": CITIES[at // 4 % len(CITIES)],
            },
        }
        for step in range(3)
    ]
    schools = [
        {"school": f"University of Test {(at + step) % 900}", "degree": "BSc", "field": FIELDS[at % 8]}
        for step in (0, 1)
    ]
    return {
        "id": id_,
        "first_name": first,
        "last_name": last,
        "headline": f"{title} at {company}",
        "summary": TEXT * 2,
        "linkedin_url": link,
        "email": [email],
        "location": place,
        "experience": jobs,
        "education": schools,
        "skills": [f"Skill {(at * step) % 700}" for step in range(1, 9)],
    }


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
        *(CITIES[at % len(CITIES)], f"{2000 + at % 25}-{at % 12 + 1:02}", f"{at:024x}", "Cold"),
    )


def imported(source: Path, data: Path) -> tuple[float, list[tuple[float, float, float, float, float]], list[float]]:
    """Import by the command line: seconds, samples, and the processor seconds of the import and of its worker.

    A sample: people so far, and MB of both.
    """
    start = time.perf_counter()
    command = [sys.executable, "-m", "leadscout", "import", str(source), "--data", str(data)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
    samples: list[tuple[float, float, float, float, float]] = []
    over = threading.Event()
    spent = [0.0, 0.0]

    def watch() -> None:
        while not over.wait(1):
            children = list(workers(process.pid))
            spent[:] = [max(spent[0], processor(process.pid)), max(spent[1], sum(map(processor, children)))]
            worker = (sum(map(rss, children)), sum(map(anonymous, children)))
            samples.append((stored(data), rss(process.pid), anonymous(process.pid), *worker))

    watching = threading.Thread(target=watch)
    watching.start()
    code = process.wait()
    over.set()
    watching.join()
    if code:
        sys.exit(f"the import ended with {code}")
    return time.perf_counter() - start, samples, spent


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


def processor(pid: int) -> float:
    """Processor seconds of a process so far; 0 when it has ended."""
    command = ["ps", "-o", "time=", "-p", str(pid)]
    spent = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True).stdout.strip()  # noqa: S603
    try:  # hundredths of a second, where the system counts them
        ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    except OSError:
        days, _, clock = spent.rpartition("-")
        parts = [float(part) for part in clock.split(":")] if clock else []
        return sum(part * 60.0**at for at, part in enumerate(reversed(parts))) + int(days or 0) * 86_400


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


WRITERS = {"flat": write, "xlsx": write_book, "nested": write_profiles}

if __name__ == "__main__":
    main()
