"""The embedded engine: an inverted index of slot tokens.

Every position k of a scope writes its codes twice: plain ("c/seniority=vp") and with its slot ("c0/seniority=vp").
"In one position" is then OR over k of AND(k:…): nothing else on an inverted index says it right (measured:
docs/decisions/002-slot-tokens-in-tantivy.md).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec
import tantivy
from tantivy import Occur, Query

from leadscout.engines.vocabulary import TermDictionary
from leadscout.model import budget
from leadscout.model.filters import OWN, Scope
from leadscout.model.search import Count
from leadscout.plan.engine import Backend, Claims, CommitFiles
from leadscout.plan.facts import SLOTS, Facts, Values, searchable
from leadscout.plan.leaves import FIRST_MONTH, LAST_MONTH, All, Any, In, Leaf, Not, Range, Terms, Words

VERSION = 2
"""Raised when documents are written differently; stored indexes are then rebuilt."""

_LETTER = {Scope.CURRENT: "c", Scope.PAST: "p"}
_HEAP = 50_000_000
"""Bytes of documents that are not yet written. With 32 to 256 MB, and one or two threads, each takes 110 us."""
_PREFIX = "\0"  # stands for a slot's prefix in remembered tokens; replacing it is one call
_FEW = 8  # up to so many terms a boolean query is faster than a set query (measured in the prototype)
_ALL = 10_000_000  # values that a segment may count before the largest are chosen; fewer would make counts inexact


_PATHS = {scope: searchable(scope) for scope in Scope}


def schema() -> tantivy.Schema:
    """One field of codes, one of words of titles, one of the whole text, the order, and the facets."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="blanks", index_option="basic")
    builder.add_text_field("words", tokenizer_name="blanks", index_option="position")
    builder.add_text_field("text", tokenizer_name="blanks", index_option="position")
    builder.add_integer_field("order", indexed=True, fast=True)
    for path in OWN:
        builder.add_text_field(f"own_{path}", tokenizer_name="raw", fast=True, index_option="basic")
    return builder.build()


def make_index(path: Path) -> tantivy.Index:
    """Open the index in a folder, or make it there."""
    path.mkdir(parents=True, exist_ok=True)
    return _with_tokenizer(tantivy.Index(schema(), str(path)))


def open_index(path: Path) -> tantivy.Index:
    """Open the index in a folder. Raises ValueError when there is none, or when it lacks a file.

    tantivy looks at every file of a segment but that of the positions, which it takes to be empty.
    """
    while True:
        index = tantivy.Index.open(str(path))
        meta = (path / "meta.json").read_bytes()
        segments = [row["segment_id"].replace("-", "") for row in msgspec.json.decode(meta)["segments"]]
        missing = [name for name in segments if not (path / f"{name}.pos").exists()]
        if not missing:
            return _with_tokenizer(index)
        if (path / "meta.json").read_bytes() == meta:
            raise ValueError(f"{missing[0]}.pos is missing")
        # segments were merged meanwhile: look again


def commit_files(path: Path) -> CommitFiles:
    """The files of the last commit in a folder. Raises OSError or ValueError where they cannot be read.

    Deletions have files of their own, named for the commit; those of later ones are not of this.
    """
    meta = (path / "meta.json").read_bytes()
    names = []
    for row in msgspec.json.decode(meta)["segments"]:
        segment, deletes = row["segment_id"].replace("-", ""), row["deletes"]
        names += [file.name for file in sorted(path.glob(f"{segment}.*")) if file.suffix != ".del"]
        names += [f"{segment}.{deletes['opstamp']}.del"] if deletes else []
    managed = (path / ".managed.json").read_bytes()  # of which files tantivy may delete
    return CommitFiles({"meta.json": meta, ".managed.json": managed}, names)


def _with_tokenizer(index: tantivy.Index) -> tantivy.Index:
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("blanks", analyzer)
    return index


class Tantivy:
    """Answers leaves from one index as it was when this object was made."""

    claims = Claims(spelling=True, exact_facets=True)

    def __init__(self, index: tantivy.Index) -> None:
        """Read the last commit of `index`."""
        self._index = index
        self._searcher = index.searcher()
        self._compiler = _Compiler(index.schema)
        self._vocabulary = TermDictionary(
            lambda word: self._searcher.doc_freq("text", word) > 0,
            lambda letter: (word for word, _ in self._searcher.terms_with_prefix("text", letter)),
            lambda word: self.count(Words("text", (word,))).value,
        )

    def count(self, leaf: Leaf) -> Count:
        """How many people satisfy the leaf."""
        # limit=0 panics in tantivy 0.27
        result = self._searcher.search(self._compiler.query(leaf), limit=1, order_by_field="order")
        return Count(result.count)  # type: ignore[attr-defined]  # missing in its stub

    def page(self, leaf: Leaf, limit: int, *, below: int | None = None, offset: int = 0) -> list[int]:
        """Orders of people who satisfy the leaf, largest first."""
        query = self._compiler.query(leaf)
        if below is not None:
            query = _both(query, self._compiler.below(below))
        result = self._searcher.search(query, limit=limit, offset=offset, count=False, order_by_field="order")
        return [order for order, _ in result.hits]

    def facets(self, leaf: Leaf, paths: Iterable[str], most: int) -> Mapping[str, Mapping[str, int]]:
        """How many people have which own value, most first, ties by code: tantivy's own order."""
        size = {"size": most, "segment_size": _ALL}
        wanted = {path: {"terms": {"field": f"own_{path}", **size}} for path in paths}
        counted = self._searcher.aggregate(self._compiler.query(leaf), wanted) if wanted else {}
        return {path: {b["key"]: b["doc_count"] for b in counted[path]["buckets"]} for path in wanted}

    def nearest(self, word: str) -> str:
        """The folded word itself where somebody has it, else its correction, "" for none."""
        return self._vocabulary.nearest(word)


class TantivyWriter:
    """Changes one index; tantivy allows a single one at a time, in any process."""

    def __init__(self, index: tantivy.Index, *, threads: int = 1) -> None:
        """Take the index's lock."""
        self._index = index
        self._writer = index.writer(_HEAP, threads)

    def put(self, order: int, facts: Facts, *, new: bool = False, version: int = 0) -> None:  # noqa: ARG002 - the one writer
        """Add somebody, or replace who has that order; `new` promises that nobody has."""
        if not new:
            self.drop(order)
        self._writer.add_document(document(order, facts))

    def drop(self, order: int, *, version: int = 0) -> None:  # noqa: ARG002 - the one writer
        """Forget somebody."""
        self._writer.delete_documents_by_term("order", order)

    def commit(self) -> None:
        """Make everything so far durable, and visible to readers made from now on."""
        self._writer.commit()

    def close(self) -> None:
        """Finish merging and let go of the lock."""
        self._writer.wait_merging_threads()


BACKEND = Backend(
    open=lambda folder: Tantivy(open_index(folder)),
    write=lambda folder: TantivyWriter(make_index(folder)),
    version=f"tantivy {VERSION}",
    files=commit_files,
)
"""Tantivy, for an index that is kept in a folder."""


def document(order: int, facts: Facts) -> tantivy.Document:
    """Facts as a tantivy document."""
    entry = tantivy.Document()
    entry.add_integer("order", order)
    terms = [_codes(facts.person, Scope.PERSON).replace(_PREFIX, "/")]
    for scope, letter in _LETTER.items():
        for at, slot in enumerate(facts.slots(scope)):
            codes = _codes(slot, scope)
            for prefix in (f"{letter}/", f"{letter}{at}/"):
                # The bare prefix says that the slot is there.
                terms.append(f"{prefix} {codes.replace(_PREFIX, prefix)}")
                for words in slot.words.get("title", ()):
                    # One value each: a phrase cannot run from one value into the next.
                    entry.add_text("words", _tokens("", words).replace(_PREFIX, prefix))
    entry.add_text("terms", " ".join(terms))
    for words in facts.person.words.get("text", ()):
        entry.add_text("text", " ".join(words))
    for path in OWN:
        if path in facts.own:
            entry.add_text(f"own_{path}", facts.own[path])
    return entry


def _codes(values: Values, scope: Scope) -> str:
    """The codes and months of one thing as tokens, with a mark where the slot's prefix goes."""
    paths = _PATHS[scope]
    codes = [_tokens(f"{path}=", codes) for path, codes in values.terms.items() if codes and path in paths]
    months = [f"{_PREFIX}{path}={month}" for path, month in values.months.items() if path in paths]
    return " ".join((*codes, *months))


@lru_cache(maxsize=10_000)
def _tokens(start: str, codes: tuple[str, ...]) -> str:
    return " ".join(f"{_PREFIX}{start}{code}" for code in codes)


_KEPT = 64
"""Compiled queries about jobs that are kept."""


class _Compiler:
    """Leaves -> tantivy queries."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema
        # What a title asks of a job takes milliseconds to compile, and facets ask it of each value.
        self._in = lru_cache(maxsize=_KEPT)(self._compile_in)

    def query(self, leaf: Leaf) -> Query:
        return self._person(leaf)

    def below(self, order: int) -> Query:
        return Query.range_query(
            self._schema, "order", tantivy.FieldType.Integer, upper_bound=order, include_upper=False
        )

    def _person(self, leaf: Leaf) -> Query:
        match leaf:
            case In(scope, of):
                return self._in(scope, of)
            case Words("text"):
                return self._words("text", leaf, "")
            case Words():
                return Query.empty_query()
            case _:
                return self._combine(leaf, "", self._person)

    def _compile_in(self, scope: Scope, of: Leaf) -> Query:
        """Plain tokens where a single code decides; else one alternative for each slot."""
        budget.check()
        letter = _LETTER[scope]
        match of:
            case Any(parts):
                return _any([self._in(scope, part) for part in parts])
            case Terms() | Range() | Words(words=(_,)) | Words(phrase=True):
                return self._slot(of, letter)
            case All(()):
                return self._term("terms", f"{letter}/")
        return _any([self._in_slot(of, f"{letter}{at}") for at in range(SLOTS[scope])])

    def _in_slot(self, of: Leaf, slot: str) -> Query:
        query = self._slot(of, slot)
        # What an empty slot would satisfy too ("not a director") needs the slot to be there.
        return _both(self._term("terms", f"{slot}/"), query) if _holds_of_nothing(of) else query

    def _slot(self, leaf: Leaf, slot: str) -> Query:
        match leaf:
            case Words("title"):
                return self._words("words", leaf, f"{slot}/")
            case Words():
                return Query.empty_query()
            case In():
                raise ValueError("In inside In has no meaning")
            case _:
                return self._combine(leaf, slot, lambda part: self._slot(part, slot))

    def _combine(self, leaf: Leaf, prefix: str, inner: Callable[[Leaf], Query]) -> Query:
        match leaf:
            case Terms(path, values):
                return self._one_of([f"{prefix}/{path}={value}" for value in values])
            case Range(path, low, high):
                months = range(max(low, FIRST_MONTH), min(high, LAST_MONTH))
                return self._one_of([f"{prefix}/{path}={month}" for month in months])
            case All(of):
                return _all(
                    [(Occur.MustNot, inner(p.of)) if isinstance(p, Not) else (Occur.Must, inner(p)) for p in of]
                )
            case Any(of):
                return _any([inner(part) for part in of])
            case Not(of):
                return _all([(Occur.MustNot, inner(of))])
        raise TypeError(leaf)

    def _words(self, field: str, leaf: Words, prefix: str) -> Query:
        words = [f"{prefix}{word}" for word in leaf.words]
        if leaf.beginning:
            return Query.regex_query(self._schema, field, f"{re.escape(words[0])}.*")
        if len(words) == 1:  # a phrase of one panics in tantivy 0.27
            return self._term(field, words[0])
        if leaf.phrase:
            return Query.phrase_query(self._schema, field, list(words))
        return _all([(Occur.Must, self._term(field, word)) for word in dict.fromkeys(words)])

    def _one_of(self, tokens: list[str]) -> Query:
        if len(tokens) <= _FEW:
            return _any([self._term("terms", token) for token in tokens])
        return Query.term_set_query(self._schema, "terms", tokens)

    def _term(self, field: str, token: str) -> Query:
        return Query.term_query(self._schema, field, token, index_option="basic")


def _holds_of_nothing(leaf: Leaf) -> bool:
    """Whether the leaf holds where no value is known at all."""
    match leaf:
        case All(of):
            return all(map(_holds_of_nothing, of))
        case Any(of):
            return any(map(_holds_of_nothing, of))
        case Not(of):
            return not _holds_of_nothing(of)
        case _:
            return False


def _both(first: Query, second: Query) -> Query:
    return Query.boolean_query([(Occur.Must, first), (Occur.Must, second)])


def _all(parts: list[tuple[Occur, Query]]) -> Query:
    if len(parts) == 1 and parts[0][0] == Occur.Must:
        return parts[0][1]
    if not any(occur == Occur.Must for occur, _ in parts):
        # tantivy finds nothing for exclusions alone
        parts = [(Occur.Must, Query.all_query()), *parts]
    return Query.boolean_query(parts)


def _any(parts: list[Query]) -> Query:
    if not parts:
        return Query.empty_query()
    return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Should, part) for part in parts])
