"""The types of Pronto's answers: what a generated client reads."""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from leadscout.client.answers import Correction

ProntoStatus = Literal["NOT_STARTED", "ONGOING", "FINISHED", "ERROR", "UNAUTHORIZED", "FORBIDDEN", "RATE_LIMITED"]
Custom = dict[str, Any] | None


class ProntoProcessing(TypedDict):
    """A job was made, or a search by an address."""

    id: str
    status: Literal["processing"]


class ProntoNewSearch(TypedDict):
    """A search was made; its `search_url` asks Sales Navigator for the same people."""

    id: str
    search_name: str
    search_url: str
    expected_profiles_count: int | None
    created_at: str
    custom: Custom
    warnings: NotRequired[list[str]]
    corrections: NotRequired[list[Correction]]


class ProntoCreated(ProntoNewSearch):
    """The same, also under `message`."""

    message: ProntoNewSearch


class ProntoListedSearch(TypedDict):
    """A search as lists show it; `reason` says why it ended early."""

    id: str
    name: str
    status: ProntoStatus
    created_at: str
    leads_count: int
    expected_profiles_count: int | None
    reason: NotRequired[str]


class ProntoSearch(ProntoListedSearch):
    """A search as its webhook shows it."""

    search_url: str
    warnings: NotRequired[list[str]]
    corrections: NotRequired[list[Correction]]


class ProntoSearches(TypedDict):
    """Your searches, the newest first."""

    searches: list[ProntoListedSearch]


class ProntoLead(TypedDict):
    """Somebody with the job that matched; with `scale` neither headline nor connections."""

    first_name: str | None
    last_name: str | None
    full_name: str | None
    gender: str | None
    most_probable_email: str | None
    most_probable_email_status: str | None
    phones: list[str]
    title: str | None
    title_description: str | None
    summary: str | None
    location: str | None
    linkedin_profile_url: str | None
    linkedin_id_url: str | None
    sales_navigator_profile_url: str | None
    profile_image_url: str | None
    is_premium_linkedin: bool | None
    is_open_profile_linkedin: bool | None
    is_open_to_work_linkedin: bool | None
    connection_degree: int | None
    status: Literal["QUALIFIED"]
    rejection_reason: list[str]
    lk_headline: NotRequired[str | None]
    lk_connections_count: NotRequired[int | None]
    current_positions_count: int
    years_in_position: int | None
    months_in_position: int | None
    years_in_company: int | None
    months_in_company: int | None


class ProntoCompany(TypedDict):
    """An employer, or a company that was found."""

    name: str | None
    cleaned_name: str | None
    website: str | None
    location: str | None
    industry: str | None
    headquarters: str | None
    description: str | None
    linkedin_url: str | None
    linkedin_id: str | None
    employee_range: str | None
    company_profile_picture: str | None


class ProntoEntry(TypedDict):
    """A lead and their company; of a search for companies, the company alone."""

    lead: ProntoLead | None
    company: ProntoCompany


class ProntoEnrichedLead(ProntoEntry):
    """The answer about one person, with the id of its job."""

    id: str
    custom: Custom


class ProntoEnrichedCompany(TypedDict):
    """The answer about one company, with the id of its job."""

    id: str
    company: ProntoCompany
    custom: Custom


class ProntoAttempt(TypedDict):
    """One try to send a payload to the webhook."""

    seq: int
    at: str
    outcome: str


class ProntoWholeSearch(ProntoSearch):
    """A search with its leads and what became of its webhook."""

    search: ProntoSearch
    custom: Custom
    leads: list[ProntoEntry]
    webhook_attempts: list[ProntoAttempt]


class ProntoDeleted(TypedDict):
    """Something is gone."""

    id: str
    deleted: bool


class ProntoPreviewRow(TypedDict):
    """A lead in a preview."""

    full_name: str | None
    headline: str | None
    current_company: str | None
    current_title: str | None
    linkedin_id: str | None
    profile_url: str | None


class ProntoPreview(TypedDict):
    """How many people match, and the first of them."""

    total_count: int
    preview: list[ProntoPreviewRow]
    warnings: NotRequired[list[str]]
    corrections: NotRequired[list[Correction]]


class ProntoCompanyRow(TypedDict):
    """A company in a preview."""

    company_name: str | None
    industry: str | None
    linkedin_id: str | None
    linkedin_url: str | None


class ProntoCompaniesPreview(TypedDict):
    """How many companies match, and the first of them."""

    total_count: int
    preview: list[ProntoCompanyRow]


class ProntoCompaniesCreated(TypedDict):
    """A search for companies was made."""

    message: str
    id: str
    total: int
    preview: list[ProntoCompanyRow]


class ProntoCount(TypedDict):
    """How many people of a company match, and what was asked."""

    total: int
    title_to_include: list[str] | str | None
    title_to_exclude: list[str] | str | None
    included_locations: list[str | int] | str | None
    excluded_locations: list[str | int] | str | None


class ProntoList(TypedDict):
    """A list; its id is what filters take."""

    id: str
    linkedin_id: str
    name: str
    kind: Literal["account", "lead"]
    type: Literal["companies", "leads"]
    count: int
    created_at: str


class ProntoLists(TypedDict):
    """Your lists."""

    lists: list[ProntoList]


class ProntoMember(TypedDict):
    """A member of a list, as it was written."""

    key: str
    written: str


class ProntoListPage(ProntoList):
    """A list with members; `next` is the `after` of the next page."""

    items: list[ProntoMember]
    next: str | None


class ProntoPlace(TypedDict):
    """A place."""

    id: str
    name: str
    type: str


class ProntoCredits(TypedDict):
    """What the account has left."""

    credits: float
    balance: float


class ProntoOrganization(TypedDict):
    """The account as an organization."""

    id: str
    name: str


class ProntoAccount(TypedDict):
    """Who you are."""

    id: str
    email: None
    name: str
    organization: ProntoOrganization


class ProntoPersona(TypedDict):
    """A saved persona."""

    id: str
    name: str
    job_titles: list[str]
    excluded_job_titles: list[str]
    created_at: str


class ProntoPersonas(TypedDict):
    """Your saved personas."""

    personas: list[ProntoPersona]
