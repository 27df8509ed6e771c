"""What an address of a people search says, whichever form it has; and what of it nobody here can read."""

from dataclasses import dataclass
from enum import StrEnum

from leadscout.salesnav.restli import Value


class AddressForm(StrEnum):
    """How an address says what is searched; the first six by their age, the newest first."""

    QUERY = "sn_query"  # query=(…filters:List(…)), since 2021
    FLAT = "sn_query_flat"  # query=(keywords:…,title:…), of vendors' pages
    SAVED = "sn_saved"  # savedSearchId alone
    LIST = "sn_list"  # a list of leads
    PARAMETERS = "sn_params"  # geoIncluded=…, 2018 to 2021
    FACETS = "sn_facets"  # facet.G=…, until 2018
    PEOPLE = "people"  # linkedin.com/search/results/people


@dataclass(frozen=True, slots=True)
class Selected:
    """One value of a facet: its id, its text, or both."""

    id: str = ""
    text: str = ""
    exclude: bool = False

    @property
    def shown(self) -> str:
        """The value in a sentence: its text with the id, or what there is."""
        return f"{self.text} ({self.id})" if self.id and self.text else self.id or self.text


@dataclass(frozen=True, slots=True)
class Facet:
    """Values of one type; `scope` is its selectedSubFilter."""

    type: str
    selected: tuple[Selected, ...]
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of an address that means no filter of ours: its type or parameter, what it says, and why."""

    name: str
    value: str
    why: str

    def __str__(self) -> str:
        """The part in a sentence."""
        return f"{self.name} {self.value}: {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What one address says.

    `corrected`: the spelling of the keywords is to be corrected; `page` counts from 1; `saved` is the id of a saved
    search; `structure` is the whole query of the newest form, in which keywords may stand before the filters.
    """

    form: AddressForm
    facets: tuple[Facet, ...] = ()
    keywords: str = ""
    corrected: bool = False
    page: int = 1
    saved: str = ""
    unread: tuple[Unread, ...] = ()
    warnings: tuple[str, ...] = ()
    structure: Value | None = None

    @property
    def keywords_first(self) -> bool:
        """Whether the keywords stand before the filters."""
        names = list(self.structure) if isinstance(self.structure, dict) else []
        return "keywords" in names and "filters" in names[names.index("keywords") :]

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing."""
        return not self.facets and not self.keywords and not self.unread
