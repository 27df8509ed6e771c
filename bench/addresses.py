"""How long it takes to read and write addresses of Sales Navigator.

    python bench/addresses.py [ADDRESSES]      default: 5000

Processor time of one process, so that what else the machine does counts little.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from addressable import Questions

from leadscout import lexicon, salesnav


def main(number: int) -> None:
    """Print a line for each way."""
    words = lexicon.load()
    questions = Questions(words)
    written = [salesnav.write(questions.one(at), words).url for at in range(number)]
    queries = [salesnav.read(url, words).query for url in written]
    size = sum(map(len, written)) / number
    for name, tasks, do in (
        (f"read an address of {size:,.0f} letters", written, lambda url: salesnav.read(url, words)),
        ("write an address", queries, lambda query: salesnav.write(query, words)),
    ):
        times = sorted(cost(do, task) for task in tasks)
        print(f"{name:32} {times[number // 2]:10.2f} ms p50 {times[number * 99 // 100]:10.2f} ms p99")


def cost(do: Callable[..., object], task: object) -> float:
    """Milliseconds of processor time."""
    start = time.process_time()
    do(task)
    return 1000 * (time.process_time() - start)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5000)
