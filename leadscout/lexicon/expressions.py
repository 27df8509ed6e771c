"""The grammar of text filters: their tokens, and what nobody can mean by them (behaviour §1).

Words are AND, "…" is a phrase, AND, OR and NOT in capitals are operators, `word*` a beginning. Other boxes' signs are
read as what they mean there: `||` and `|` are OR, `&&` is AND, `-word` is NOT, `+word` a word.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from leadscout.lexicon.files import words as words_of_uses
from leadscout.lexicon.text import words
from leadscout.lexicon.tokens import UNSPACED, several

# Typographic quotes are quotes.
QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb'
QUOTED = re.compile(f"[{QUOTES}]([^{QUOTES}]*)(?:[{QUOTES}]|$)")
OPERATORS = frozenset(("AND", "OR", "NOT"))
DEEPEST = 20
SHORTEST = 3
"""Letters of the shortest beginning that is searched for."""

_SIGNS = {"||": "OR", "|": "OR", "&&": "AND", "-": "NOT", "+": "AND"}
_FIELD = re.compile(r"([^\W\d]+):")
_BEGINNING = re.compile(r"[^\W_]+(?:[-'.][^\W_]+)*\*")


class Token(NamedTuple):
    """A word, a phrase with its quotes, a bracket, or the operator that a sign stands for: `at` to `end` of a value."""

    text: str
    at: int
    end: int

    @property
    def is_phrase(self) -> bool:
        """Whether it stands in quotes."""
        return self.text[0] in QUOTES

    @property
    def is_beginning(self) -> bool:
        """Whether it asks for all words that begin so."""
        return self.text.endswith("*") and not self.is_phrase


class Mistake(NamedTuple):
    """What is wrong in an expression: at which character, the first being 1, and what would be right."""

    at: int
    sentence: str

    @property
    def problem(self) -> str:
        """Both in a sentence."""
        return f"it cannot be read from character {self.at} on: {self.sentence}"


def tokens_of(value: str) -> list[Token]:
    """The tokens of a value in order. A dash between blanks says nothing."""
    matches = list(_pattern().finditer(value))
    followed = {match.start() for match in matches}
    return [Token(_text(match, joined=match.end() in followed), match.start(), match.end()) for match in matches]


def has_operators(value: str) -> bool:
    """Whether a value is an expression; of one in capitals ("HEAD OF SALES AND MARKETING") AND is a word."""
    tokens = tokens_of(value)
    operators = OPERATORS.intersection(token.text for token in tokens)
    return bool(operators - {"AND"} if value.isupper() else operators) or any(one.is_beginning for one in tokens)


def alternatives(value: str) -> tuple[str, ...]:
    """What stands on each side of an OR in a value, up to the next operator or bracket; () where there is none.

    What is excluded is none: "(sales OR marketing) NOT assistant" has two.
    """
    tokens = tokens_of(value)
    listed: list[tuple[int, int]] = []  # the places of tokens
    opened: list[bool] = []  # whether what stands in each open bracket is excluded
    for at, token in enumerate(tokens):
        if token.text == "(":
            opened.append(any(opened) or (at > 0 and tokens[at - 1].text == "NOT"))
        elif token.text == ")":
            del opened[-1:]
        if token.text in OPERATORS or token.text in ("(", ")") or any(opened):
            continue
        if listed and listed[-1][1] == at - 1:
            listed[-1] = (listed[-1][0], at)
        else:
            listed.append((at, at))
    texts = ["(", *(token.text for token in tokens), ")"]  # one place further on
    return tuple(
        value[tokens[first].at : tokens[last].end]
        for first, last in listed
        if "OR" in (texts[first], texts[last + 2]) and texts[first] != "NOT"
    )


def without_exclusions(value: str) -> str:
    """A value without what stands under NOT, and the AND before it: "sales AND NOT (intern OR trainee)" is "sales"."""
    tokens = tokens_of(value)
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        start = at
        while at < len(tokens) and tokens[at].text == "NOT":
            at += 1
        end = _end_of_operand(tokens, at)
        if (at - start) % 2 == 0:
            kept.extend(tokens[at:end])
        at = end
    while kept and "AND" in (kept[0].text, kept[-1].text):
        kept.pop(0 if kept[0].text == "AND" else -1)
    return " ".join(value[token.at : token.end] for token in kept)


def _end_of_operand(tokens: Sequence[Token], at: int) -> int:
    """Where a word, a phrase or what is in brackets ends."""
    depth = 0
    for end, token in enumerate(tokens[at:], start=at + 1):
        depth += (token.text == "(") - (token.text == ")")
        if depth <= 0:
            return end
    return len(tokens)


def mistake(value: str) -> Mistake | None:
    """The first thing in a value that nobody can mean; None where there is none, or no word at all."""
    tokens = tokens_of(value)
    if not any(words(token.text) and token.text not in OPERATORS for token in tokens):
        bare = next((token for token in tokens if token.text in OPERATORS), None)
        return bare and Mistake(bare.at + 1, f"{bare.text} needs a word; in quotes it is one")
    mistakes = [*_unclosed(tokens), *_unread(value, tokens), *_wordless(tokens)]
    return min(mistakes, default=None)


def _unclosed(tokens: Sequence[Token]) -> Iterator[Mistake]:
    opened: list[Token] = []
    for token in tokens:
        if token.is_phrase and (len(token.text) == 1 or token.text[-1] not in QUOTES):
            yield Mistake(token.at + 1, "the quote is not closed")
        elif token.text == "(":
            opened.append(token)
            if len(opened) > DEEPEST:
                yield Mistake(token.at + 1, f"brackets are nested deeper than {DEEPEST}")
        elif token.text == ")" and opened:
            opened.pop()
        elif token.text == ")":
            yield Mistake(token.at + 1, "the bracket closes none that was opened")
    yield from (Mistake(token.at + 1, "the bracket is not closed") for token in opened)


def _unread(value: str, tokens: Sequence[Token]) -> Iterator[Mistake]:
    """Fields before a colon, and stars that are no end of a word."""
    for token in tokens:
        if token.is_phrase:
            continue
        field = _FIELD.match(token.text)
        if field and field.group(1).lower() in _fields() and value[token.at + field.end() :].strip():
            yield Mistake(token.at + 1, f"{field.group()} is no part of a text; ask the filter of that name instead")
        if "*" in token.text and words(token.text):
            letters = UNSPACED.search(token.text) or sum(map(len, words(token.text))) >= SHORTEST
            if not (letters and _BEGINNING.fullmatch(token.text)):
                star = token.at + token.text.index("*") + 1
                yield Mistake(star, f"* stands at the end of a word, after at least {SHORTEST} letters of it")


def _wordless(tokens: Sequence[Token]) -> Iterator[Mistake]:
    """Operators and brackets beside which there is no word."""
    before = "("
    for token, after in zip(tokens, [*(one.text for one in tokens[1:]), ")"], strict=True):
        if token.text in OPERATORS:
            if after in ("AND", "OR", ")"):
                yield Mistake(token.at + 1, f"a word should follow {token.text}; in quotes it is one itself")
            elif token.text != "NOT" and before in ("AND", "OR", "NOT", "(") and token.at + 1 != token.end:
                yield Mistake(token.at + 1, f"a word should stand before {token.text}; in quotes it is one itself")
        elif token.text == "(" and after == ")":
            yield Mistake(token.at + 1, "there is no word in the brackets")
        before = token.text


@cache
def stops() -> frozenset[str]:
    """Words between keywords, in lower case, that need not stand in a profile."""
    return frozenset(words_of_uses("expression_words")["stop"])


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"{QUOTED.pattern}|(?i:(?<!\w)(?:{several()})(?!\w))|[()]|(?:(?<=[\s(])|^)[-+](?=[\w({QUOTES}])|[^\s(){QUOTES}]+"
    )


@cache
def _fields() -> frozenset[str]:
    return frozenset(words_of_uses("expression_words")["field"])


def _text(match: re.Match[str], *, joined: bool) -> str:
    """A token, or the operator that it is a sign of."""
    written = match.group()
    return written if written in ("-", "+") and not joined else _SIGNS.get(written, written)
