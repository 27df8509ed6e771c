"""A taxonomy: codes, how people write them, and what lies inside what."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from leadscout.lexicon.files import rows
from leadscout.lexicon.spellings import Spellings
from leadscout.lexicon.text import fold, is_digits


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: its label, further names, and the codes it lies in.

    `low` and `high` bound what a range means: [low, high), high None = without end; both None = not a range.
    """

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None


class Taxonomy:
    """Codes of one kind. *Closed*: an unknown code is an error. *Open*: it may exist where we cannot see it."""

    def __init__(
        self,
        name: str,
        entries: Iterable[Entry],
        *,
        closed: bool,
        form: Callable[[str], str] = fold,
        proposed: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Take the entries in the order in which they are shown; `form` makes two spellings comparable.

        `proposed` are codes and names that are near to them and mean nothing by themselves.
        """
        self.name = name
        self.closed = closed
        self.form = form
        self.entries = {entry.code: entry for entry in entries}
        self._names: dict[str, tuple[str, ...]] = {}
        for entry in self.entries.values():
            # Vendors write our words in their own case: "VP", "Founder".
            word = () if is_digits(entry.code) else (entry.code,)
            for written in dict.fromkeys(map(form, (entry.label, *entry.aliases, *word))):
                self._names[written] = (*self._names.get(written, ()), entry.code)
        self.spellings = Spellings(self._names, form)
        near = {form(written): (code,) for code, written in proposed}
        self._nearly = Spellings({**near, **self._names}, form) if near else self.spellings
        self._above: dict[str, tuple[str, ...]] = {}

    def __iter__(self) -> Iterator[Entry]:
        """The entries, in order."""
        return iter(self.entries.values())

    def find(self, text: str) -> tuple[str, ...]:
        """The codes that `text` means: itself if it is a code, else all that are called so; () for none."""
        if text in self.entries:
            return (text,)
        return self._names.get(self.form(text), ())

    def label(self, code: str) -> str:
        """How a code is shown; the code itself when it is not known."""
        entry = self.entries.get(code)
        return entry.label if entry else code

    def number(self, code: str) -> str:
        """The number of a code for those who take numbers alone; "" of one that has none."""
        return code if is_digits(code) else ""

    def numbered(self, number: str) -> str:
        """The code that has a number: itself."""
        return number

    def above(self, code: str) -> tuple[str, ...]:
        """The code and everything it lies in, nearest first; an unknown code lies in nothing."""
        above = self._above.get(code)
        if above is None:
            entry = self.entries.get(code)
            if entry is None:
                return (code,)  # not remembered: files may hold any number of unknown codes
            higher = (top for parent in entry.parents for top in self.above(parent))
            above = self._above[code] = tuple(dict.fromkeys((code, *higher)))
        return above

    def suggest(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """The labels nearest to what was written, best first; () when nothing is near."""
        return tuple(map(self.label, self.near(text, limit)))

    def near(self, text: str, limit: int) -> tuple[str, ...]:
        """The codes nearest to what was written, best first."""
        return self._nearly.near(text, limit)


def load(name: str, *, closed: bool, form: Callable[[str], str] = fold) -> Taxonomy:
    """Read the taxonomy in the data file `name`: columns code, label, aliases, and parent or low and high."""
    proposals = (row for row in rows("proposed_names") if row["taxonomy"] == name)
    proposed = [(row["code"], written) for row in proposals for written in row["names"].split("|")]
    return Taxonomy(name, entries(name), closed=closed, form=form, proposed=proposed)


def entries(name: str) -> Iterator[Entry]:
    """The entries in the data file `name`."""
    return map(_entry, rows(name))


def _entry(row: dict[str, str]) -> Entry:
    low, high = row.get("low", ""), row.get("high", "")
    return Entry(
        row["code"],
        row["label"],
        tuple(filter(None, row["aliases"].split("|"))),
        tuple(filter(None, [row.get("parent", "")])),
        int(low) if low else None,
        int(high) if high else None,
    )
