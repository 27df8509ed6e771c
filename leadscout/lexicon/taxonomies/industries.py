"""Industries: LinkedIn's ids under every spelling, and the names of the larger ones in ten languages."""

from collections.abc import Callable
from dataclasses import replace

from leadscout.lexicon.files import rows
from leadscout.lexicon.taxonomies.taxonomy import Taxonomy, entries
from leadscout.lexicon.text import words


def taxonomy() -> Taxonomy:
    """LinkedIn's industries. Open: LinkedIn uses ids that it has not published."""
    names = {row.pop("id"): "|".join(filter(None, row.values())) for row in rows("industry_names")}
    industries = (
        replace(entry, aliases=(*entry.aliases, *filter(None, names.get(entry.code, "").split("|"))))
        for entry in entries("industries")
    )
    return Taxonomy("industries", industries, closed=False, form=_form())


def _form() -> Callable[[str], str]:
    """Folded, one spelling of words that have several: "Defence & Space" and "Defense and Space" are one name."""
    read = {row["written"]: row["read"] for row in rows("industry_words")}
    return lambda text: " ".join(filter(None, (read.get(word, word) for word in words(text))))
