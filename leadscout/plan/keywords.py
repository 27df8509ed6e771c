"""Keyword expressions: words are AND, "…" is a phrase, OR and NOT in capitals, brackets (behaviour §1)."""

import re
from collections.abc import Iterable, Iterator

from leadscout.lexicon.text import words
from leadscout.plan.leaves import All, Any, Leaf, Not, Words

# Typographic quotes are quotes; an unclosed one runs to the end.
_QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb'
_QUOTED = re.compile(f"[{_QUOTES}]([^{_QUOTES}]*)(?:[{_QUOTES}]|$)")
_TOKENS = re.compile(rf"{_QUOTED.pattern}|[()]|[^\s(){_QUOTES}]+")
_DEEPEST = 20


def pieces(value: str) -> tuple[list[str], str]:
    """The quoted phrases of a value, and what is left without them."""
    return _QUOTED.findall(value), _QUOTED.sub(" ", value)


def expression(value: str, path: str = "text") -> Leaf:
    """The leaf of a keyword expression over `path`.

    NOT binds closer than AND, AND closer than OR; brackets that do not match are passed over. An expression of
    nothing but operators is read as words. Raises ValueError when there is no word in it at all.
    """
    found = _Reader(value, path).any_of() or _joined(All, [Words(path, (word,)) for word in words(value)])
    if found is None:
        raise ValueError("no words to look for")
    return found


def demanded(value: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The unquoted words that an expression asks for, not those under NOT: start, end and folded words of each."""
    reader = _Reader(value, "text")
    reader.any_of()
    return ((found.start(), found.end(), words(found.group())) for found in reader.demanded)


class _Reader:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, value: str, path: str) -> None:
        self.path = path
        self.found = list(_TOKENS.finditer(value))
        self.tokens = [found.group() for found in self.found]
        self.demanded: list[re.Match[str]] = []
        self.at = 0
        self.depth = 0
        self.negated = False

    def any_of(self) -> Leaf | None:
        found = [self.all_of()]
        while self._next("OR"):
            found.append(self.all_of())
        return _joined(Any, found)

    def all_of(self) -> Leaf | None:
        found: list[Leaf | None] = []
        while (said := self._token()) and said != "OR" and not (said == ")" and self.depth):
            if said in ("AND", ")"):
                self.at += 1
            else:
                found.append(self.one())
        return _joined(All, found)

    def one(self) -> Leaf | None:
        negated = False
        while self._next("NOT"):
            negated = not negated
        self.negated ^= negated
        found = self._plain() if self._token() not in ("", "OR", ")") else None
        self.negated ^= negated
        return Not(found) if negated and found is not None else found

    def _plain(self) -> Leaf | None:
        written = self._token()
        at = self.found[self.at]
        self.at += 1
        if written == "(" and self.depth < _DEEPEST:
            self.depth += 1
            inner = self.any_of()
            self.depth -= 1
            self._next(")")
            return inner
        # "e-commerce" is two words that stand together, as in a phrase
        said = words(written)
        if said and not self.negated and written[0] not in _QUOTES:
            self.demanded.append(at)
        return Words(self.path, said, phrase=len(said) > 1) if said else None

    def _token(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _next(self, token: str) -> bool:
        if self._token() != token:
            return False
        self.at += 1
        return True


def _joined(of: type[All] | type[Any], found: Iterable[Leaf | None]) -> Leaf | None:
    kept = tuple(leaf for leaf in found if leaf is not None)
    return None if not kept else kept[0] if len(kept) == 1 else of(kept)
