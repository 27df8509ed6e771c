"""The types of Generect's answers: what a generated client reads."""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict


class GenerectEducation(TypedDict):
    """Time at a school."""

    school_name: str | None
    degree: str | None
    field_of_study: str | None
    started_on: str | None
    ended_on: str | None


class GenerectLanguage(TypedDict):
    """A language that somebody speaks."""

    name: str
    proficiency: str | None


class GenerectJob(TypedDict):
    """One job, and its company."""

    company_city: str | None
    company_country: str | None
    company_description: str | None
    company_headcount_range: str | None
    company_id: str | None
    company_image: str | None
    company_industry: str | None
    company_location: str | None
    company_name: str | None
    company_state: str | None
    company_url: str | None
    company_website: str | None
    job_description: str | None
    job_ended_on: str | None
    job_location: str | None
    job_started_on: str | None
    job_still_working: bool
    job_title: str | None
    raw_company_name: str | None
    raw_job_title: str | None


class GenerectLead(GenerectJob):
    """Somebody, with the job that matched; what nobody told is null."""

    certifications: list[str]
    educations: list[GenerectEducation]
    first_name: str
    full_name: str
    headline: str | None
    industry: str | None
    is_full_data: bool
    is_job_seeker: bool
    is_openlink: bool
    is_premium: bool
    is_retired: bool
    languages: list[GenerectLanguage]
    last_name: str
    linkedin_id: str | None
    linkedin_lead_persona: str | None
    linkedin_sales_link: str | None
    linkedin_url: str | None
    location: str | None
    location_city: str | None
    location_country: str | None
    location_county: None
    location_state: str | None
    middle_name: str
    num_of_connections: int | None
    private_website: str | None
    profile_photo: str | None
    raw_headline: str | None
    sales_id: str | None
    skills: list[str]
    summary: str | None
    twitter_link: str | None
    unformatted_full_name: str
    jobs: list[GenerectJob]
    linkedin_company_id: str | None
    id: str
    lead_id: str
    title: str | None
    name: str
    gender: str | None
    source: str


class GenerectThinLead(TypedDict):
    """Somebody in a search with `detail: thin`."""

    id: str
    first_name: str
    last_name: str
    full_name: str
    job_title: str | None
    location_country: str | None
    location_city: str | None
    company_name: str | None
    linkedin_company_id: str | None
    company_industry: str | None
    seniority: str | None
    location_name: str | None
    company_location_country: str | None
    updated_at: None


class GenerectMaskedLead(TypedDict):
    """Somebody in a preview: nothing by which they could be reached."""

    id: str
    first_name: str
    last_name: str
    title: str | None
    company_name: str | None
    location: str | None
    industry: str | None
    seniority: str | None
    headcount_range: str | None


class GenerectCompany(TypedDict):
    """A company; what nobody told is null."""

    background_image: None
    crunchbase_urn: None
    default_locale: None
    founded_year: None
    hq_additional_info: None
    hq_country_code: None
    hq_postal_code: None
    hq_street: None
    is_claimable: None
    number_of_locations: None
    phone_number: None
    showcase_pages: None
    tagline: None
    groups: list[Any]
    hashtags: list[Any]
    other_locations_json: list[Any]
    specialities: list[Any]
    company_type: str | None
    description: str | None
    domain: str | None
    headcount_exact: int | None
    headcount_range: str | None
    hq_city: str | None
    hq_country: str | None
    hq_state: str | None
    id: str | None
    industry: str | None
    linkedin_id: str | None
    linkedin_link: str | None
    linkedin_url: str | None
    linkedin_sales_link: str | None
    linkedin_urn: str | None
    location: str | None
    logo_url: str | None
    name: str | None
    raw_name: str | None
    source: str
    website: str | None


class GenerectLeadCompany(TypedDict):
    """The employer of somebody who was looked up."""

    id: str | None
    name: str
    domain: str | None
    linkedin_url: str | None
    industry: str | None
    headcount: int | None
    headcount_range: str | None


class GenerectProfile(GenerectLead):
    """Somebody who was looked up."""

    has_current_position: bool
    seniority: str | None
    company: GenerectLeadCompany | None
    work_history: list[GenerectJob]
    education: list[GenerectEducation]


class GenerectFreeTier(TypedDict):
    """What is left of the free rows of today."""

    detail: Literal["thin"]
    daily_rows: int
    rows_used_today: int
    rows_left_today: int


class GenerectMeta(TypedDict):
    """What an answer cost, in dollars.

    `status` and `reason` say why it is not whole, `message` what else there is to say.
    """

    amount_charged: float
    status: NotRequired[str]
    reason: NotRequired[str]
    message: NotRequired[str]
    free_tier: NotRequired[GenerectFreeTier]


class GenerectLeads(TypedDict):
    """People, and how many match."""

    leads: list[GenerectLead | GenerectThinLead]
    results_count: int | str


class GenerectFoundLeads(TypedDict):
    """The answer of a search for people."""

    data: GenerectLeads
    meta: GenerectMeta


class GenerectIcpLeads(TypedDict):
    """The answer of by_icp; `amount` is minus the rows that were charged."""

    amount: int
    leads: list[GenerectLead]
    results_count: NotRequired[int | str]
    status: NotRequired[str]
    message: NotRequired[str]
    reason: NotRequired[str]


class GenerectCountedLeads(TypedDict):
    """How many people match."""

    count: int
    results_count: int | str


class GenerectLeadsCount(TypedDict):
    """The answer of a count of people."""

    data: GenerectCountedLeads
    meta: GenerectMeta


class GenerectIcpCount(TypedDict):
    """The answer of by_icp's count."""

    amount: int
    results_count: int | str
    message: NotRequired[str]


class GenerectMaskedLeads(TypedDict):
    """People of a preview, and how many match."""

    leads: list[GenerectMaskedLead]
    results_count: int


class GenerectPreview(TypedDict):
    """The answer of a preview."""

    data: GenerectMaskedLeads
    meta: GenerectMeta


class GenerectNumber(TypedDict):
    """A number."""

    count: int


class GenerectPreviewCount(TypedDict):
    """The answer of a preview's count."""

    data: GenerectNumber
    meta: GenerectMeta


class GenerectLinkedLead(TypedDict):
    """One person by profile address; `status` where there is none."""

    amount: int
    lead: GenerectLead | None
    status: NotRequired[str]


class GenerectEnrichedLead(TypedDict):
    """One person, or null and a message."""

    data: GenerectProfile | None
    meta: GenerectMeta


class GenerectJobMeta(TypedDict):
    """How a bulk job went."""

    job_id: str
    status: Literal["completed"]
    total: int
    processed: int
    amount_charged: float
    error: None


class GenerectBulk(TypedDict):
    """A bulk job was made."""

    data: None
    meta: GenerectJobMeta


class GenerectDoneMeta(GenerectJobMeta):
    """How a bulk job went, and how many of its entries are there."""

    found: int
    not_found: int


class GenerectLeadEntry(TypedDict):
    """An entry of a job, and whom it means."""

    input: dict[str, Any]
    lead: GenerectLead | None


class GenerectLeadsJob(TypedDict):
    """A bulk job of people."""

    data: list[GenerectLeadEntry]
    meta: GenerectDoneMeta


class GenerectCompanyEntry(TypedDict):
    """An entry of a job, and which company it means."""

    input: dict[str, Any]
    company: GenerectCompany | None


class GenerectCompaniesJob(TypedDict):
    """A bulk job of companies."""

    data: list[GenerectCompanyEntry]
    meta: GenerectDoneMeta


class GenerectCompanies(TypedDict):
    """Companies, and how many match."""

    companies: list[GenerectCompany]
    results_count: int


class GenerectFoundCompanies(TypedDict):
    """The answer of a search for companies."""

    data: GenerectCompanies
    meta: GenerectMeta


class GenerectIcpCompanies(GenerectCompanies):
    """The answer of by_icp for companies."""

    amount: int
    time_cached: NotRequired[None]
    status: NotRequired[str]
    message: NotRequired[str]


class GenerectResults(TypedDict):
    """How many match."""

    results_count: int


class GenerectCompaniesCount(TypedDict):
    """The answer of a count of companies."""

    data: GenerectResults
    meta: GenerectMeta


class GenerectPeopleThere(GenerectCompanies):
    """People at companies that match, and these companies."""

    leads: list[GenerectLead]
    companies_count: int
    leads_count: int


class GenerectCompanyLeads(TypedDict):
    """The answer of a search for people at companies."""

    data: GenerectPeopleThere
    meta: GenerectMeta


class GenerectThereCount(GenerectResults):
    """How many people, at how many companies."""

    companies_count: int
    leads_count: int


class GenerectCompanyLeadsCount(TypedDict):
    """The answer of a count of people at companies."""

    data: GenerectThereCount
    meta: GenerectMeta


class GenerectCompanyRow(GenerectCompany):
    """A company with the lists that were asked for, which nobody told."""

    people_also_viewed: NotRequired[list[Any]]
    people_also_follow: NotRequired[list[Any]]
    posts: NotRequired[list[Any]]


class GenerectLinkedCompany(TypedDict):
    """One company by its address; `status` where there is none."""

    amount: int
    company: GenerectCompanyRow | None
    status: NotRequired[str]


class GenerectEnrichedCompany(TypedDict):
    """One company, or null and a message."""

    data: GenerectCompanyRow | None
    meta: GenerectMeta
