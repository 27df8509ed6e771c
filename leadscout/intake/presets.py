"""Files for other programs: the columns that each takes in, under its own names, as rows of data/presets.tsv."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from leadscout.intake.layouts import Layout, RowTally
from leadscout.lexicon.files import rows
from leadscout.lexicon.identities import companies, phones
from leadscout.lexicon.identities.domains import company_domain
from leadscout.model.formulas import guard
from leadscout.model.lead import Company, Lead, Position
from leadscout.model.search import LeadMatch

_EMPTY = Position()
_HARMLESS = re.compile(r"[+(]?[\d ().\-/]+")
"""A phone that a spreadsheet may take for a sum: it can call no function and name no cell."""


@dataclass(frozen=True)
class Preset:
    """A program: what its files list, how phones are written, what each row needs, how many it takes; "" and 0: any.

    `columns` has the value of each column, and what stands in its place where it is not known.
    """

    name: str
    sentence: str
    of_companies: bool
    phones: str
    needs: str
    most: int
    columns: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Shown:
    """Somebody as a row for a program: with names instead of ids, the job that matched, and the region of phones."""

    lead: Lead
    job: Position
    region: str
    phones: str

    @property
    def company(self) -> Company:
        """The employer of the job that matched."""
        return self.job.company

    @property
    def numbers(self) -> tuple[str, ...]:
        """The phones, as the program takes them."""
        write = {"e164": _e164, "shown": _text}[self.phones]
        return tuple(write(number, self.region) for number in self.lead.phones)


VALUES: Mapping[str, Callable[[Shown], str]] = {
    "id": lambda one: one.lead.id,
    "full_name": lambda one: one.lead.full_name or f"{one.lead.first_name} {one.lead.last_name}".strip(),
    "first_name": lambda one: one.lead.first_name or one.lead.full_name.partition(" ")[0],
    "last_name": lambda one: one.lead.last_name or _last_of(one.lead),
    "email": lambda one: next(iter(one.lead.emails), ""),
    "phone": lambda one: next(iter(one.numbers), ""),
    "mobile": lambda one: next(filter(phones.is_mobile, one.numbers[1:]), ""),
    "linkedin": lambda one: one.lead.profile_url,
    "location": lambda one: one.lead.location.written,
    "city": lambda one: one.lead.location.city,
    "state": lambda one: one.lead.location.state,
    "country": lambda one: one.lead.location.country,
    "title": lambda one: one.job.title,
    "started": lambda one: one.job.started,
    "main_title": lambda one: (one.lead.primary or _EMPTY).title,
    "main_company": lambda one: (one.lead.primary or _EMPTY).company.name,
    "company": lambda one: one.company.name,
    "company_domain": lambda one: _domain(one.company),
    "company_website": lambda one: one.company.website or _domain(one.company),
    "company_linkedin": lambda one: companies.page_of(one.company),
    "company_industry": lambda one: one.company.industry,
    # A hyphen between two numbers is a day of a month to a spreadsheet: 2-10, 11-50.
    "company_size": lambda one: (one.company.size or str(one.company.headcount or "")).replace("-", "\u2013"),
    "company_city": lambda one: one.company.location.city,
    "company_state": lambda one: one.company.location.state,
    "company_country": lambda one: one.company.location.country,
    "headcount": lambda one: str(one.company.headcount or ""),
}
"""What can stand in a column."""

_PHONES = ("phone", "mobile")
_NO_DIGIT = re.compile(r"\D")
_COUNTRY = re.compile(r"^\s*\+\s*(\d+)")


@cache
def presets() -> Mapping[str, Preset]:
    """The programs by name."""
    columns: dict[str, dict[str, tuple[str, str]]] = {}
    for row in rows("preset_columns", "leadscout.intake"):
        columns.setdefault(row["preset"], {})[row["column"]] = row["value"], row["otherwise"]
    return {
        row["name"]: Preset(
            row["name"],
            row["sentence"],
            row["lists"] == "companies",
            row["phones"],
            row["needs"],
            int(row["most"]),
            columns[row["name"]],
        )
        for row in rows("presets", "leadscout.intake")
    }


def layout(preset: Preset, named: Callable[[LeadMatch], LeadMatch], region: Callable[[Lead], str]) -> Layout:
    """The columns of a program. `named` gives a match with names in all cells, `region` the ISO code of a country."""
    tally = RowTally()
    listed: set[str] = set()

    def values(match: LeadMatch) -> Mapping[str, Any] | None:
        shown = named(match)
        one = Shown(shown.lead, shown.position or shown.lead.primary or _EMPTY, region(match.lead), preset.phones)
        if preset.needs and not VALUES[preset.needs](one):
            tally.left_out += 1
            return None
        if preset.of_companies:
            keys = set(companies.keys(one.company))
            if not keys.isdisjoint(listed):
                return None
            listed.update(keys)
        return {column: VALUES[value](one) or otherwise for column, (value, otherwise) in preset.columns.items()}

    numbers = {column for column, (value, _) in preset.columns.items() if value in _PHONES}

    def guarded(column: str, cell: str) -> str:
        return cell if column in numbers and _HARMLESS.fullmatch(cell) else guard(cell)

    columns = tuple(preset.columns)
    return Layout(columns, columns, values, guarded, mark=False, tally=tally)


def _e164(number: str, region: str) -> str:
    """A plus and digits where the country is known, even one that nobody has given out; else as written."""
    if whole := phones.international(number, region):
        return whole
    plain = number.strip().replace("(0)", "")
    return f"+{_NO_DIGIT.sub('', plain)}" if plain[:1] == "+" and _HARMLESS.fullmatch(plain) else number


def _text(number: str, region: str) -> str:
    """A number with brackets or blanks: no spreadsheet reads it as a formula, or as a number without its zero."""
    if whole := phones.in_brackets(number, region):
        return whole
    if number.isdecimal():
        return f"{number[:3]} {number[3:]}".strip()
    return _COUNTRY.sub(r"(+\1)", number)


def _last_of(lead: Lead) -> str:
    return "" if lead.first_name else lead.full_name.partition(" ")[2]


def _domain(company: Company) -> str:
    return company_domain(company.domain) or company_domain(company.website)
