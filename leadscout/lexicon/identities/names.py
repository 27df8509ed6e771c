"""Names of people: whether two of them can be one person's."""

from functools import cache, lru_cache

from leadscout.lexicon.files import rows
from leadscout.lexicon.text import words

Name = tuple[str, ...]
"""The words of a name in a form that can be compared, in no order; () where there is no name."""

_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


@lru_cache(maxsize=50_000)
def form(name: str) -> Name:
    """The words of a name without titles and degrees: "Dr. Müller, Anna" and "Anna Mueller" have the same ones."""
    spoken = words(name)
    bare = [word for word in spoken if word not in _table()[0]] or spoken
    return tuple(sorted(map(_plain, bare)))


@lru_cache(maxsize=50_000)
def contradict(one: Name, other: Name) -> bool:
    """Whether two names cannot be one person's.

    One of them may say less ("Anna", "A. Bergdorf"), or a first name in a short form (Bob, Robert). Any other word that
    only one has and that has no partner in the other speaks against them.
    """
    short, long = sorted((one, other), key=len)
    left = list(long)
    for word in sorted(short, key=len, reverse=True):
        # A word itself goes before a form of it, an initial takes what is left.
        partner = next((mate for same in (_equal, _forms) for mate in left if same(word, mate)), None)
        partners = [partner] if partner else _halves(word, left)
        if not partners:
            return True
        for mate in partners:
            left.remove(mate)
    return False


def _halves(word: str, others: list[str]) -> list[str]:
    """Two of the others that make the word together: "Annalena" is "Anna-Lena"."""
    return next(([first, second] for first in others for second in others if first + second == word), [])


def _equal(one: str, other: str) -> bool:
    return one == other


def _forms(one: str, other: str) -> bool:
    """Whether one word is an initial of the other, or both are forms of one first name."""
    if 1 in (len(one), len(other)):
        return one[0] == other[0]
    groups = _table()[1]
    return not groups.get(one, frozenset()).isdisjoint(groups.get(other, frozenset()))


def _plain(word: str) -> str:
    """A word without the second letter of a written-out umlaut."""
    for long, short in _UMLAUTS:
        word = word.replace(long, short)
    return word


@cache
def _table() -> tuple[frozenset[str], dict[str, frozenset[int]]]:
    """The words around names; by first name the groups of forms that it is in."""
    around: set[str] = set()
    groups: dict[str, set[int]] = {}
    for number, row in enumerate(rows("name_forms")):
        forms = row["words"].split("|")
        if row["use"] == "around":
            around.update(forms)
        for word in forms if row["use"] == "same" else ():
            groups.setdefault(_plain(word), set()).add(number)
    return frozenset(around), {word: frozenset(numbers) for word, numbers in groups.items()}
