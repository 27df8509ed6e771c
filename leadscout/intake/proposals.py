"""What a column that nobody knows may mean, by its cells: proposed to the user, never taken by itself."""

import re
from collections.abc import Callable, Collection, Mapping

from leadscout.intake import dates
from leadscout.intake.emails import is_address
from leadscout.lexicon import Lexicon
from leadscout.lexicon.identities import companies, profiles
from leadscout.model.lead import Lead

_CELLS = 200  # of a column that are looked at
_COLUMNS = 200
_MOST = 0.6  # of the cells that must look alike
_SHOWN = 3
_LONGEST = 120
_PHONE = re.compile(r"\+?[\d\s()./-]{7,24}")
_SITE = re.compile(r"(?:https?://)?(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,12}/?", re.IGNORECASE)


class Proposals:
    """Collects the cells of columns that no field is for, and says what they look like."""

    def __init__(self) -> None:
        self._cells: dict[str, list[str]] = {}

    def see(self, lead: Lead) -> None:
        """Look at what of a row went to custom."""
        for column, text in lead.custom.items():
            cells = self._cells.setdefault(column, []) if len(self._cells) < _COLUMNS else self._cells.get(column, [])
            if len(cells) < _CELLS and len(text) <= _LONGEST:
                cells.append(text)

    def by_column(self, lexicon: Lexicon, unknown: Collection[str]) -> dict[str, tuple[str, list[str]]]:
        """For every unknown column the field that its cells look like, "" for none, and the first of them."""
        return {
            column: (field_of(cells, lexicon), list(dict.fromkeys(cells))[:_SHOWN])
            for column, cells in self._cells.items()
            if column in unknown
        }


def field_of(cells: list[str], lexicon: Lexicon) -> str:
    """The field that most of the cells look like; "" for none."""
    if not cells:
        return ""
    for field, looks in _looks(lexicon).items():
        if sum(map(looks, cells)) >= _MOST * len(cells):
            return field
    return ""


def _looks(lexicon: Lexicon) -> Mapping[str, Callable[[str], bool]]:
    """Field -> whether a cell looks like it, surest first."""
    return {
        "profile_url": lambda cell: bool(profiles.slug(cell)),
        "company_url": lambda cell: bool(companies.link_key(cell)),
        "email": is_address,
        "started": lambda cell: not cell.isdigit() and bool(dates.read(cell) or dates.undecided(cell)),
        "phone": lambda cell: bool(_PHONE.fullmatch(cell)),
        "company_website": lambda cell: bool(_SITE.fullmatch(cell)),
        "company_name": companies.has_legal_form,
        "location": lambda cell: any(map(str.isalpha, cell)) and _is_place(cell, lexicon),
        "title": lambda cell: _is_title(cell, lexicon),
    }


def _is_title(cell: str, lexicon: Lexicon) -> bool:
    return any(not concept.startswith(("role.", "language.")) for concept in lexicon.titles.read(cell).concepts)


def _is_place(cell: str, lexicon: Lexicon) -> bool:
    reading = lexicon.places.read(cell)
    return bool(reading.id) and all(part for part in reading.parts)
