"""The types of Questor's answers: what a generated client reads."""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

QuestorStatus = Literal["pending", "processing", "done", "failed"]


class QuestorCreated(TypedDict):
    """A search was made."""

    message: str
    request_id: str


class QuestorCompaniesCreated(QuestorCreated):
    """A search for companies was made."""

    status: Literal["pending"]
    limit: int


class QuestorSearchStatus(TypedDict):
    """How far a search is; `total_count` is how many match."""

    request_id: str
    status: QuestorStatus
    message: str
    total_count: int | None
    employees_scraped_so_far: int
    results_found: int
    limit: int
    search_params: dict[str, Any]


class QuestorCompaniesStatus(TypedDict):
    """How far a search for companies is."""

    request_id: str
    status: QuestorStatus
    message: str
    total_count: int | None
    total_companies: int
    limit: int
    search_params: dict[str, Any]


class QuestorPerson(TypedDict):
    """Somebody, with the job that matched."""

    profile_id: str
    first: str
    last: str
    full_name: str
    region: str
    company_id: str
    company_name: str
    company: str
    title: str
    summary: str
    sn_url: str
    linkedin_url: str


class QuestorResults(TypedDict):
    """A page of results; of a search that is not over no page and no people."""

    status: QuestorStatus
    request_id: str
    page: NotRequired[int]
    total_count: NotRequired[int]
    message: str
    data: list[QuestorPerson]


class QuestorCompanyRow(TypedDict):
    """A company that was found."""

    company_id: str
    company_name: str
    linkedin_url: str
    industry: str
    employee_count: int | None
    employee_range: str
    headquarters: str
    description: str
    website: str


class QuestorCompaniesResults(TypedDict):
    """A page of companies; of a search that is not over none."""

    status: QuestorStatus
    request_id: str
    page: NotRequired[int]
    total_pages: NotRequired[int]
    total_count: NotRequired[int]
    message: str
    data: list[QuestorCompanyRow]


class QuestorGeocode(TypedDict):
    """A place and its code."""

    name: str
    geocode: str


class QuestorGeocodes(TypedDict):
    """Places of a name."""

    message: str
    data: list[QuestorGeocode]


class QuestorExperience(TypedDict):
    """A job."""

    title: str
    company: str
    company_id: str
    company_linkedin_url: str
    company_logo_url: str
    description: str
    location: str
    is_current: bool
    date_range: str
    start_year: int | None
    start_month: int | None
    end_year: int | None
    end_month: int | None


class QuestorEducation(TypedDict):
    """Time at a school."""

    school: str
    school_id: str
    degree: str
    field_of_study: str
    date_range: str
    start_year: int | None
    end_year: int | None


class QuestorProfile(TypedDict):
    """Somebody with their main job; what nobody told is empty."""

    first_name: str
    last_name: str
    full_name: str
    headline: str
    about: str
    email: str
    phone: str
    city: str
    state: str
    country: str
    location: str
    linkedin_url: str
    public_id: str
    profile_id: str
    urn: str
    profile_image_url: str
    connection_count: int | None
    is_premium: bool | None
    job_title: str
    company: str
    company_id: str
    company_domain: str
    company_website: str
    company_industry: str
    company_description: str
    company_employee_count: int | None
    company_employee_range: str
    company_linkedin_url: str
    company_logo_url: str
    current_company_join_year: int | None
    current_company_join_month: int | None
    experiences: list[QuestorExperience]
    educations: list[QuestorEducation]
    school: str
    languages: list[str]
    skills: NotRequired[list[str]]
    certifications: NotRequired[list[str]]


class QuestorFoundProfile(TypedDict):
    """One person by profile address."""

    data: QuestorProfile
    message: str


class QuestorCompany(TypedDict):
    """A company; what nobody told is empty."""

    company_id: str
    company_name: str
    description: str
    domain: str
    employee_count: int | None
    employee_range: str
    company_type: str
    hq_city: str
    hq_country: str
    hq_full_address: str
    hq_region: str
    industries: list[str]
    linkedin_url: str
    logo_url: str
    website: str


class QuestorFoundCompany(TypedDict):
    """One company by its address."""

    data: QuestorCompany
    message: str
