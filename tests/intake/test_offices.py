"""Column names of ten languages, letters of every code page, cells as offices write them, dates of either order."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscout.intake.columns import headers
from leadscout.intake.encodings import repaired
from leadscout.intake.files import open_file
from leadscout.intake.leads import Rows
from leadscout.intake.opened import FileChoices
from leadscout.intake.orders import orders
from leadscout.intake.tables import Table
from leadscout.lexicon.identities.display import shown
from leadscout.lexicon.identities.phones import each_once

TEN = ("de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "cs")
CELLS = {
    "email": "anna@x.example",
    "phone": "+49 30 123456",
    "profile_url": "https://www.linkedin.com/in/anna-test",
    "company_url": "https://www.linkedin.com/company/testwerk",
    "company_website": "testwerk.example",
    "company_size": "51-200",
    "started": "2020-03",
    "ended": "2021-04",
    "connections": "512",
}
"""A cell of each field that takes no other text."""
SHOWN = {"company_url": "testwerk", "profile_url": "anna-test"}


def table(text, mapping=None):
    """The people of a table, read with all that its columns and cells decide."""
    opened = Table(Path("people.csv"), mapping or ()).opened(io.StringIO(text, newline=""), lambda: 0.0)
    lines = list(opened.lines)
    firsts, undecided = orders(iter(lines), opened.format)
    rows = Rows(mapping or {}, opened.format, None, opened.columns, firsts)
    return [rows.read(line.values) for line in lines], rows, undecided


def leads(text):
    return [reading.lead for reading in table(text)[0]]


def cells(*rows):
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue()


@pytest.mark.parametrize("language", TEN)
def test_every_field_has_a_name_in_each_language(language):
    fields = {field for field, one, _ in headers() if one == language}
    english = {field for field, one, _ in headers() if one == "de"}
    assert english <= fields, english - fields


@pytest.mark.parametrize("language", TEN)
@pytest.mark.parametrize("form", ["{0}", " {1} *", "{0} (required)"])
def test_every_column_name_is_read_as_its_field(language, form):
    for field, name in ((field, name) for field, one, names in headers() if one == language for name in names):
        cell, beside = CELLS.get(field, "Zorgwort"), "Company" if field == "title" else "Title"
        column = form.format(name, name.upper())
        (lead,) = leads(cells(("Email", beside, column), ("q@q.example", "Chief", cell)))
        assert not lead.custom, (column, lead.custom)
        assert SHOWN.get(field, cell) in repr(lead), (column, lead)


@pytest.mark.parametrize(
    ("columns", "row", "names"),
    [
        (("Vorname", "Name", "E-Mail"), ("Anna", "Bergdorf", "a@b.example"), ("Anna", "Bergdorf")),
        (("Prénom", "Nom", "Courriel"), ("Anna", "Bergdorf", "a@b.example"), ("Anna", "Bergdorf")),
        (("Nombre", "Empresa", "Correo"), ("Ana Ruiz", "Acme", "a@b.example"), ("Ana", "Ruiz")),
        (("Nom", "Société", "Courriel"), ("Anna Bergdorf", "Acme", "a@b.example"), ("Anna", "Bergdorf")),
        (("Förnamn", "Namn", "E-post"), ("Åsa", "Lind", "a@b.example"), ("Åsa", "Lind")),
    ],
)
def test_a_name_means_what_the_columns_beside_it_leave(columns, row, names):
    (lead,) = leads(cells(columns, row))
    assert (lead.first_name, lead.last_name) == names


def test_one_word_is_a_region_in_czech_and_a_country_in_polish():
    (czech,) = leads(cells(("Jméno", "Příjmení", "Město", "Kraj"), ("Jana", "Malá", "Brno", "Jihomoravský")))
    (polish,) = leads(cells(("Imię", "Nazwisko", "Miasto", "Kraj"), ("Jan", "Mały", "Łódź", "Polska")))
    assert (czech.location.state, czech.location.country) == ("Jihomoravský", "")
    assert (polish.location.state, polish.location.country) == ("", "Polska")


OFFICES = {
    "cp1252": (
        "Vorname;Nachname;Ort\nJürgen;Großkopf;Lüneburg\n",
        "Prénom;Nom;Ville\nDésirée;Châtelain;Angoulême\n",
        "Nombre;Apellido;Ciudad\nBegoña;Zuñiga;Castellón\n",
        "Nome;Sobrenome;Cidade\nVitória;Assumpção;Ribeirão Preto\n",
        "Förnamn;Efternamn;Ort\nKåre;Ångström;Södertälje\n",
        "Fornavn;Efternavn;By\nLærke;Søgaard;Skælskør\n",
    ),
    "mac_roman": ("Vorname;Nachname;Ort\nJürgen;Großkopf;Lüneburg\n", "Prénom;Nom;Ville\nDésirée;Châtelain;Nîmes\n"),
    "cp1250": (
        "Imię;Nazwisko;Miasto\nKrzysztof;Brzeziński;Włocławek\n",
        "Jméno;Příjmení;Město\nBohumil;Přikryl;Pardubice\n",
        "Vezetéknév;Keresztnév;Város\nHajdú;Ödön;Hódmezővásárhely\n",
    ),
    "cp1251": ("First Name;Last Name;City\nКирилл;Рябцев;Тула\n", "First Name;Last Name;City\nГанна;Ткачук;Чернівці\n"),
    "koi8_r": ("First Name;Last Name;City\nКирилл;Рябцев;Тула\n",),
    "cp1253": ("First Name;Last Name;City\nΚατερίνα;Ζαφειρίου;Χανιά\n",),
    "cp1254": ("First Name;Last Name;City\nÇağatay;Uluğ;Balıkesir\n",),
    "cp1257": (
        "First Name;Last Name;City\nŽygimantas;Čiurlionis;Utena\n",
        "First Name;Last Name;City\nĒriks;Āboliņš;Rīga\n",
    ),
    "cp932": ("First Name;Last Name;Company\n健太郎;高木;東洋商事株式会社\n",),
    "gb18030": ("First Name;Last Name;Company\n晓峰;欧阳;华东电子有限公司\n",),
    "cp949": ("First Name;Last Name;Company\n민;남궁;대림건설\n",),
}


@pytest.mark.parametrize(("encoding", "text"), [(one, text) for one, texts in OFFICES.items() for text in texts])
@pytest.mark.parametrize("rows_before", [0, 30_000])
def test_letters_tell_the_code_page_wherever_in_the_file_they_stand(tmp_path, encoding, text, rows_before):
    path = tmp_path / "people.csv"
    head, row = text.splitlines()
    plain = "Jan;Smit;Delft\n" * rows_before
    path.write_bytes(f"{head}\n{plain}{row}\n".encode(encoding))
    with open_file(path) as file:
        last = list(file.lines)[-1]
    assert list(last.values.values()) == row.split(";")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_in_every_form(tmp_path, encoding):
    path = tmp_path / "people.csv"
    path.write_bytes("First Name,Last Name,City\nŁukasz,Ärger,Кириши\n".encode(encoding))
    with open_file(path) as file:
        assert list(next(file.lines).values.values()) == ["Łukasz", "Ärger", "Кириши"]
        assert not file.doubt


def test_what_stays_doubtful_is_told_and_the_user_decides(tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes("First Name,Last Name\nXqû,Zvâ\n".encode("cp1252"))
    with open_file(path) as file:
        assert "--encoding" in file.doubt
    with open_file(path, (), FileChoices("cp1251")) as file:
        assert (next(file.lines).values["First Name"], file.doubt) == ("Xqы", "")


@pytest.mark.parametrize(
    ("garbled", "right"),
    [
        ("JÃ¼rgen GroÃŸ", "Jürgen Groß"),
        ("JÃƒÂ¼rgen", "Jürgen"),
        ("WÃ³jcik", "Wójcik"),
        ("M√ºller", "Müller"),
        ("РњРѕСЃРєРІР°", "Москва"),
        ("JĂĽrgen", "Jürgen"),
        ("São Paulo", "São Paulo"),
        ("РСФСР", "РСФСР"),
        ("ÉCOLE À LYON", "ÉCOLE À LYON"),
    ],
)
def test_letters_encoded_twice_are_repaired_and_no_others(garbled, right):
    assert repaired(garbled) == right
    (lead,) = leads(cells(("Full Name", "Email"), (garbled, "a@b.example")))
    assert lead.full_name == right


_CELL = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\x00"), max_size=30)


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)),
    end=st.sampled_from(("\n", "\r\n")),
)
def test_any_csv_that_python_writes_is_read_back(rows, delimiter, quoting, end):
    text = io.StringIO(newline="")
    written = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)
    written.writerows(
        [("Full Name", "Company", "Job Title", "Email"), *((*row, f"p{at}@x.example") for at, row in enumerate(rows))]
    )
    opened = Table(Path("x.csv"), ()).opened(io.StringIO(text.getvalue(), newline=""), lambda: 0.0)
    people = [line.values for line in opened.lines]
    assert [person["Email"] for person in people] == [f"p{at}@x.example" for at in range(len(rows))]
    for person, row in zip(people, rows, strict=True):
        for value, cell in zip(person.values(), row, strict=False):
            assert value == cell or cell[:1] in ("'", "=")


@pytest.mark.parametrize(
    ("cells_", "expected", "undecided"),
    [
        (("03/04/2021", "25/12/2020"), ("2021-04-03", "2020-12-25"), ()),
        (("03/04/2021", "12/25/2020"), ("2021-03-04", "2020-12-25"), ()),
        (("03.04.2021", "05.06.19"), ("2021-04-03", "2019-06-05"), ()),
        (("03/04/2021", "05/06/2020"), ("2021", "2020"), ("Start Date",)),
        (("43891", "2020-03-01"), ("2020-03-01", "2020-03-01"), ()),
        (("12 de marzo de 2023", "2 août 2021"), ("2023-03-12", "2021-08-02"), ()),
        (("Q3 2021", "summer 2019"), ("", ""), ()),
    ],
)
def test_the_column_decides_whether_the_day_is_first(cells_, expected, undecided):
    rows = [(f"P {at} Test", "CFO", cell) for at, cell in enumerate(cells_)]
    readings, _, open_ = table(cells(("Full Name", "Title", "Start Date"), *rows))
    assert tuple(reading.lead.positions[0].started for reading in readings) == expected
    assert open_ == undecided
    told = [bool(reading.doubts) for reading in readings]
    assert told == [len(date) < 5 for date in expected], "what is not read as it stands is told"


def test_a_decided_column_decides_for_the_others_of_its_file():
    head = ("Full Name", "Title", "Start Date", "End Date")
    (lead,) = leads(cells(head, ("A Test", "CFO", "03/04/2021", "25/12/2021")))
    assert (lead.positions[0].started, lead.positions[0].ended) == ("2021-04-03", "2021-12-25")


@pytest.mark.parametrize(
    ("written", "size", "doubts"),
    [
        ("10-Feb", "2-10", 1),
        ("Nov-50", "11-50", 1),
        ("51-200", "51-200", 0),
        ("2026-02-10", "2-10", 1),
        ("1950-11-01", "11-50", 1),
    ],
)
def test_ranges_that_a_spreadsheet_took_for_days(written, size, doubts):
    ((reading,), *_) = table(cells(("Full Name", "Company", "Company Size"), ("A Test", "X", written)))
    assert (reading.lead.positions[0].company.size, len(reading.doubts)) == (size, doubts)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Dr. Anna Lee", "Anna Lee"),
        ("Anna Lee, MBA, PhD", "Anna Lee"),
        ("Anna Lee MBA", "Anna Lee"),
        ("Anna Lee (she/her) 🚀", "Anna Lee"),
        ("Prof. Dr. Jörg Weiß", "Jörg Weiß"),
        ("Jack Ma", "Jack Ma"),
        ("Ng, Anna", "Ng, Anna"),
        ("Anna Lee Jr.", "Anna Lee Jr."),
        ("Dr.", "Dr."),
        ("María García López", "María García López"),
    ],
)
def test_names_are_shown_without_what_stands_beside_them(written, name):
    assert shown(written) == name
    (lead,) = leads(cells(("Full Name", "Email"), (written, "a@b.example")))
    assert lead.full_name == name
    assert lead.custom == ({} if written == name else {"Full Name": written}), "as it was written is kept"


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("+49 (0)89 123456; 0049 89 123456 / 089/123456", ("+49 (0)89 123456",)),
        ("['+1 555 0100', '+1 555 0101']", ("+1 555 0100", "+1 555 0101")),
        ("tel:+1 555 0100 ::: +1 555 0101", ("+1 555 0100", "+1 555 0101")),
        ("089/123456", ("089/123456",)),
    ],
)
def test_several_numbers_in_a_cell_each_once(cell, numbers):
    (lead,) = leads(cells(("Full Name", "Phone"), ("A Test", cell)))
    assert lead.phones == numbers
    assert each_once(lead.phones) == numbers


@pytest.mark.parametrize(
    ("cell", "emails"),
    [
        ("Ada <a@x.example>; mailto:b@x.example", ("a@x.example", "b@x.example")),
        ('["a@x.example", "B@x.example"]', ("a@x.example", "B@x.example")),
        ("['a@x.example', 'A@X.example']", ("a@x.example",)),
        ("a@bücher.example", ("a@bücher.example",)),
        ("a..b@x.example", ()),
        ('="a@x.example"', ("a@x.example",)),
        ('=HYPERLINK("mailto:a@x.example","a@x.example")', ("a@x.example",)),
    ],
)
def test_e_mails_in_a_cell(cell, emails):
    (lead,) = leads(cells(("Full Name", "Email"), ("A Test", cell)))
    assert lead.emails == emails


def test_a_form_of_address_is_no_job_and_true_is_no_text():
    head = ("First Name", "Last Name", "Title", "Job Title", "Company")
    (lead,) = leads(cells(head, ("Grace", "Hill", "Mrs.", "Engineer", "FALSE")))
    assert (lead.positions[0].title, lead.positions[0].company.name, lead.custom) == ("Engineer", "", {"Title": "Mrs."})
