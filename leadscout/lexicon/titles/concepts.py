"""Equivalents: what titles mean whatever their language, as tokens that facts and queries share.

Three sources, from the surest: our short list of leading jobs (data/title_concepts.tsv), ESCO's occupations
(data/title_occupations.tsv), and the words of a title one by one (data/title_words.tsv), so that "Exportleiterin" and
"responsable export" meet although no list holds either.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import product
from typing import NamedTuple

from leadscout.lexicon.files import Rows, rows
from leadscout.lexicon.memory import remembered
from leadscout.lexicon.titles.functions import COMPOUNDING, LANGUAGES
from leadscout.lexicon.titles.levels import LevelsReading
from leadscout.lexicon.titles.roles import STOP_WORDS, TitleRole, roles, spoken
from leadscout.lexicon.titles.signs import Phrase, SignMatch, Signs, plain
from leadscout.lexicon.tokens import tokens

Alternatives = tuple[str, ...]
"""Tokens of which one is enough."""

_ALONE = 2  # an equivalent of so few letters (VD, AD) must be all that a part of a title says
_LONGEST = 6
_REMEMBERED = 20_000  # words: titles share them
_ROLES = 100  # that are being read: each is asked for several times
_PART = 3  # letters of the shortest part of a compound
_STEM = 4  # letters that forms of one word share at least
_ENDING = 2  # and how many of the shorter one may be its ending
_LONGEST_WORD = 50  # letters of a compound: longer ones are no words
_TAILS = range(7, 13)  # letters of the end of a compound that is a word
_LINKS = ("", "s", "es", "n", "en", "e", "er")
_AIDES = """assistant executiveassistant adminassistant secretary nursingassistant carer childcarer dentalassistant
medicalassistant teachingassistant pharmacyassistant vetassistant legalassistant bookkeeper kitchenhelper labtechnician
socialworker salesperson customerservice librarian animalkeeper labourer farmworker cleaner receptionist"""
_HELPERS = frozenset(_AIDES.split())
"""What a helper may be: who assists a dentist is no dentist, but a dental assistant."""
_IDLE = """of the for and in to at with de la le les du des d l el los las del al y e di da della dei delle degli dell
dello dall dalla alla alle all allo agli nel nella nei negli per il lo con su por pour dans aux avec en van voor het
een te op met do das dos em no na nos nas pela pelo ao aos com para der die den dem fur im und von zur zum bei einer
eines einem am aus als oder bereich ds spraw w z i oraz o dla av och pa til af med og inom inden om vid ved m f x h k
v sp s a an os as un una uno ein eine une"""
IDLE = frozenset(_IDLE.split())
"""Words of titles that say nothing by themselves."""


class Term(NamedTuple):
    """What a word means: `tokens`, one of which is enough, whether it says what somebody is, and in which languages."""

    tokens: Alternatives
    role: bool
    languages: tuple[str, ...]


class OtherWords(NamedTuple):
    """A way to mean a title: of each of `tokens`, one must be met; `listed`: our list knows it as one leading job."""

    tokens: tuple[Alternatives, ...]
    listed: bool


class Structure(NamedTuple):
    """`head`: what somebody is; `modifiers`: of what, and how; each as the tokens of which one is meant.

    `language`: the one of LANGUAGES in which most words are understood, "" for none.
    """

    head: Alternatives
    modifiers: tuple[Alternatives, ...]
    language: str


Meaning = tuple[Term, ...]
"""What a word means, all of it: a "cariste" drives, and drives a forklift."""


class Concepts:
    """Knows what titles mean in common."""

    def __init__(self, table: Rows = rows) -> None:
        """Read title_concepts, title_occupations and title_words out of `table`, when they are first asked."""
        self._table = table
        self._compounds = remembered(_REMEMBERED)(self._compound)
        self._parts = lru_cache(_ROLES)(self._parted)
        self.structure = lru_cache(_ROLES)(self._structured)
        self._meant: dict[str, tuple[Term, ...]] = {}  # by sign

    @cached_property
    def _phrases(self) -> dict[Phrase, tuple[str, ...]]:
        """Whole titles of the lists."""
        phrases: dict[Phrase, tuple[str, ...]] = {}
        for row in self._table("title_concepts"):
            for form in (form for language in LANGUAGES for form in row[language].split("|") if form):
                phrase = _letters(form[1:]) if form.startswith("=") else _bare(map(plain, tokens(form)))
                phrases[phrase] = tuple(dict.fromkeys((*phrases.get(phrase, ()), row["concept"])))
        ours = frozenset(phrases)
        for row in self._table("title_occupations"):
            code = f"esco.{row['esco']}"
            for place, form in enumerate((*row["preferred"].split("|"), *row["alternatives"].split("|"))):
                phrase = _bare(form.split(" "))
                # an alternative that our list knows is no other job as well
                preferred = place <= row["preferred"].count("|")
                if (preferred or phrase not in ours) and code not in phrases.get(phrase, ()):
                    phrases[phrase] = (*phrases.get(phrase, ()), code)
        return phrases

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        """The words of all occupations and leading jobs that are no mere initials, and those of LinkedIn's titles."""
        listed = {word for phrase in self._phrases for word in phrase}
        common = {plain(word) for row in self._table("linkedin_titles") for word in tokens(row["title"])}
        return frozenset(word for word in listed | common if len(word) >= _PART)

    @cached_property
    def _languages(self) -> dict[Phrase, str]:
        """The first language, in the order of LANGUAGES, in which our list has a title."""
        named: dict[Phrase, str] = {}
        listed = list(self._table("title_concepts"))
        for language in LANGUAGES:
            for form in (form for row in listed for form in row[language].split("|") if form):
                named.setdefault(_bare(map(plain, tokens(form.removeprefix("=")))), language)
        return named

    @cached_property
    def _levels(self) -> dict[str, frozenset[str]]:
        """By leading job, the levels of which somebody who holds it has one."""
        return {row["concept"]: frozenset(row["levels"].split("|")) for row in self._table("title_concepts")}

    @cached_property
    def _chiefs(self) -> frozenset[str]:
        """The leading jobs that directors have in languages but English."""
        return frozenset(row["concept"] for row in self._table("title_concepts") if row["directors"])

    @cached_property
    def _terms(self) -> Signs[Meaning]:
        return Signs(_meanings(self._table))

    def of_title(self, title: str, parts: Sequence[TitleRole], levels: LevelsReading) -> tuple[str, ...]:
        """All tokens of a title that somebody holds, read as `parts` with these `levels`.

        Of a helper's title only what the helper is, of a former one none of the jobs that were held.
        """
        tokens = dict.fromkeys(self._whole(title, parts))
        for part in parts:
            listed = self._phrases.get(_bare(part.words), ()) if levels.helps else self._listed(part.words)
            tokens.update(dict.fromkeys(listed))
        tokens = {token: None for token in tokens if self._is_held(token, levels)}
        for term in (term for part in parts for term in self._said(part.words)):
            if not (levels.helps and term.role and _HELPERS.isdisjoint(term.tokens)):
                tokens.update(dict.fromkeys(f"t.{token}" for token in term.tokens))
        return tuple(tokens)

    def _is_held(self, token: str, levels: LevelsReading) -> bool:
        """Whether the levels of a title are those of a job: who owns a product is no owner."""
        possible = self._levels.get(token)
        return bool(levels.levels) and (possible is None or not possible.isdisjoint(levels.levels))

    def is_chief(self, role: Phrase) -> bool:
        """Whether a director of that name may be the chief officer: "Directeur financier" is, no English title."""
        return self.is_chiefs(role, self._listed(role))

    def is_chiefs(self, role: Phrase, listed: Iterable[str]) -> bool:
        """The same of a role that is known as `listed`."""
        return not self._chiefs.isdisjoint(listed) and self.structure(role).language not in ("en", "")

    def _structured(self, role: Phrase) -> Structure:
        """The head noun of a role and what stands with it, as far as their words are understood.

        In English and in languages that compound, the head is the last word that says what somebody is ("sales
        manager"), else the first ("responsable export"); what follows "of", "to" or "der" is another's.
        """
        read = self._parts(role)
        spoken_in = Counter(code for _, terms in read for code in {code for term in terms for code in term.languages})
        language = max(LANGUAGES, key=lambda code: spoken_in[code]) if spoken_in else ""
        about = next((at for at, word in enumerate(role) if at and word in IDLE), len(role))
        terms = [(at, term) for at, meaning in read for term in meaning]
        heads = [place for place, (at, term) in enumerate(terms) if term.role and at < about]
        head = heads[-1 if language in ("en", *COMPOUNDING) else 0] if heads else None
        rest = tuple(term.tokens for place, (_, term) in enumerate(terms) if place != head)
        return Structure(() if head is None else terms[head][1].tokens, rest, language)

    def of_query(self, text: str) -> tuple[OtherWords, ...]:
        """Ways to mean exactly this title."""
        parts = roles(text)
        listed = self._whole(text, parts)
        ours = tuple(token for token in listed if token in self._levels)
        others = tuple(token for token in listed if token not in ours)
        ways = [OtherWords((tokens,), listed=tokens is ours) for tokens in (ours, others) if tokens]
        if len(parts) != 1:
            return tuple(ways)
        terms = self._understood(parts[0].words)
        if terms and any(term.role for term in terms) and (len(terms) > 1 or _says_a_job(terms[0])):
            tokens = tuple(dict.fromkeys(tuple(f"t.{token}" for token in term.tokens) for term in terms))
            ways.append(OtherWords(tokens, listed=False))
        return tuple(ways)

    def language(self, parts: Sequence[TitleRole]) -> str:
        """The language of a title, one of LANGUAGES; "" where no word tells."""
        role = parts[0].words if parts else ()
        return self._languages.get(_bare(role)) or self.structure(role).language

    def names_a_job(self, parts: Iterable[TitleRole]) -> bool:
        """Whether a word says what somebody is."""
        return any(term.role for part in parts for term in self._said(part.words))

    def knows(self, role: Phrase) -> bool:
        """Whether a word means something, or occupations are called by it, or by the end of a compound."""
        words = [word for word in role if word not in IDLE]
        return (
            any(meaning for _, meaning in self._parts(role))
            or not self._vocabulary.isdisjoint(words)
            or any(word[-size:] in self._vocabulary for word in words for size in _TAILS if size < len(word))
        )

    def inflections(self, word: str) -> tuple[str, ...]:
        """The forms of a word that end otherwise, itself first: plurals, genders and cases."""
        forms = {word: None}
        for row in self._table("title_words"):
            for cell in (row[language].split("|") for language in LANGUAGES):
                if word in cell:
                    forms.update(dict.fromkeys(form for form in cell if _one_stem(word, form)))
        return tuple(forms)

    def _whole(self, title: str, parts: Sequence[TitleRole]) -> tuple[str, ...]:
        """What the lists know of a whole title: names of occupations may hold commas and "and"."""
        sentence = parts[0].words if len(parts) == 1 else spoken(title)
        return (*self._phrases.get(_bare(sentence), ()), *self._phrases.get(_letters(title), ()))

    def _listed(self, role: Phrase) -> Iterable[str]:
        """What the lists know of any words of a role; what stands after "vice" is another's."""
        sentence = _bare(role)
        for size in range(1, min(_LONGEST, len(sentence)) + 1):
            for at in range(len(sentence) - size + 1):
                phrase = sentence[at : at + size]
                if (size > 1 or len(phrase[0]) > _ALONE or len(sentence) == 1) and sentence[at - 1 : at] != ("vice",):
                    yield from self._phrases.get(phrase, ())

    def _understood(self, sentence: Phrase) -> tuple[Term, ...]:
        """The meaning of every word; () when one word is not understood."""
        terms: list[Term] = []
        read = self._parts(sentence)
        for at, meaning in read:
            if meaning:
                terms.extend(meaning)
            elif sentence[at] not in IDLE:
                return ()
        return tuple(terms)

    def _said(self, sentence: Phrase) -> Iterable[Term]:
        return (term for _, meaning in self._parts(sentence) for term in meaning)

    def _parted(self, sentence: Phrase) -> list[tuple[int, tuple[Term, ...]]]:
        """By place, what the words of a role mean."""
        hits = self._terms.read(sentence)
        meanings = [(hit.at, self._meant.get(hit.sign) or self._meaning(hit)) for hit in hits]
        taken = {place for hit in hits for place in range(hit.at, hit.end)}
        meanings.extend((at, self._compounds(word)) for at, word in enumerate(sentence) if at not in taken)
        return sorted(meanings, key=lambda part: part[0])

    def _meaning(self, hit: SignMatch[Meaning]) -> tuple[Term, ...]:
        self._meant[hit.sign] = _one(hit.meanings)
        return self._meant[hit.sign]

    def _compound(self, word: str) -> tuple[Term, ...]:
        """The parts of a German, Dutch or Nordic compound; () when one is unknown, or it is longer than any."""
        for cut in range(_PART, len(word) - _PART + 1) if len(word) <= _LONGEST_WORD else ():
            # the ends of a word are ends of others: each is taken apart once, or this would take time without end
            if not (end := self._word(word[cut:]) or self._compounds(word[cut:])):
                continue
            for link in _LINKS:
                if word[:cut].endswith(link) and (start := self._word(word[: cut - len(link)])):
                    return (*start, *end)
        return ()

    def _word(self, word: str) -> tuple[Term, ...]:
        meanings = [meaning for meaning in self._terms.exact(word) if meaning[0].languages[0] in COMPOUNDING]
        return _one(tuple(meanings)) if len(word) >= _PART and meanings else ()


def _bare(sentence: Iterable[str]) -> Phrase:
    """Words without those that change nothing: "VP of Sales" is "VP Sales"."""
    return tuple(word for word in sentence if word not in STOP_WORDS)


def _one_stem(word: str, form: str) -> bool:
    stem = max(_STEM, min(len(word), len(form)) - _ENDING)
    return " " not in form and word[:stem] == form[:stem]


def _letters(title: str) -> Phrase:
    """A whole title letter by letter, as a phrase that no folded words are."""
    return "=", title.strip().lower()


def _meanings(table: Rows) -> Iterable[tuple[str, Meaning]]:
    for row in table("title_words"):
        parts = [tuple(part.split()) for part in row["means"].split("+")]
        for language in LANGUAGES:
            # of "forklift + driver", what somebody is stands last
            roles = [row["kind"] == "role" and part is parts[-1] for part in parts]
            meaning = tuple(Term(tokens, role, (language,)) for tokens, role in zip(parts, roles, strict=True))
            yield from ((form, meaning) for form in row[language].split("|") if form)


def _one(meanings: Sequence[Meaning]) -> tuple[Term, ...]:
    """What a word means in any language: "responsable" is a head or a manager, whoever says it.

    One meaning of several is enough, so a part of each must be met in every way to choose them.
    """
    different: dict[tuple[Alternatives, ...], Meaning] = {}
    for meaning in meanings:
        different.setdefault(tuple(term.tokens for term in meaning), meaning)
    languages = tuple(dict.fromkeys(meaning[0].languages[0] for meaning in meanings))
    chosen = (
        Term(_distinct(term.tokens for term in terms), any(term.role for term in terms), languages)
        for terms in product(*different.values())
    )
    return tuple(dict.fromkeys(chosen)) if meanings else ()


def _distinct(several: Iterable[Alternatives]) -> Alternatives:
    return tuple(dict.fromkeys(token for tokens in several for token in tokens))


def _says_a_job(term: Term) -> bool:
    """Whether a term alone is a job and not a mere level or a kind of work (manager, specialist)."""
    return not _MERE.intersection(term.tokens)


_KINDS = "manager head officer clerk worker agent partner chiefofficer specialist operator assistant supervisor"
_MERE = frozenset(_KINDS.split())
