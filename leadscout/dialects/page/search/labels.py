"""How values of filters are called, as they stand in an address."""

from dataclasses import dataclass

from leadscout.dialects.base import LONGEST_VALUE
from leadscout.dialects.services import Services
from leadscout.lexicon.kinds import Supply
from leadscout.model.filters import FILTERS
from leadscout.service.lists.companies import shown

_SHORT = 10


@dataclass(frozen=True)
class Labels:
    """What values are called; lists are those of one account."""

    services: Services
    account: str

    def of(self, name: str, value: str) -> str:
        """What a value of a filter is called; itself where nobody has a name for it."""
        kind = self.services.lexicon.kinds[FILTERS[name].taxonomy]
        match kind.supply:
            case Supply.COMPANIES:
                return self._company(kind.read(value)) or value
            case Supply.LISTS:
                return self._list(value) or value
        codes = kind.read(value) if kind.vocabulary else ()
        return kind.label(codes[0]) if len(codes) == 1 else value

    def shared(self, name: str, text: str) -> dict[str, str]:
        """The values that a name may mean so well that nobody knows which, with what they are called."""
        kind = self.services.lexicon.kinds[FILTERS[name].taxonomy]
        codes = kind.shared(text)[:_SHORT] if len(text) <= LONGEST_VALUE else ()
        return {code: kind.label(code) for code in codes}

    def is_short(self, name: str) -> bool:
        """Whether a filter has so few values that all of them can be shown."""
        return 0 < len(self.services.lexicon.kinds[FILTERS[name].taxonomy].choices) <= _SHORT

    def _company(self, keys: tuple[str, ...]) -> str:
        """The company of a number; one that is written as a name, a domain or an address stands as it is."""
        numbers = [key for key in keys if key.startswith("id:")]
        names = self.services.companies.by_key(numbers)
        return next((shown(key, names[key])[1] for key in numbers if key in names), "")

    def _list(self, id_: str) -> str:
        lists = self.services.lists.all(self.account)
        return next((one.name for one in lists if str(one.id) == id_), "")
