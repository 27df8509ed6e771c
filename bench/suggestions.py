"""How long it takes to propose the nearest values: processor time of one distinct value in a warm process.

    python bench/suggestions.py [PEOPLE] [COMPANIES]      default: 20000 people, and 100000 further companies

`near` is what a validation error does: each vocabulary, titles, companies, misspelt fields. `suggest` is what
/v1/suggest does: values with the number of people they find. Every value is a name with one slip of the finger, or the
first letters of a name; none comes twice.
"""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from string import ascii_lowercase

from leadscout.assemble import Leadscout
from leadscout.dialects.native.words import WORDS
from leadscout.lexicon.identities import companies
from leadscout.model.filters import FILTERS, LISTS
from leadscout.model.lead import Company
from leadscout.service.asking.choices import choosable
from leadscout.settings import Settings
from leadscout.web import problems

EACH = 200
LIMIT = 10
LETTERS = 4
SHORTEST = 4  # letters of a name that is misspelt


def main() -> None:
    """Make people and companies, then ask."""
    given = [*map(int, sys.argv[1:])]
    people, further = (*given, *(20_000, 100_000)[len(given) :])
    with tempfile.TemporaryDirectory(prefix="leadscout-bench-", ignore_cleanup_errors=True) as folder:
        bench(people, further, Path(folder))


def bench(people: int, further: int, data: Path) -> None:
    """The same in a folder."""
    command = [sys.executable, "-m", "leadscout", "people", "generate", str(people), "--data", str(data)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    home = Leadscout(Settings(data=data))
    dice = random.Random(7)
    known = put(home, dice, further)
    print(f"{people:,} people, {further:,} further companies; ms of processor time a value, median and 95th of 100")
    print("\nnear")
    for name, vocabulary in home.lexicon.taxonomies.items():
        names = [written for entry in vocabulary for written in (entry.label, *entry.aliases)]
        measure(name, vocabulary.suggest, slips(names, dice))
    measure("place, other languages", home.lexicon.places.suggest, slips(home.lexicon.places.spellings, dice))
    titles = home.lexicon.titles
    measure("title", lambda value: titles.spellings.near(value, 3), slips(titles.known, dice))
    measure("company", home.companies.nearest, slips(known, dice))
    fields = [word.field for word in WORDS]
    measure("field", lambda value: problems.near(value, fields), slips(fields, dice))
    print("\nsuggest")
    for name in choosable(home.lexicon):
        row = FILTERS[name]
        if row.taxonomy not in LISTS:
            names = list(values(home, name, known))
            suggest = partial(home.suggestions.near, name, limit=LIMIT, account="")
            measure(name, suggest, slips(names, dice))
            measure(f"{name}, beginning", suggest, [written[: dice.randint(1, LETTERS)] for written in names])


def put(home: Leadscout, dice: random.Random, further: int) -> list[str]:
    """Names of further companies, which are put into the store."""
    syllables = [a + b for a in "bdfgklmnprstvw" for b in ("a", "e", "i", "o", "al", "en", "ir", "or")]
    forms = (" GmbH", " Inc.", " Labs", "")
    made = ["".join(dice.choices(syllables, k=4)).title() + dice.choice(forms) for _ in range(further)]
    with home.people.batch() as batch:
        for name in made:
            batch.meet("", companies.keys(Company(name=name)), name)
    return made


def values(home: Leadscout, name: str, known: list[str]) -> Iterable[str]:
    """Names of the values of a filter."""
    taxonomy = FILTERS[name].taxonomy
    if taxonomy in home.lexicon.taxonomies:
        return (written for entry in home.lexicon.taxonomies[taxonomy] for written in (entry.label, *entry.aliases))
    if taxonomy == "title":
        return home.lexicon.titles.known
    if taxonomy == "company":
        leads = home.people.leads(range(1, 5000)).values()
        return dict.fromkeys([*(p.company.name for lead in leads for p in lead.positions), *known[:EACH]])
    return [school.name for lead in home.people.leads(range(1, 5000)).values() for school in lead.schools]


def slips(names: Iterable[str], dice: random.Random) -> list[str]:
    """Names with one letter left out, put in or exchanged."""
    long = sorted({name for name in names if len(name) >= SHORTEST})
    slipped = []
    for name in dice.sample(long, min(EACH, len(long))):
        at, letter = dice.randrange(len(name)), dice.choice(ascii_lowercase)
        slipped.append(dice.choice((name[:at], name[:at] + letter)) + name[at + dice.choice((0, 1)) :])
    return slipped


def measure(what: str, ask: Callable[[str], object], asked: Iterable[str]) -> None:
    """Ask each value once, and print what it took."""
    distinct = [value for value in dict.fromkeys(asked) if value.strip()][:EACH]
    if not distinct:
        return
    ask(distinct[0])
    took = []
    for value in distinct[1:] or distinct:
        start = time.process_time()
        ask(value)
        took.append(1000 * (time.process_time() - start))
    took.sort()
    print(f"  {what:32} {statistics.median(took):7.2f} {took[int(0.95 * len(took))]:7.2f}   of {len(took)}", flush=True)


if __name__ == "__main__":
    main()
