"""Expressions in text filters, as leaves: the grammar is `lexicon.expressions`."""

from collections.abc import Callable, Iterable, Iterator

from leadscout.lexicon.expressions import DEEPEST, QUOTED, Token, stops, tokens_of
from leadscout.lexicon.text import words
from leadscout.lexicon.tokens import Phrase, is_part, renderings, tokens
from leadscout.plan.leaves import All, Any, Leaf, Not, Words, any_of

Read = Callable[[str], tuple[Phrase, ...]]
"""The words of a text in every way in which they can be written: `renderings`."""


def pieces(value: str) -> tuple[list[str], str]:
    """The quoted phrases of a value, and what is left without them."""
    return QUOTED.findall(value), QUOTED.sub(" ", value)


def expression(value: str, path: str = "text", read: Read = renderings) -> Leaf:
    """The leaf of an expression over `path`, whose words are read by `read`.

    NOT binds closer than AND, AND closer than OR; brackets that do not match are passed over. An expression of
    nothing but operators is read as words. Raises ValueError when there is no word in it at all.
    """
    leaf = _KeywordParser(value, path, read).any_of() or _joined(All, [Words(path, (word,)) for word in words(value)])
    if leaf is None:
        raise ValueError("no words to look for")
    return leaf


def written(path: str, ways: Iterable[Phrase], *, phrase: bool = False, beginning: bool = False) -> Leaf | None:
    """A text at `path` that says the same words in one of several ways to write them; None without a word.

    `beginning`: the last word may go on.
    """
    leaves = (_words(path, way, phrase=phrase, beginning=beginning) for way in dict.fromkeys(ways) if way)
    several = tuple(leaves)
    return any_of(several) if several else None


def demanded(value: str) -> Iterator[tuple[int, int, Phrase]]:
    """The unquoted words that an expression asks for, not those under NOT: start, end and words of each."""
    reader = _KeywordParser(value, "text", renderings)
    reader.any_of()
    return ((token.at, token.end, tokens(token.text)) for token in reader.demanded)


class _KeywordParser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, value: str, path: str, read: Read) -> None:
        self.path = path
        self.read = read
        self.tokens = tokens_of(value)
        self.plain = sum(token.text not in stops() and bool(words(token.text)) for token in self.tokens)
        self.demanded: list[Token] = []
        self.passed: list[str] = []  # words between keywords
        self.at = 0
        self.depth = 0
        self.negated = False

    def any_of(self) -> Leaf | None:
        leaves = [self.all_of()]
        while self._next("OR"):
            leaves.append(self.all_of())
        return _joined(Any, leaves)

    def all_of(self) -> Leaf | None:
        leaves: list[Leaf | None] = []
        passed = len(self.passed)
        while (word := self._token()) and word != "OR" and not (word == ")" and self.depth):
            if word in ("AND", ")"):
                self.at += 1
            else:
                leaves.append(self.one())
        if all(leaf is None or isinstance(leaf, Not) for leaf in leaves):  # "sales OR in NOT intern" asks for an "in"
            leaves.extend(written(self.path, self.read(word)) for word in self.passed[passed:])
        del self.passed[passed:]
        return _joined(All, leaves)

    def one(self) -> Leaf | None:
        negated = False
        while self._next("NOT"):
            negated = not negated
        self.negated ^= negated
        leaf = self._plain() if self._token() not in ("", "OR", ")") else None
        self.negated ^= negated
        return Not(leaf) if negated and leaf is not None else leaf

    def _plain(self) -> Leaf | None:
        token = self.tokens[self.at]
        self.at += 1
        if token.text == "(" and self.depth < DEEPEST:
            self.depth += 1
            inner = self.any_of()
            self.depth -= 1
            self._next(")")
            return inner
        # "e-commerce" is two words that stand together, as in a phrase
        if token.text in stops() and self.plain:
            self.passed.extend([] if self.negated else [token.text])
            return None
        ways = self.read(token.text)
        leaf = written(self.path, ways, phrase=True, beginning=token.is_beginning)
        if leaf and not (self.negated or token.is_phrase or token.is_beginning):
            self.demanded.append(token)
        return leaf

    def _token(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def _next(self, token: str) -> bool:
        if self._token() != token:
            return False
        self.at += 1
        return True


def _words(path: str, way: Phrase, *, phrase: bool, beginning: bool) -> Leaf:
    """A letter of a text without blanks is met where a pair begins with it."""
    *before, last = way
    if not (beginning or (not before and is_part(last))):
        return Words(path, way, phrase=phrase and len(way) > 1)
    first = (Words(path, tuple(before), phrase=phrase and len(before) > 1),) if before else ()
    start = Words(path, (last,), beginning=True)
    return All((*first, start)) if first else start


def _joined(of: type[All] | type[Any], leaves: Iterable[Leaf | None]) -> Leaf | None:
    kept = tuple(leaf for leaf in leaves if leaf is not None)
    return None if not kept else kept[0] if len(kept) == 1 else of(kept)
