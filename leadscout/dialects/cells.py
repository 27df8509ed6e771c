"""Cells of an answer as names: files and sources write ids, letters, numbers of people, and words of their own.

What no vocabulary knows stands as it is written (decision 32).
"""

from functools import lru_cache

from msgspec.structs import replace

from leadscout.lexicon import Lexicon
from leadscout.lexicon.kinds import Vocabulary
from leadscout.lexicon.memory import remembered_by
from leadscout.lexicon.taxonomies import headcounts
from leadscout.lexicon.text import is_digits
from leadscout.model.lead import Company, Lead, Location, Position

LONGEST_DESCRIPTION = 2000
"""Letters of the description of a company of which is remembered how it is shown, so that all are 40 MB."""


def place(lexicon: Lexicon, location: Location) -> str:
    """A place as written; the name of one that is known only by its id, "" of none."""
    written = location.written
    id_ = _bare(written) or ("" if written else location.id)
    name = lexicon.places.label(id_) if id_ else ""
    return written if name == id_ else name


def industry(lexicon: Lexicon, written: str) -> str:
    """LinkedIn's name of an industry."""
    return _label(lexicon, "industry", written)


def size(lexicon: Lexicon, company: Company) -> str:
    """The range of a company's number of people."""
    if company.headcount is None:
        return _label(lexicon, "headcount", company.size)
    return lexicon.headcounts.label(headcounts.range_of(lexicon.headcounts, company))


def lead(lexicon: Lexicon, raw: Lead) -> Lead:
    """Somebody with names in all cells."""
    positions = tuple(position(lexicon, one) for one in raw.positions)
    return replace(
        raw,
        location=named(lexicon, raw.location),
        industry=industry(lexicon, raw.industry),
        positions=positions,
    )


def position(lexicon: Lexicon, raw: Position) -> Position:
    """A job with names in all cells."""
    function, seniority = (of_id(lexicon, name, getattr(raw, name)) for name in ("function", "seniority"))
    location = named(lexicon, raw.location)
    employer = company(lexicon, raw.company)
    if (function, seniority) == (raw.function, raw.seniority) and location is raw.location and employer is raw.company:
        return raw
    return replace(raw, company=employer, location=location, function=function, seniority=seniority)


# Of some ten thousand employers of a million people, each is put into words once.
@remembered_by(lambda _, raw: len(raw.description), 20_000, LONGEST_DESCRIPTION)
def company(lexicon: Lexicon, raw: Company) -> Company:
    """A company with names in all cells; the same where it has them."""
    shown = replace(
        raw,
        industry=industry(lexicon, raw.industry),
        size=size(lexicon, raw),
        type=_label(lexicon, "company_type", raw.type),
        location=named(lexicon, raw.location),
    )
    return raw if shown == raw else shown


def named(lexicon: Lexicon, location: Location) -> Location:
    """A place with its name; the same where it has it."""
    name = place(lexicon, location)
    return location if name == location.written else replace(location, text=name)


def _label(lexicon: Lexicon, taxonomy: str, written: str) -> str:
    return _name(lexicon.taxonomies[taxonomy], written) if written else ""  # type: ignore[arg-type] # by identity


@lru_cache(20_000)  # the same few hundred cells come again and again: a page of 25 takes 5 ms without it, and 3 with it
def _name(vocabulary: Vocabulary, written: str) -> str:
    codes = vocabulary.find(_bare(written) or written)
    return vocabulary.label(codes[0]) if codes else written


def _bare(written: str) -> str:
    """The number that stands alone, or at the end of one of LinkedIn's URNs ("urn:li:geo:103644278"); "" of none."""
    id_ = written.rpartition(":")[2] if written.startswith("urn:li:") else written
    return id_ if is_digits(id_) else ""


def of_id(lexicon: Lexicon, taxonomy: str, written: str) -> str:
    """Words for a function or a level say more than its name does; a number says nothing."""
    return _label(lexicon, taxonomy, written) if written and _bare(written) else written
