"""What a second and a third report about the same people cost: processor time and bytes of people.db.

python bench/reimport.py [PEOPLE]
"""

import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from leadscout import lexicon
from leadscout.intake.population import Population
from leadscout.model.lead import Lead
from leadscout.service.people.intake import BATCH, Arrived, Intake, RowSource
from leadscout.store.people import People


def main(number: int) -> None:
    """Import `number` people three times, each time with another headline, and print a line for each."""
    people = list(Population(1, lexicon.load()).people(number))
    with TemporaryDirectory() as folder:
        store = People(Path(folder) / "people.db")
        for day, headline in enumerate(("first", "second", "third"), start=1):
            leads = [replace(lead, headline=headline, id="") for lead in people]
            seconds = take(Intake(store), leads, RowSource(f"{headline}.csv", day))
            store.database.checkpoint()
            size = store.database.path.stat().st_size
            print(f"{headline}: {seconds * 1e6 / number:.0f} us a row, {size // number:,} bytes a person")
        store.database.close()


def take(intake: Intake, leads: list[Lead], source: RowSource) -> float:
    """Import; gives the seconds of processor time."""
    began = time.process_time()
    for first in range(0, len(leads), BATCH):
        rows = [Arrived(at, lead) for at, lead in enumerate(leads[first : first + BATCH], start=first)]
        intake.take(rows, source)
    return time.process_time() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
