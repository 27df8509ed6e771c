"""Pairs of invented people who differ in one thing: for each filter the one it must find, and the twin it must not.

Whoever asks for a filter in a vendor's words asks for the pair's own title beside it, so pairs never meet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Said = Mapping[str, Any]
TODAY = datetime.now(UTC).date()


@dataclass(frozen=True)
class Twins:
    """`right` and `twin`: what is said of each besides what both share; `job` and `other` of their one current job.

    `asked` is a value by field, by dialect, or for all under ""; a list there is several ways to say the same.
    """

    right: Said = field(default_factory=dict)
    twin: Said = field(default_factory=dict)
    job: Said = field(default_factory=dict)
    other: Said = field(default_factory=dict)
    asked: Mapping[str, object] = field(default_factory=dict)


def ago(*, years: int = 0, months: int = 0) -> str:
    """A month so long ago."""
    at = TODAY.year * 12 + TODAY.month - 1 - 12 * years - months
    return f"{at // 12}-{at % 12 + 1:02}"


def days_ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def firm(name: str = "", **known: object) -> dict[str, object]:
    """What is said of an employer."""
    return {"company": {**({"name": name} if name else {}), **known}}


def before(title: str, employer: str = "Ferrowick Trading", **known: object) -> dict[str, object]:
    """An earlier job."""
    job = {"title": title, "company": {"name": employer, **known}, "start_date": "2011-01", "end_date": "2014-01"}
    return {"_before": job}


ALSO = {"title": "Deckhand", "company": {"name": "Ferrowick Trading"}, "start_date": ago(years=3)}
WORKED = {
    "native": ["910000017", "linkedin.com/company/twinfield-systems", "twinfield.example", "Twinfield Systems Ltd"]
}
AT = firm(
    "Twinfield Systems",
    id="910000017",
    linkedin_url="linkedin.com/company/twinfield-systems",
    website="https://twinfield.example",
)
NOT_AT = firm(
    "Twinfield Systems Partners",
    id="910000018",
    linkedin_url="linkedin.com/company/twinfield-systems-1",
    website="https://twinfields.example",
)
FORMS = {
    **WORKED,
    "questor": "910000017",
    "pronto": "910000017",
    "generect": "910000017",
    "current_company_names": "twinfield systems",
    "company_name": "Twinfield Systems",
    "company_link": "https://www.linkedin.com/company/twinfield-systems/",
    "included_companies": {"id": "910000017"},
}
TENURES = {"native": "2", "questor": "1 to 2 years", "pronto": "2", "generect": 2}

TWINS = {
    "title": Twins(
        job={"title": "Harbour Pilot, North"},
        other={"title": "Harbour Keeper, North"},
        asked={"": "north harbour pilot"},
    ),
    "past_title": Twins(before("Harbour Clerk"), before("Harbour Porter"), asked={"": "harbour clerk"}),
    "title_ever": Twins(before("Lock Keeper"), before("Lock Smith"), asked={"": "lock keeper"}),
    "keyword": Twins(
        {"summary": "Keeps bees and sails"}, {"summary": "Keeps bees, sells sails"}, asked={"": '"bees and sails"'}
    ),
    "location": Twins(
        {"location": "Lyon, France"},
        {"location": "Geneva, Switzerland"},
        asked={"": "105015875", "native": ["France", "105015875"], "generect": "France"},
    ),
    "headquarters": Twins(
        job=firm("Kestrelmoor", location="Lyon, France"),
        other=firm("Kestrelmoor", location="Geneva, Switzerland"),
        asked={"": "105015875", "native": ["Frankreich"], "generect": "France"},
    ),
    "industry": Twins(
        job=firm("Kestrelmoor", industry="Software Development"),
        other=firm("Kestrelmoor", industry="Hospitals"),
        asked={"": "4", "native": ["Computer Software", "6"], "generect": "Software Development"},
    ),
    "lead_industry": Twins(
        {"industry": "Law Practice", "_job": firm(industry="Hospitals")},
        {"industry": "Hospitals", "_job": firm(industry="Law Practice")},
        asked={"": "Law Practice", "native": ["9"]},
    ),
    "company": Twins(job=AT, other=NOT_AT, asked=FORMS),
    "company_ever": Twins(
        before("Porter", "", **AT["company"]), before("Porter", "", **NOT_AT["company"]), asked=WORKED
    ),
    "past_company": Twins(
        before("Porter", "", **AT["company"]),
        before("Porter", "", **NOT_AT["company"]),
        asked={**FORMS, "past_company_names": "Twinfield Systems"},
    ),
    "company_type": Twins(
        job=firm("Kestrelmoor", type="Educational"),
        other=firm("Kestrelmoor", type="Self-Employed"),
        asked={"": "Educational Institution", "pronto": "E"},
    ),
    "headcount": Twins(
        job=firm("Kestrelmoor", size="51-200"),
        other=firm("Kestrelmoor", size="201-500"),
        asked={"": "51-200", "native": ["D", "51-200"]},
    ),
    "seniority": Twins(
        job={"seniority": "VP"},
        other={"seniority": "Director"},
        asked={"native": ["vp", "300"], "questor": "Vice President", "pronto": "300", "generect": "vp"},
    ),
    "function": Twins(
        job={"function": "Sales"},
        other={"function": "Purchasing"},
        asked={"native": ["sales", "25"], "questor": "Sales", "pronto": "25", "generect": "Sales"},
    ),
    "years_in_position": Twins(job={"start_date": ago(months=35)}, other={"start_date": ago(years=3)}, asked=TENURES),
    "years_at_company": Twins(job={"start_date": ago(years=1)}, other={"start_date": ago(months=11)}, asked=TENURES),
    "years_of_experience": Twins(job={"start_date": ago(years=2)}, other={"start_date": ago(years=4)}, asked=TENURES),
    "changed_jobs": Twins(job={"start_date": ago(months=3)}, other={"start_date": ago(months=4)}),
    "posted": Twins({"posted_on": days_ago(29)}, {"posted_on": days_ago(33)}),
    "in_news": Twins({"news_on": days_ago(2)}, {"news_on": days_ago(200)}),
    "first_name": Twins(
        {"full_name": "Søren Ostwick"},
        {"full_name": "Sören-Ole Ostwick", "first_name": "Soe", "last_name": "Soren"},
        asked={"": "soren"},
    ),
    "last_name": Twins({"full_name": "Ilka Vantorre"}, {"full_name": "Vantorre Ilka"}, asked={"": "Vantorre"}),
    "full_name": Twins(
        {"full_name": "Jos\u00e9  Almendro"}, {"full_name": "Jose Almendros"}, asked={"": "jose almendro"}
    ),
    "profile_language": Twins(
        {"profile_language": "de"}, {"profile_language": "da_DK"}, asked={"": "German", "native": ["de", "German"]}
    ),
    "school": Twins(
        {"education": [{"school": "Nordholt College", "school_id": "820000011"}]},
        {"education": [{"school": "Nordholt College of Arts", "school_id": "820000012"}]},
        asked={"": "820000011", "native": ["820000011", "nordholt college"]},
    ),
    "group": Twins({"groups": ["7300011"]}, {"groups": ["7300012", "73000"]}, asked={"": "7300011"}),
    "skill": Twins(
        {"skills": ["Tide-Table Reading", "C++"]},
        {"skills": ["Tide Table Reading for Pilots", "Tide Tables", "C", "C#"]},
        asked={"": ["tide table READING", "Tide-table-reading", "c++"]},
    ),
    "account_list": Twins(
        job=firm("Listwell", website="listwell.example"),
        other=firm("Listwell", website="listswell.example"),
        asked={"": "ACCOUNTS"},
    ),
    "lead_list": Twins(asked={"": "LEADS"}),
    "lead": Twins(asked={"": "LEAD"}),
    "has_photo": Twins({"profile_photo": "https://img.example/1.jpg"}, {}),
    "has_email": Twins({"email": "somebody@twins.example"}, {"email": "none"}),
    "has_phone": Twins({"phone": "+47 22 00 00 00"}, {}),
    "has_start": Twins(job={"start_date": "2019-03"}, other={"start_date": ""}),
    "has_website": Twins(job=firm("Kestrelmoor", website="https://k.example"), other=firm("Kestrelmoor")),
    "has_whole_name": Twins(
        {"full_name": "Ruta Kelm", "last_name": "Kelm"}, {"full_name": "Ruta K.", "last_name": "K."}
    ),
}


def mark(name: str) -> str:
    """The title that both of a pair hold, in one word of their own."""
    return f"twinmark{name.replace('_', '')}"


def address(name: str, who: str) -> str:
    return f"https://www.linkedin.com/in/{who}-{name.replace('_', '-')}-4711"


def rows() -> Iterator[dict[str, object]]:
    """Everybody, as a file of nested profiles tells them."""
    for name, twins in TWINS.items():
        for who, said, job in (("right", twins.right, twins.job), ("twin", twins.twin, twins.other)):
            title = f"{job.get('title', '')} {mark(name)}".strip()
            held = {"company": {"name": "Kestrelmoor"}, "start_date": ago(months=30), **job, **said.get("_job", {})}
            jobs = [{**held, "title": title}, *([said["_before"]] if "_before" in said else [])]
            shared = {
                "full_name": f"{who.title()} {name.title()}",
                "location": "Oslo, Norway",
                "linkedin_url": address(name, who),
            }
            yield {**shared, **{key: value for key, value in said.items() if key[0] != "_"}, "experience": jobs}
