"""Headlines: "Head of Sales at Acme | Speaker" -> title and company."""

import re
from typing import NamedTuple


class Headline(NamedTuple):
    """What a headline says; "" where it does not."""

    title: str
    company: str


# Words between a title and a company in ten languages. Bare "en", "na", "på" are common words too, so they
# only count when a capital letter follows.
_AT = re.compile(
    r"\s(?i:at|bei|beim|chez|bij|presso|hos|@)\s+|\s@"
    r"|\s(?i:en|na|p\u00e5|w|i|em|no)\s+(?=[A-Z\u00c0-\u00de0-9])"
)
_END = re.compile(r"\s*(?:[|\u00b7\u2022;\u2503]|\s[-\u2013\u2014]\s|,\s)\s*")
_SPLIT = re.compile(r"\s*(?:[|\u00b7\u2022\u2503]|\s[-\u2013\u2014]\s)\s*")


def read(headline: str) -> Headline:
    """Title and company of a headline. Without a connective the first part is the title, the second unknown."""
    parts = [part.strip() for part in _SPLIT.split(headline) if part.strip()]
    if not parts:
        return Headline("", "")
    found = _AT.search(parts[0])
    if found:
        company = _END.split(parts[0][found.end() :], maxsplit=1)[0]
        return Headline(parts[0][: found.start()].strip(" ,"), company.strip())
    return Headline(parts[0], "")
