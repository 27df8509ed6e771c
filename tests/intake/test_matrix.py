"""Header language x field, encoding x language, and whatever Python's csv or xlsxwriter writes: the same people."""

import csv
import io
from datetime import date
from itertools import count

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from stores import settings_of

from leadscout.assemble import Leadscout
from leadscout.intake.columns import headers
from leadscout.intake.leads import Rows
from leadscout.model.files import ReadingChoices

TEN = ("de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "cs")
CELLS = {
    "email": "anna@x.example",
    "phone": "+49 30 123456",
    "profile_url": "https://www.linkedin.com/in/anna-test",
    "company_url": "https://www.linkedin.com/company/testwerk",
    "company_website": "testwerk.example",
    "personal_website": "anna.example",
    "company_size": "51-200",
    "started": "2020-03",
    "ended": "2021-04",
    "connections": "512",
}
_numbers = count()


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Reads a file as an import does; gives the people, and what was said."""
    folder = tmp_path_factory.mktemp("matrix")
    home = Leadscout(settings_of(folder))

    def people(write, name="people.csv"):
        path = folder / f"{next(_numbers)}-{name}"
        write(path)
        reader = home.reader(ReadingChoices(as_of=date(2026, 3, 1)))
        (part,) = reader.parts([path])
        with reader.opened(part) as reading:
            rows = list(reading.rows())
            said = list(reading.notes)
        path.unlink()
        assert not [row.reason for row in rows if row.reason]
        return [row.lead for row in rows], said

    return people


def names_of(language):
    """The first name of each field in a language."""
    return {field: written[0] for field, one, written in headers() if one == language}


def table(*rows, encoding="utf-8", **dialect):
    def write(path):
        with path.open("w", newline="", encoding=encoding) as file:
            csv.writer(file, **dialect).writerows(rows)

    return write


@pytest.mark.parametrize("language", TEN)
def test_all_fields_at_once_in_a_language_are_those_of_our_own_names(read, language):
    names = names_of(language)
    cells = [CELLS.get(field, f"Zorgwort {field}".replace("_", "")) for field in names]
    (theirs,), _ = read(table(list(names.values()), cells))
    (ours,), _ = read(table(list(names), cells))
    assert not ours.custom
    assert theirs == ours


OF_OTHERS = {("fr", "state"), ("da", "state"), ("pl", "country")}
"""Names that mean another field in English or Czech: they are read so only among columns in their language."""


@pytest.mark.parametrize("language", TEN)
def test_each_field_alone_is_that_of_our_own_name(read, language):
    """Every field that the table has in the language, each beside an e-mail and a name that say whose row it is."""
    for field, name in names_of(language).items():
        if field in ("email", "full_name", "first_name", "last_name", "middle_name") or (language, field) in OF_OTHERS:
            continue
        row = ("Ana Ruiz", "q@q.example", CELLS.get(field, "Zorgwort"))
        (theirs,), _ = read(table(("Full Name", "Email", name), row))
        (ours,), _ = read(table(("Full Name", "Email", field), row))
        assert theirs == ours, (language, field, name)
        assert not theirs.custom, (language, field, name)


WESTERN = ("cp1252", "mac_roman", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
EASTERN = ("cp1250", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
PEOPLE = {
    "de": ("Jürgen Großkopf", "Käthe Müßig", "Lüneburg", "Geschäftsführer"),
    "fr": ("Désirée Châtelain", "François Lefèvre", "Angoulême", "Directrice générale déléguée"),
    "es": ("Begoña Zúñiga", "Íñigo Peñalver", "Castellón", "Ingeniería y diseño"),
    "it": ("Niccolò Forlì", "Agnès Cantù", "Città di Castello", "Responsabile qualità"),
    "pt": ("Vitória Assumpção", "João Conceição", "Ribeirão Preto", "Gestão de produção"),
    "nl": ("Zoë Daniëls", "Renée Coördes", "Curaçao", "Financiële coördinator"),
    "sv": ("Kåre Ångström", "Åsa Sjögren", "Södertälje", "Försäljningschef"),
    "da": ("Lærke Søgaard", "Åge Østergård", "Skælskør", "Økonomichef"),
    "pl": ("Krzysztof Brzeziński", "Świętosława Żółć", "Włocławek", "Księgowość"),
    "cs": ("Bohumil Přikryl", "Zdeňka Dvořáková", "Kroměříž", "Vedoucí účtárny"),
}
"""Two invented names, a place and a title in each language."""


@pytest.mark.parametrize(
    ("language", "encoding"),
    [(language, one) for language in TEN for one in (EASTERN if language in ("pl", "cs") else WESTERN)],
)
def test_an_encoding_is_read_right_in_each_language(read, language, encoding):
    one, other, place, title = PEOPLE[language]
    names = names_of(language)
    head = [names["full_name"], names["city"], names["title"]]
    rows = [(one, place, title), (other, place, title)]
    people, said = read(table(head, *rows, encoding=encoding, delimiter=";"))
    shown = [(lead.full_name, lead.location.city, lead.positions[0].title) for lead in people]
    assert shown == [(one, place, title), (other, place, title)], said


COLUMNS = ("Full Name", "Company", "Job Title", "Headline", "Email", "Stage")
_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=25).filter(
    lambda text: text.lstrip()[:1] not in ("'", "=")  # marks of spreadsheets
)
_ROWS = st.lists(st.tuples(_TEXT, _TEXT, _TEXT, _TEXT), min_size=1, max_size=6)


def whole(rows, end="\n"):
    """Whole rows, with a cell of two lines."""
    return [(*row, f"p{at}@x.example", f"warm{end}and cold") for at, row in enumerate(rows)]


def as_rows(rows):
    """The people of rows that no file was between."""
    reader = Rows({}, "table", date(2026, 3, 1), COLUMNS)
    return [reader.lead(dict(zip(COLUMNS, row, strict=True))) for row in rows]


def as_it_is(text, *_):
    return text


def separator(text, delimiter, end):
    """The line that Excel writes and reads first."""
    return f"sep={delimiter}{end}{text}"


def titled(text, delimiter, end):
    """What a report has above its table."""
    return f"Contacts of May{delimiter * 2}{end}{end}{text}"


def spaced(text, delimiter, end):
    """Blank rows below, with all their separators, as LibreOffice writes a sheet whose cells were emptied."""
    return text + f"{delimiter * (len(COLUMNS) - 1)}{end}" * 3


QUIRKS = (as_it_is, separator, titled, spaced)
DIALECTS = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",;\t|"),
        "quoting": st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)),
        "lineterminator": st.sampled_from(("\n", "\r\n", "\r")),
    }
)


@settings(max_examples=60)
@given(
    rows=_ROWS,
    quirk=st.sampled_from(QUIRKS),
    dialect=DIALECTS,
    encoding=st.sampled_from(("utf-8", "utf-8-sig", "utf-16")),
)
def test_any_table_of_a_program_has_the_same_people(read, rows, quirk, dialect, encoding):
    """As Python's csv writes them, with the quirks of Excel and LibreOffice."""
    end = dialect["lineterminator"]
    written = io.StringIO(newline="")
    csv.writer(written, **dialect).writerows((COLUMNS, *whole(rows, end)))
    text = quirk(written.getvalue(), dialect["delimiter"], end)
    people, _ = read(lambda path: path.write_bytes(text.encode(encoding)))
    assert people == as_rows(whole(rows, end))


@settings(max_examples=40)
@given(rows=_ROWS, inline=st.booleans(), above=st.integers(0, 3))
def test_any_workbook_has_the_same_people(read, rows, inline, above):
    """With texts inside their cells, or in one place as Excel, openpyxl and LibreOffice keep them; blank rows above."""

    def write(path):
        with xlsxwriter.Workbook(path, {"constant_memory": inline}) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate((COLUMNS, *whole(rows))):
                for column, cell in enumerate(row):
                    sheet.write_string(at + above, column, cell)

    people, _ = read(write, "people.xlsx")
    assert people == as_rows(whole(rows))
