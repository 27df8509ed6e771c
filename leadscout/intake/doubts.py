"""What a row that is taken tells in two ways that do not go together."""

from collections.abc import Callable, Iterator

from leadscout.lexicon.places.places import Places
from leadscout.model.lead import Lead


def doubts(lead: Lead, places: Callable[[], Places]) -> Iterator[str]:
    """A warning for every place that is told by an id and by the name of another; `places` is asked when one is."""
    locations = [lead.location, *(at for job in lead.positions for at in (job.location, job.company.location))]
    for location in dict.fromkeys(locations):
        if location.id and location.written and (warning := places().check(location.id, location.written)):
            yield warning
