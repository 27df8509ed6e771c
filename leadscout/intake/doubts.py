"""What a row that is taken tells in ways that do not go together, or with letters that were lost before."""

import re
from collections.abc import Callable, Iterator

from leadscout.lexicon.places.places import Places
from leadscout.model.lead import Lead

_LOST = re.compile("\ufffd|(?<=[^\\W\\d_])\\?(?=[^\\W\\d_])")


def doubts(lead: Lead, places: Callable[[], Places]) -> Iterator[str]:
    """A warning for every place told by an id and by the name of another, and for names that lost letters.

    `places` is asked when there is such a place.
    """
    locations = [lead.location, *(at for job in lead.positions for at in (job.location, job.company.location))]
    for location in dict.fromkeys(locations):
        if location.id and location.written and (warning := places().check(location.id, location.written)):
            yield warning
    names = (
        lead.full_name,
        lead.location.city,
        *(name for job in lead.positions for name in (job.title, job.company.name)),
    )
    for name in names:
        if ("?" in name or "\ufffd" in name) and _LOST.search(name):
            yield f"{name!r} has lost letters in the program that wrote the file, which did not know them"
