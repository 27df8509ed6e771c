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
    locations = [lead.location]
    names = [lead.full_name, lead.location.city]
    for job in lead.positions:
        locations += job.location, job.company.location
        names += job.title, job.company.name
    for location in dict.fromkeys(location for location in locations if location.id):  # most places have none
        if location.written and (warning := places().check(location.id, location.written)):
            yield warning
    for name in names:
        if ("?" in name or "\ufffd" in name) and _LOST.search(name):
            yield f"{name!r} has lost letters in the program that wrote the file, which did not know them"
