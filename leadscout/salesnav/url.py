"""Addresses of people searches, of every form that LinkedIn has had, as one structure; and the newest form written."""

import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote

from leadscout.errors import Fault, Refused
from leadscout.salesnav import older, restli
from leadscout.salesnav.addresses import Address, AddressForm, Facet, Selected, Unread
from leadscout.salesnav.parameters import Parameter, Parameters, parameters
from leadscout.salesnav.restli import Leniency, Malformed, Path, Value

PEOPLE = "https://www.linkedin.com/sales/search/people"

FLAT: Mapping[str, str] = {
    "firstName": "FIRST_NAME",
    "lastName": "LAST_NAME",
    "title": "CURRENT_TITLE",
    "company": "CURRENT_COMPANY",
    "currentCompany": "CURRENT_COMPANY",
    "pastCompany": "PAST_COMPANY",
    "school": "SCHOOL",
    "location": "REGION",
    "industry": "INDUSTRY",
    "profileLanguage": "PROFILE_LANGUAGE",
    "language": "PROFILE_LANGUAGE",
    "networkDepth": "RELATIONSHIP",
    "contactInterest": "",
    "nonprofitInterest": "",
    "fortuneOrGlobal500Size": "",
    "salesPersona": "PERSONA",
}
"""Members of a query without `filters`, as vendors' pages show it, and the type of each; "" for none that we know."""

_MEMBERS = ("spellCorrectionEnabled", "recentSearchParam", "keywords", "filters")
_OF_FILTER = ("type", "values", "selectedSubFilter", "rangeValue")
_OF_VALUE = ("id", "text", "selectionType", "parent", "icon", "match")
_OTHER = ("doLogHistory", "min", "max")
LENIENCY = Leniency(
    keys=frozenset((*_MEMBERS, *_OF_FILTER, *_OF_VALUE, *_OTHER, *FLAT)), texts=frozenset(("keywords", "text", *FLAT))
)
"""What of the structure people write by hand; the text of a facet and the keywords often stand as they are."""


def read(url: str, field: str = "url", *, companies: bool = False) -> Address:
    """What an address of a search for people says, or of one for `companies`.

    Raises Refused, each fault under the name `field`: for what is no address of LinkedIn or of another kind of search,
    what cannot be read, with its place, and for an address that asks for nothing.
    """
    sent = parameters(url, field)
    forms, kinds = (_COMPANY_FORMS, _COMPANY_KINDS) if companies else (_FORMS, _KINDS)
    form = next((form for path, form in forms if path.fullmatch(sent.path)), None)
    if form is None:
        raise Refused(Fault("wrong_type", field, url, kinds))
    address = form(sent)
    if address.empty:
        raise Refused(Fault("no_filter_in_address", field))
    return address


def read_query(text: str, field: str = "query") -> Address:
    """What the query of an address says, percent-decoded once, as LinkedIn's own interface takes it; as `read`."""
    address = _query(Parameters(field, "", {}), text)
    if address.empty:
        raise Refused(Fault("no_filter_in_address", field))
    return address


def write(query: str) -> str:
    """The newest form of an address, as a browser writes it; `query` is Rest.li text."""
    return f"{PEOPLE}?query={quote(query, safe='()')}"


def _search(sent: Parameters) -> Address:
    """/sales/search/people: a query, else what it had before 2021."""
    if "query" not in sent:
        if "savedSearchId" in sent and not older.has_parameters(sent):
            raise Refused(Fault("saved_search", sent.field, sent.text("savedSearchId")))
        return older.of_parameters(sent)
    first, *more = sent.values["query"]
    if more:
        raise sent.malformed(more[0].at, "one query", more[0].raw)
    return _query(sent, sent.decoded(first), first)


def _query(sent: Parameters, text: str, parameter: Parameter | None = None) -> Address:
    try:
        value = restli.read(text, LENIENCY)
        return _Query(text, value, sent).address()
    except Malformed as error:
        at = sent.place(parameter, error.position) if parameter else error.position
        raise sent.malformed(at, error.expected, error.near) from error


class _Query:
    """The structure of the newest form; what is not of its shape is Malformed, too."""

    def __init__(self, text: str, value: Value, sent: Parameters) -> None:
        self.text = text
        self.value = value
        self.sent = sent

    def address(self) -> Address:
        members = self.members(self.value, (), (*_MEMBERS, *FLAT))
        flat = [name for name in FLAT if name in members]
        facets, unread = self.flat(members, flat)
        for at, one in enumerate(self.list(members.get("filters", []), ("filters",))):
            facet = self.facet(one, ("filters", at))
            (unread if isinstance(facet, Unread) else facets).append(facet)  # type: ignore[arg-type]
        return Address(
            form=AddressForm.FLAT if flat else AddressForm.QUERY,
            facets=tuple(facets),
            keywords=self.string(members.get("keywords", ""), ("keywords",)).strip(),
            corrected=members.get("spellCorrectionEnabled") == "true",
            page=self.sent.page(),
            saved=self.sent.text("savedSearchId"),
            unread=tuple(unread),
            structure=self.value,
        )

    def flat(self, members: Mapping[str, Value], names: Iterable[str]) -> tuple[list[Facet], list[Unread]]:
        """What the members of a query without filters say; one without a value is not set."""
        facets, unread = list[Facet](), list[Unread]()
        for name in names:
            text = self.string(members[name], (name,)).strip()
            if text and FLAT[name]:
                facets.append(Facet(FLAT[name], (older.selected(text),)))
            elif text:
                unread.append(Unread(name, text, older.NO_FILTER))
        return facets, unread

    def facet(self, value: Value, path: Path) -> Facet | Unread:
        members = self.members(value, path, _OF_FILTER)
        type_ = self.string(members.get("type", ""), (*path, "type")).strip()
        if not type_:
            raise self.malformed(path, "a filter with a type")
        if "rangeValue" in members:
            bounds = self.members(members["rangeValue"], (*path, "rangeValue"), ("min", "max"))
            return Unread(type_, f"{bounds.get('min', '')} to {bounds.get('max', '')}", older.NO_FILTER)
        if "values" not in members:
            raise self.malformed(path, "a filter with values")
        values = self.list(members["values"], (*path, "values"))
        selected = tuple(self.selected(one, (*path, "values", at)) for at, one in enumerate(values))
        if not selected:
            raise self.malformed((*path, "values"), "at least one value")
        scope = self.string(members.get("selectedSubFilter", ""), (*path, "selectedSubFilter"))
        return Facet(type_, selected, scope.strip())

    def selected(self, value: Value, path: Path) -> Selected:
        members = self.members(value, path, _OF_VALUE)
        selection = members.get("selectionType", "INCLUDED")
        if selection not in ("INCLUDED", "EXCLUDED"):
            raise self.malformed((*path, "selectionType"), "INCLUDED or EXCLUDED")
        id_, text = (self.string(members.get(name, ""), (*path, name)).strip() for name in ("id", "text"))
        if not id_ and not text:
            raise self.malformed(path, "a value with an id or a text")
        return Selected(id_, text, exclude=selection == "EXCLUDED")

    def members(self, value: Value, path: Path, names: Iterable[str]) -> dict[str, Value]:
        if not isinstance(value, dict):
            raise self.malformed(path, '"("')
        stranger = next((name for name in value if name not in names), None)
        if stranger is not None:
            raise self.malformed((*path, stranger), f"one of {', '.join(names)} before this")
        return value

    def list(self, value: Value, path: Path) -> list[Value]:
        if not isinstance(value, list):
            raise self.malformed(path, '"List("')
        return value

    def string(self, value: Value, path: Path) -> str:
        if not isinstance(value, str):
            raise self.malformed(path, "a text")
        return value

    def malformed(self, path: Path, expected: str) -> Malformed:
        at = restli.place(self.text, path, LENIENCY)
        return Malformed(at, expected, self.text[at:])


def _accounts(sent: Parameters) -> Address:
    raise Refused(Fault("account_search", sent.field))


_FORMS: tuple[tuple[re.Pattern[str], Callable[[Parameters], Address]], ...] = (
    (re.compile(r"/sales/search/people|/sales-api/salesapi(?:lead|people)search"), _search),
    (re.compile(r"/sales/search/(?:company|companies|accounts?)"), _accounts),
    (re.compile(r"/sales-api/salesapi(?:account|company)search|/search/results/companies"), _accounts),
    (re.compile(r"/sales/search"), older.of_facets),
    (re.compile(r"/sales/lists/people/\d+"), older.of_list),
    (re.compile(r"/search/results/(?:people|all)"), older.of_people),
)
"""Who reads an address, by its path."""

_COMPANY_FORMS = (
    (
        re.compile(r"/sales/search/(?:company|companies|accounts?)|/sales-api/salesapi(?:account|company)search"),
        _search,
    ),
)
"""Who reads an address of a search for companies."""

_COMPANY_KINDS = ("a search for companies: https://www.linkedin.com/sales/search/company?query=…",)
_KINDS = (
    "a people search: https://www.linkedin.com/sales/search/people?query=…",
    "https://www.linkedin.com/search/results/people/?keywords=…",
)
