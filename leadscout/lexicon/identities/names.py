"""Names of people: whether two of them can be one person's."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import combinations, permutations, product

from anyascii import anyascii

from leadscout.lexicon.files import rows
from leadscout.lexicon.memory import remembered
from leadscout.lexicon.text import words

Name = tuple[str, ...]
"""The words of a name in a form that can be compared, in no order; () where there is no name.

Latin letters are folded, words in other scripts stay as they are written.
"""

_ROWS = 5000  # a name is read several times while a batch of rows is taken in
_WRITTEN_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"))
_BESIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")  # (She/Her), (MBA), (Bob)
_PRONOUNS = re.compile(r"\b(?:she|he|they|ze|xe|sie|er|elle|il|ella)\s*/\s*[a-z]+(?:\s*/\s*[a-z]+)*", re.IGNORECASE)
_CREDENTIAL = re.compile(r"[A-Z][A-Z0-9.®™&+-]*[A-Z0-9.®™+]|[A-Z][a-z]*\.[A-Za-z.]*")
_SIMPLE = re.compile(r"[A-Za-z0-9 ]*")
_BETWEEN = re.compile(r"[\s,.;:/|()\"'\u2019\-\u2013]+")
_PHONETIC = ("CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN")
"""Scripts of which the transliteration sounds like the name in Latin letters. Of 王 or محمد it does not."""

_SOUNDS = (
    *(("ph", "f"), ("kh", "h"), ("ch", "h"), ("sch", "s"), ("sh", "s"), ("zh", "z"), ("ts", "c"), ("tz", "c")),
    *(("x", "ks"), ("w", "v"), ("th", "t"), ("ck", "k"), ("q", "k")),
)


@remembered(_ROWS)
def form(name: str) -> Name:
    """The words of a name without titles, degrees and pronouns.

    "Dr. Müller, Anna" and "Anna Mueller (She/Her), PMP" have the same ones.
    """
    if _SIMPLE.fullmatch(name):  # nearly always
        spoken = name.lower().split()
    else:
        name = unicodedata.normalize("NFKC", name)
        spoken = list(_words(_bare(name))) or list(_words(name))
    bare = [word for word in spoken if word not in _table()[0]] or spoken
    return tuple(sorted(map(_plain, bare)))


def _bare(name: str) -> str:
    """A name without what stands beside it: pronouns, what is in brackets, credentials behind a comma."""
    name = _PRONOUNS.sub(" ", _BESIDE.sub(" ", name))
    before, _, after = name.partition(",")
    # "BERGDORF, ANNA" are a last and a first name; "Anna Bergdorf, CSPO, ICF-ACC" is one with credentials.
    mixed, behind = not before.isupper() and len(before.split()) > 1, re.split(r"[\s,]+", after.strip())
    return before if mixed and all(map(_CREDENTIAL.fullmatch, filter(None, behind))) else name


def _words(name: str) -> Iterator[str]:
    for word in _BETWEEN.split(name):
        if word.isascii() or all(_script(letter) == "LATIN" for letter in word if letter.isalpha()):
            yield from words(word)
        else:
            yield word.casefold()


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


@lru_cache(maxsize=_ROWS)
def contradict(one: Name, other: Name) -> bool:
    """Whether two names cannot be one person's.

    One of them may say less ("Anna", "A. Bergdorf"), or a first name in a short form (Bob, Robert). Any other word that
    only one has and that has no partner in the other speaks against them. A word in a script that Latin letters do not
    spell (王) speaks against none that is in Latin letters.
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


@lru_cache(maxsize=_ROWS)
def parts(name: Name) -> frozenset[str]:
    """What a name is kept under beside a key of several people: each two words of it, and one with an initial."""
    return _full(name) | _abbreviated(name) | _initialled(name)


@lru_cache(maxsize=_ROWS)
def sought(name: Name) -> frozenset[str]:
    """The parts under which a name that can be the same person's is kept: nobody is without at least one of them.

    "A. Bergdorf" finds Anna and Alex Bergdorf; Anna finds Anna and "A. Bergdorf", not Alex.
    """
    abbreviated = (part.replace("initialled", "abbreviated") for part in _initialled(name))
    initialled = (part.replace("abbreviated", "initialled") for part in _abbreviated(name))
    return _full(name).union(_initialled(name), abbreviated, initialled)


def _full(name: Name) -> frozenset[str]:
    pairs = combinations([word for word in name if len(word) > 1], 2)
    alike = (both for one, other in pairs for both in product(_alike(one), _alike(other)))
    return frozenset(" ".join(("full", *sorted(both))) for both in alike)


def _abbreviated(name: Name) -> frozenset[str]:
    words_ = [word for word in name if len(word) > 1]
    return frozenset(f"abbreviated {one[0]} {other}" for one, other in permutations(words_, 2))


def _initialled(name: Name) -> frozenset[str]:
    initials, others = ([word for word in name if (len(word) == 1) == short] for short in (True, False))
    return frozenset(f"initialled {one} {other}" for one, other in product(initials, others))


def _alike(word: str) -> Iterator[str]:
    """A word, and the groups of first names that it is a form of."""
    yield word
    yield from (f"#{group}" for group in _table()[1].get(word, ()))


def _halves(word: str, others: list[str]) -> list[str]:
    """Two of the others that make the word together: "Annalena" is "Anna-Lena"."""
    return next(([first, second] for first, second in permutations(others, 2) if first + second == word), [])


def _equal(one: str, other: str) -> bool:
    return one == other


def _forms(one: str, other: str) -> bool:
    """Whether one word is an initial of the other, both are forms of one first name, or two scripts can spell it."""
    if one.isascii() != other.isascii():
        return _spelled(*sorted((one, other), key=str.isascii))
    if 1 in (len(one), len(other)):
        return one[0] == other[0]
    groups = _table()[1]
    return not groups.get(one, frozenset()).isdisjoint(groups.get(other, frozenset()))


def _spelled(native: str, latin: str) -> bool:
    """Whether a word in another script can be one in Latin letters."""
    if not all(_script(letter) in _PHONETIC for letter in native if letter.isalpha()):
        return True
    spelled = _plain("".join(words(anyascii(native))))
    return _sound(spelled) == _sound(latin) or (1 in (len(native), len(latin)) and spelled[:1] == latin[:1])


def _sound(word: str) -> str:
    """The consonants of a word as all romanisations have them: Yuriy, Juri and Iouri are one."""
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    consonants = re.sub(r"[aeiouyj']", "", word)
    return word[:1].translate(_FIRST) + re.sub(r"(.)\1+", r"\1", consonants)


_FIRST = str.maketrans(dict.fromkeys("bcdfghklmnpqrstvwxz", "") | dict.fromkeys("yj", "i"))


def _plain(word: str) -> str:
    """A word without the second letter of what is written out: ü as ue, å as aa."""
    for long, short in _WRITTEN_OUT:
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
