"""Addresses without a query: Sales Navigator's parameters until 2021, its facets until 2018; LinkedIn's own search."""

import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from leadscout.salesnav.addresses import Address, AddressForm, Facet, Selected, Unread
from leadscout.salesnav.parameters import Parameters

NO_FILTER = "there is no filter for it"

_BOTH = {
    "geo": "REGION",
    "industry": "INDUSTRY",
    "function": "FUNCTION",
    "seniority": "SENIORITY_LEVEL",
    "company": "CURRENT_COMPANY",
    "title": "CURRENT_TITLE",
    "school": "SCHOOL",
    "profileLanguage": "PROFILE_LANGUAGE",
    "group": "GROUP",
    "companyType": "COMPANY_TYPE",
    "companySize": "COMPANY_HEADCOUNT",
    "yearsOfExperience": "YEARS_OF_EXPERIENCE",
    "tenureAtCurrentCompany": "YEARS_AT_CURRENT_COMPANY",
    "tenureAtCurrentPosition": "YEARS_IN_CURRENT_POSITION",
    "relationship": "RELATIONSHIP",
    "firstName": "FIRST_NAME",
    "lastName": "LAST_NAME",
}
"""Parameters of 2018 to 2021 and their types; each also with "Included" and "Excluded" behind its name."""

PARAMETERS: Mapping[str, tuple[str, bool]] = {
    f"{name}{ending}": (type_, ending == "Excluded")
    for name, type_ in _BOTH.items()
    for ending in ("", "Included", "Excluded")
}
_FLAGS = {
    "excludeContactedLeads": Facet("LEAD_INTERACTIONS", (Selected("LIMP", exclude=True),)),
    "excludeSavedLeads": Facet("SAVED_LEADS_AND_ACCOUNTS", (Selected("SL", exclude=True),)),
}
_WITHOUT_FILTER = ("spotlight", "selectedFilter", "postalCode", "postalCodeIncluded", "radius")
_SCOPES = {"CURRENT_COMPANY": "companyTimeScope", "CURRENT_TITLE": "titleTimeScope"}

FACETS: Mapping[str, str] = {
    "G": "REGION",
    "I": "INDUSTRY",
    "CS": "COMPANY_HEADCOUNT",
    "SE": "SENIORITY_LEVEL",
    "FA": "FUNCTION",
    "N": "RELATIONSHIP",
    "CC": "CURRENT_COMPANY",
    "PC": "PAST_COMPANY",
    "YP": "YEARS_IN_CURRENT_POSITION",
    "TE": "YEARS_OF_EXPERIENCE",
    "ED": "SCHOOL",
}

LISTS: Mapping[str, str] = {
    "geoUrn": "REGION",
    "industry": "INDUSTRY",
    "currentCompany": "CURRENT_COMPANY",
    "pastCompany": "PAST_COMPANY",
    "network": "RELATIONSHIP",
    "schoolFilter": "SCHOOL",
    "profileLanguage": "PROFILE_LANGUAGE",
    "connectionOf": "CONNECTION_OF",
    "serviceCategory": "",
    "followerOf": "",
    "activelyHiringForJobTitles": "",
}
"""Parameters of LinkedIn's own people search that are JSON lists; "" for those that are no filter of ours."""

TEXTS: Mapping[str, str] = {
    "titleFreeText": "CURRENT_TITLE",
    "title": "CURRENT_TITLE",
    "company": "CURRENT_COMPANY",
    "schoolFreetext": "SCHOOL",
    "firstName": "FIRST_NAME",
    "lastName": "LAST_NAME",
    "location": "REGION",
}

_NO_MEANING = frozenset(
    (
        *("sessionId", "viewAllFilters", "_ntb", "coach", "lipi", "rsLogId", "searchSessionId", "logHistory", "logId"),
        *("doFetchHeroCard", "preserveScrollPosition", "savedSearchId", "page", "start", "count", "keywords", "date"),
        *("origin", "sid", "searchId", "position", "heroEntityKey", "updateHistory", "searchHistoryId", "EL", "trk"),
        *("facet", "titleScope", "lastViewedAt", "session_redirect", "spellCorrectionEnabled", "trackingId"),
    )
)
"""Parameters that say nothing about people, or are read elsewhere."""

_LEGACY = re.compile(r"[a-z]{2}:\w+")
_NUMBER = re.compile(r"urn:li:\S+|\d+")


def selected(text: str, *, exclude: bool = False) -> Selected:
    """A value written as one text: digits and urns are ids."""
    return Selected(text, exclude=exclude) if _NUMBER.fullmatch(text) else Selected(text=text, exclude=exclude)


def has_parameters(sent: Parameters) -> bool:
    """Whether there is a parameter that asks for something."""
    return any(name in sent for name in ("keywords", *PARAMETERS, *_FLAGS, *_WITHOUT_FILTER))


def of_parameters(sent: Parameters) -> Address:
    """Sales Navigator, 2018 to 2021: comma-separated lists, entities as `Name:id`, their names encoded once more."""
    facets = []
    for name in sent.values:
        type_, exclude = PARAMETERS.get(name, ("", False))
        parts = (part.strip() for text in sent.texts(name) for part in text.split(",") if type_)
        selected = tuple(_entity(part, exclude=exclude) for part in parts if part)
        if selected:
            facets.append(_scoped(type_, selected, sent.text(_SCOPES.get(type_, ""))))
    facets.extend(facet for name, facet in _FLAGS.items() if sent.text(name) == "true")
    unread = [Unread(name, sent.text(name), NO_FILTER) for name in _WITHOUT_FILTER if name in sent]
    return _address(
        sent, AddressForm.PARAMETERS, facets, unread, (*PARAMETERS, *_FLAGS, *_WITHOUT_FILTER, *_SCOPES.values())
    )


def _scoped(type_: str, values: tuple[Selected, ...], scope: str) -> Facet:
    """Companies and titles of now, unless a parameter of their own says of before, or of either."""
    if scope == "PAST":
        return Facet(type_.replace("CURRENT", "PAST"), values)
    return Facet(type_, values, "" if scope == "CURRENT" else scope)


def _entity(value: str, *, exclude: bool) -> Selected:
    name, colon, id_ = value.rpartition(":")
    if _LEGACY.fullmatch(value):
        return Selected(value, exclude=exclude)
    if colon and _NUMBER.fullmatch(id_) and not value.startswith("urn:"):
        return Selected(id_, unquote(name), exclude)
    return selected(unquote(value), exclude=exclude)


def of_facets(sent: Parameters) -> Address:
    """Sales Navigator until 2018: `facet.X=value`, repeated; titles as `name_id`."""
    facets, unread = [], []
    for name in sent.values:
        letters = name.removeprefix("facet.")
        values = [value for value in sent.texts(name) if value] if letters != name else []
        if values and letters in FACETS:
            facets.append(Facet(FACETS[letters], tuple(map(_code, values))))
        elif values:
            unread.append(Unread(name, ", ".join(values), NO_FILTER))
    titles = [title for text in sent.texts("jobTitleEntities") for title in text.split(",") if title]
    if titles:
        past = sent.text("titleScope") == "PAST"
        facets.append(Facet("PAST_TITLE" if past else "CURRENT_TITLE", tuple(map(_title, titles))))
    read = (*(name for name in sent.values if name.startswith("facet.")), "jobTitleEntities")
    return _address(sent, AddressForm.FACETS, facets, unread, read)


def _code(value: str) -> Selected:
    return Selected(value)


def _title(value: str) -> Selected:
    name, _, id_ = unquote(value).rpartition("_")
    return Selected(id_, name.replace("_", " ")) if name and id_.isdigit() else Selected(text=unquote(value))


def of_people(sent: Parameters) -> Address:
    """linkedin.com/search/results/people: JSON lists of strings, and texts."""
    facets, unread = [], []
    for names, values in ((LISTS, _listed), (TEXTS, _written)):
        for name, type_ in names.items():
            chosen = values(sent, name) if name in sent else []
            if chosen and type_:
                facets.append(Facet(type_, tuple(chosen)))
            elif chosen:
                unread.append(Unread(name, ", ".join(one.shown for one in chosen), NO_FILTER))
    return _address(sent, AddressForm.PEOPLE, facets, unread, (*LISTS, *TEXTS))


def _written(sent: Parameters, name: str) -> list[Selected]:
    return [Selected(text=text.strip()) for text in sent.texts(name) if text.strip()]


def _listed(sent: Parameters, name: str) -> list[Selected]:
    values: list[Selected] = []
    for parameter in sent.values[name]:
        text = sent.decoded(parameter).strip()
        try:
            listed = json.loads(text) if text.startswith(("[", '"')) else text
        except (ValueError, RecursionError):
            listed = None
        some = listed if isinstance(listed, list) else [listed]
        if not all(isinstance(one, str | int) and not isinstance(one, bool) for one in some):
            raise sent.malformed(parameter.at, 'a JSON list of texts, as in ["103644278"]', text[:30])
        values.extend(selected(str(one).strip()) for one in some if str(one).strip())
    return values


def of_list(sent: Parameters) -> Address:
    """The people of a list."""
    facet = Facet("LEAD_LIST", (Selected(sent.path.rpartition("/")[2]),))
    return _address(sent, AddressForm.LIST, [facet], [], ())


def _address(
    sent: Parameters, form: AddressForm, facets: Iterable[Facet], unread: Iterable[Unread], read: Iterable[str]
) -> Address:
    meant = {*read, *_NO_MEANING}
    strangers = [name for name in sent.values if name not in meant and not name.startswith("trackingInfoJson")]
    size = 10 if form is AddressForm.PEOPLE else 25
    return Address(
        form=form,
        facets=tuple(facets),
        keywords=sent.text("keywords").strip(),
        page=sent.page(size),
        saved=sent.text("savedSearchId"),
        unread=(*unread, *(Unread(name, sent.text(name), NO_FILTER) for name in strangers if _asks(name))),
        warnings=tuple(f"{name} in the address was not read" for name in strangers if not _asks(name)),
    )


def _asks(name: str) -> bool:
    """Whether a parameter that we do not know looks like a filter."""
    return name.endswith(("Included", "Excluded"))
