"""The roles that somebody holds by a title, each with the kind of leadership and the functions that it has.

A title query asks for a role: "VP of Sales" is no director of sales and no assistant to one, "Owner" no product owner.
Titles and queries are read by the same rules, so that what is doubtful is doubtful on both sides.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from leadscout.lexicon.titles.concepts import Concepts
from leadscout.lexicon.titles.functions import Functions, FunctionsReading
from leadscout.lexicon.titles.levels import RoleLevels
from leadscout.lexicon.titles.signs import Phrase

STAFF = "staff"
_KINDS = {"entry": STAFF, "senior": STAFF, "strategic": STAFF, "entry_manager": "manager"}
"""Levels that are one kind of leadership; each other level is a kind of its own."""
_EITHER = frozenset(("head", "manager"))
"""Kinds that one word of a language may stand for: "Leiter", "responsable", "chef" (title_terms.tsv)."""
_LEADERS = frozenset(("manager", "director", "head", "principal", "supervisor"))
_ASSISTANT_LEADER = "assistant_leader"
_RANKS = frozenset(("vp", "director"))
_RANK = 3  # words of a rank alone, "senior vice president" at most
_ENGLISH = ("en", "")
_ANY = "any"


class HeldRole(NamedTuple):
    """`kinds`: kinds of leadership, any of which is meant; () where no word tells what somebody is ("Marketing").

    `functions`: what the role is about; `specific`: that is a field of work, and not only a kind of it ("consultant").
    """

    words: Phrase
    kinds: tuple[str, ...]
    functions: tuple[str, ...]
    specific: bool

    def tokens(self) -> Iterator[str]:
        """What a title that holds the role is found by."""
        for kind in self.kinds or (STAFF,):
            yield f"role.{kind}"
            yield from (f"role.{kind}.{function}" for function in self.functions or (_ANY,))

    def leads(self) -> tuple[str, ...]:
        """The tokens of which a title must have one to hold a role of the same kind; () where any will do."""
        return tuple(f"role.{kind}" for kind in self.kinds)

    def asked(self) -> tuple[str, ...]:
        """The same where the field of work must be the same, as far as it is known."""
        if not self.specific or not self.functions:
            return self.leads()
        return tuple(f"role.{kind}.{function}" for kind in self.kinds for function in (*self.functions, _ANY))


class _NamedRole(NamedTuple):
    """A role as named: `before` and `after` are what else it is about, in parts that name no role themselves."""

    words: Phrase
    levels: tuple[str, ...]
    before: tuple[Phrase, ...] = ()
    after: tuple[Phrase, ...] = ()
    aside: tuple[Phrase, ...] = ()

    def is_rank(self, levels: Sequence[str]) -> bool:
        """Whether this is but the rank of what follows: "Vice President, Account Executive"."""
        bare = len(self.words) <= _RANK and not (self.before or self.after or self.aside)
        return bare and not _RANKS.isdisjoint(self.levels) and {_KINDS.get(level) for level in levels} <= {STAFF}

    def sentence(self) -> Phrase:
        """All words in their order."""
        return tuple(word for part in (*self.before, self.words, *self.after, *self.aside) for word in part)


class HeldRoles:
    """Finds the roles that are held."""

    def __init__(self, concepts: Concepts, functions: Functions) -> None:
        """Read what words mean with `concepts`, and fields of work with `functions`."""
        self._concepts = concepts
        self._functions = functions

    def read(self, parts: Sequence[RoleLevels], whole: FunctionsReading, listed: Iterable[str]) -> tuple[HeldRole, ...]:
        """The roles of a title by what its parts say; none where everything is another's or was held before.

        `whole`: the functions of the title, `listed`: the leading jobs that it is known as.
        """
        named = self._named(parts)
        held = (self._role(role, whole if len(parts) == 1 else None) for role in named)
        # of "Directeur administratif et financier" each part alone is no chief's
        return tuple(self._with_chief(role, listed) if len(named) == 1 else role for role in held)

    def _with_chief(self, role: HeldRole, listed: Iterable[str]) -> HeldRole:
        chief = "director" in role.kinds and "cxo" not in role.kinds and self._concepts.is_chiefs(role.words, listed)
        return role._replace(kinds=(*role.kinds, "cxo")) if chief else role

    def _named(self, parts: Sequence[RoleLevels]) -> Sequence[_NamedRole]:
        """Parts with what only says of what they are: "VP, Sales" and "Sales & Marketing Director" are one each."""
        named: list[_NamedRole] = []
        before: tuple[Phrase, ...] = ()
        open_ = False  # whether what follows may be about the last one
        for part in parts:
            if part.levels is None or part.former:
                open_, before = False, ()
            elif part.levels or self._concepts.structure(part.words).head:
                if open_ and not part.joined and named[-1].is_rank(part.levels):
                    named[-1] = named[-1]._replace(aside=(*named[-1].aside, part.words))
                    continue
                named.append(_NamedRole(part.words, part.levels or ("entry",), before))
                open_, before = True, ()
            elif open_ and part.joined and not named[-1].aside:
                named[-1] = named[-1]._replace(after=(*named[-1].after, part.words))
            elif open_:
                named[-1] = named[-1]._replace(aside=(*named[-1].aside, part.words))
            else:
                before = (*before, part.words)
        return [*named, _NamedRole((), (), before)] if before else named

    def _role(self, role: _NamedRole, whole: FunctionsReading | None) -> HeldRole:
        kinds = dict.fromkeys(_KINDS.get(level, level) for level in role.levels)
        structure = self._concepts.structure(role.words)
        if role.words[:1] == ("assistant",) and not _LEADERS.isdisjoint(role.words[-1:]):
            kinds = {_ASSISTANT_LEADER: None}  # an assistant brand manager is no assistant, and no brand manager
        if structure.language not in _ENGLISH and not _EITHER.isdisjoint(kinds) and _EITHER.issubset(structure.head):
            kinds.update(dict.fromkeys(sorted(_EITHER)))
        if "director" in kinds and self._concepts.is_chief(role.words):
            kinds["cxo"] = None
        functions, specific = (
            self._fields(role) if whole is None else (whole.of_head or whole.functions, whole.specific)
        )
        return HeldRole(role.sentence(), tuple(kinds), functions, specific)

    def _fields(self, role: _NamedRole) -> tuple[tuple[str, ...], bool]:
        """Functions, and whether a field of work is named.

        "Project & Portfolio Manager" is both kinds of managers; what stands aside ("Procurement Manager (marketing)")
        counts only where the role itself names no field.
        """
        own = self._of(role.words)
        besides = [(*words, *role.words[-1:]) for words in role.before] + list(role.after)
        readings = [own, *map(self._of, besides)]
        if not any(reading.specific for reading in readings):
            readings = [self._of(role.sentence())]
        functions = dict.fromkeys(code for one in readings for code in one.of_head or one.functions)
        return tuple(functions), any(one.specific for one in readings)

    def _of(self, words: Phrase) -> FunctionsReading:
        return self._functions.of_role(words)
