"""What people complain of in other tools, by class: each file as it came, and what must come out of it.

Source: public bug reports and header lists of contact tools and CRMs, re-made with invented people.
"""

import csv
import io
import json

import pytest
from stores import settings_of

from leadscout.assemble import Leadscout
from leadscout.intake.columns import among, fields, format_of, meaning
from leadscout.model.files import FileError, ReadingChoices

LETTERS = {
    "cp850": "Vorname;Nachname;Ort\nJürgen;Großkopf;Lüneburg\nKäthe;Müßig;Köln\n",
    "cp437": "Vorname;Nachname;Ort\nJürgen;Großkopf;Lüneburg\n",
    "cp852": "Imię;Nazwisko;Miasto\nKrzysztof;Brzeziński;Włocławek\nŁucja;Żółć;Łódź\n",
    "cp866": "First Name;Last Name;City\nКирилл;Рябцев;Тула\nЗоя;Щукина;Тверь\n",
    "cp857": "First Name;Last Name;City\nÇağatay;Uluğ;Balıkesir\n",
    "iso8859_2": "Jméno;Příjmení;Město\nBohumil;Přikryl;Kroměříž\nŠárka;Žižková;Plzeň\n",
    "iso8859_5": "First Name;Last Name;City\nКирилл;Рябцев;Тула\nЗоя;Щукина;Тверь\n",
    "iso8859_7": "First Name;Last Name;City\nΚατερίνα;Ζαφειρίου;Χανιά\nΆννα;Ώρα;Άρτα\n",
    "iso8859_15": "Prénom;Nom;Ville\nDésirée;Lœuillet;Nœux-les-Mines\n",
    "mac_latin2": "Imię;Nazwisko;Miasto\nKrzysztof;Brzeziński;Włocławek\n",
    "mac_cyrillic": "First Name;Last Name;City\nКирилл;Рябцев;Тула\n",
    "cp1255": "First Name;Last Name;City\nאריאל;זמיר;עפולה\nשולמית;נחום;לוד\n",
    "cp1256": "First Name;Last Name;City\nبلال;القاسمي;حلب\nشيماء;الراوي;بابل\n",
    "cp874": "First Name;Last Name;City\nประยุทธ;สายทอง;ลำปาง\nกนกวรรณ;พูนสุข;ตรัง\n",
    "cp950": "First Name;Last Name;City\n國強;呂;新竹\n美華;石;嘉義\n文玲;江;花蓮\n",
    "euc_jp": "First Name;Last Name;City\n健太郎;高木;所沢\n千尋;深津;長崎\n",
}


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Reads a file as an import does; gives the people, why rows were refused, and what was said of the others."""
    folder = tmp_path_factory.mktemp("complaints")
    home = Leadscout(settings_of(folder))

    def people(content, name="people.csv"):
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        reader = home.reader(ReadingChoices())
        rows, notes = [], []
        for part in reader.parts([path]):
            with reader.opened(part) as reading:
                rows += reading.rows()
                notes += reading.notes
        leads = [row.lead for row in rows if row.lead]
        refused = [row.reason for row in rows if not row.lead]
        return leads, refused, [*notes, *(doubt for row in rows for doubt in row.doubts)]

    return people


@pytest.mark.parametrize("encoding", LETTERS)
def test_letters_of_dos_macs_and_iso(read, encoding):
    text = LETTERS[encoding]
    people, _, notes = read(text.encode(encoding))
    rows = [f"{one.first_name};{one.last_name};{one.location.city}" for one in people]
    assert (rows, notes) == (text.splitlines()[1:], [])


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("=?UTF-8?Q?J=C3=BCrgen_Wei=C3=9F?=", "Jürgen Weiß"),
        ("=?utf-8?B?SsO8cmdlbg==?= Lee", "Jürgen Lee"),
        ("=?no-such-code?Q?Anna?= Lee", "=?no-such-code?Q?Anna?= Lee"),
        (r"J\u00fcrgen M\u00fcller", "Jürgen Müller"),
        ("Fran&ccedil;ois Lee", "François Lee"),
        ("Fran&ccedilois Lee", "François Lee"),
        ("AT&T R&D", "AT&T R&D"),
        ("Anna\u00a0Lee\u200b", "Anna Lee"),
        ("Ju\u0308rgen Lee", "Jürgen Lee"),
    ],
)
def test_letters_written_in_another_way(read, written, name):
    ((person,), *_) = read(f"Full Name,Email\n{written},a@x.example\n")
    assert person.full_name == name


@pytest.mark.parametrize(("name", "count"), [("J\ufffdrgen M\ufffdller", 1), ("J?rgen Lee", 1), ("Anna Lee?", 0)])
def test_letters_that_were_lost_are_told_and_left_as_they_are(read, name, count):
    (person,), _, doubts = read(f"Full Name,Email\n{name},a@x.example\n")
    assert (person.full_name, len(doubts)) == (name, count)


COLUMNS = {
    "RocketReach": (
        "Recommended Email=email|Recommended Work Email=email|Current Employer=company_name|"
        "Employer Website=company_website"
    ),
    "Cognism": (
        "DirectDial=phone|Job Join Date=started|Person City=city|Headcount=company_size|Company LinkedIn=company_url"
    ),
    "Hunter": (
        "Domain name=company_website|Organization=company_name|Twitter handle=twitter|"
        "Position=title|Email address=email"
    ),
    "Snov": (
        "Company social URL=company_url|User social=profile_url|Locality=city|Job position=title|HQ=company_location"
    ),
    "HubSpot": (
        "Primary Company=company_name|Additional email addresses=email|"
        "Employment Seniority=seniority|State/Region=state"
    ),
    "Pipedrive": (
        "Person - Email - Work=email|Person - Job title=title|"
        "Organization - Website=company_website|Person - Phone - Mobile=phone"
    ),
    "Zoho": (
        "Account Name=company_name|Secondary Email=email|Mailing City=city|Designation=title|"
        "No. of Employees=company_size"
    ),
    "Capsule": ("Work Email Address=email|Work Phone Number=phone|Organization=company_name|Address City=city"),
    "Close": ("contact_name=full_name|contact_title=title|Contact Emails=email|primary_contact_primary_email=email"),
    "Dux-Soup": "Profile=profile_url|CompanyProfile=company_url|SalesProfile=sales_id|Picture=photo",
    "Waalaxy": "proEmail=email|occupation=headline|salesNavigatorUrl=sales_id|phoneNumbers=phone",
    "Evaboot": (
        "Linkedin URL Public=profile_url|Linkedin URL Unique ID=profile_url|"
        "Number of Connections=connections|Profile Headline=headline"
    ),
    "Attio": (
        "Name > First name=first_name|Name > Last name=last_name|"
        "Email addresses > Email address=email|Primary location > City=city|"
        "Company > Name=company_name"
    ),
    "Dynamics": (
        "Address 1: Country/Region=country|Address 1: State/Province=state|Business Phone=phone|Email Address 2=email"
    ),
    "Dropcontact": "nb_employees=company_size|job=title|job_level=seniority|company_linkedin=company_url",
    "HeyReach": ("linkedInUserProfileUrl=profile_url|companyName=company_name|emailAddress=email|position=title"),
    "Crunchbase": "Primary Job Title=title|Primary Organization=company_name|Biography=summary",
    "Google": ("Additional Name=middle_name|Organization 1 - Title=title|E-mail 1 - Value=email|Address 1 - City=city"),
    "Lusha": (
        "Private Email=email|Additional Email 1=email|Company Main Industry=company_industry|Contact Country=country"
    ),
    "of offices": (
        "Tussenvoegsel=surname_prefix|Segundo apellido=second_surname|PEC=email|WhatsApp=phone|"
        "Nº empleados=company_size|Téléphone portable=phone|Mobil geschäftlich=phone|"
        "Position im Unternehmen=title|Nº de colaboradores=company_size"
    ),
}


@pytest.mark.parametrize("source", COLUMNS)
def test_columns_of_other_tools(source):
    columns = dict(pair.split("=") for pair in COLUMNS[source].split("|"))
    meanings = fields("person", format_of(columns, ""))
    meanings |= among(meanings, columns)
    assert {column: meaning(meanings, column) for column in columns} == columns


@pytest.mark.parametrize(
    ("columns", "row", "expected"),
    [
        ("Voornaam,Tussenvoegsel,Achternaam", "Jan,van der,Berg", ("Jan", "van der Berg", "Jan van der Berg")),
        ("Nombre,Primer apellido,Segundo apellido", "Ana,Ruiz,Gil", ("Ana", "Ruiz Gil", "Ana Ruiz Gil")),
        ("Full Name,Email", '"Lee, Anna",a@x.example', ("Anna", "Lee", "Lee, Anna")),
        ("Full Name,Email", "Anna (Annie) Lee,a@x.example", ("Anna", "Lee", "Anna (Annie) Lee")),
        ("Full Name,Email", "Anna Lee | Growth,a@x.example", ("Anna", "Lee", "Anna Lee")),
        ("Full Name,Email", "Anna Lee #ONO,a@x.example", ("Anna", "Lee", "Anna Lee")),
    ],
)
def test_names_in_parts(read, columns, row, expected):
    ((person,), *_) = read(f"{columns}\n{row}\n")
    assert (person.first_name, person.last_name, person.full_name) == expected


EMAILS = [
    ("mailto:a@x.example?subject=Hi", "a@x.example"),
    ("a@x.example#mailto:a@x.example#", "a@x.example"),
    ("{'email': 'a@x.example'}", "a@x.example"),
    ("{a@x.example,b@x.example}", "a@x.example b@x.example"),
    ("Lee, Anna <a@x.example>", "a@x.example"),
    ("*a@x.example", "a@x.example"),
    ("='a@x.example", "a@x.example"),
    ("\uff41@x.example", "a@x.example"),
    ("a@x.exampleb@x.example", None),
    ("a @x.example", None),
    ("a@x..example", None),
    ("a@x.example; b(at)x.example", None),
]
PHONES = [
    ("p:+4930123456", "+4930123456"),
    ("mobile: +4930123456; office: +4930123457", "+4930123456 +4930123457"),
    ("[{'number': '+4930123456', 'type': 'mobile'}]", "+4930123456"),
    ("+1 (555) 010-0100, ext 5", "+1 (555) 010-0100, ext 5"),
    ("+49 (0) 30 / 123 456", "+49 (0) 30 / 123 456"),
    ("4930123456.0", "4930123456"),
    ("+4930123456 (mobile)", "+4930123456"),
    ("\uff0b\uff14\uff19\uff13\uff10\uff11\uff12\uff13\uff14\uff15\uff16", "+4930123456"),
    ("00000000", None),
    ("123", None),
]
URLS = [
    *(
        (f"{start}linkedin.com/in/anna-lee-1{end}", "anna-lee-1")
        for start, end in (
            ("https://www.google.com/url?q=https://www.", "&sa=D"),
            ("https://safelinks.example/?url=https%3A%2F%2Fwww.", "&data=1"),
            ("https://web.archive.org/web/2020/https://www.", ""),
            ("[Anna](https://www.", ")"),
            ("https:/www.", ""),
            ("https://https://www.", ""),
        )
    ),
    ("https://www.linkedin.cn/in/anna-lee-1", "anna-lee-1"),
    ("/in/anna-lee-1", "anna-lee-1"),
    ("anna-lee-1", None),
    ("https://evil.example/linkedin.com/company/anna", None),
]
NOTHING = (
    "{{company}}",
    "${company}",
    "%COMPANY%",
    "#ADR!",
    "#NOMBRE?",
    "VRAI",
    "FALSCH",
    "(not set)",
    "TBC",
    "0",
    "nieznane",
)


@pytest.mark.parametrize(
    ("column", "cell", "shown"),
    [
        *(("Email", cell, shown) for cell, shown in EMAILS),
        *(("Phone", cell, shown) for cell, shown in PHONES),
        *(("LinkedIn URL", cell, shown) for cell, shown in URLS),
        *(("Company", cell, "") for cell in NOTHING),
    ],
)
def test_cells(read, column, cell, shown):
    """What is read of a cell; None: nothing, and that is told and kept."""
    text = io.StringIO()
    csv.writer(text).writerows([("Full Name", "Twitter", column), ("Anna Lee", "anna", cell)])
    (person,), _, doubts = read(text.getvalue())
    company = "".join(job.company.name for job in person.positions)
    slug = person.profile_url.rpartition("/")[2]
    values = {
        "Email": " ".join(person.emails),
        "Phone": " ".join(person.phones),
        "LinkedIn URL": slug,
        "Company": company,
    }
    if shown is None:
        assert column in person.custom
        assert len(doubts) == 1
    else:
        assert (values[column], person.custom, doubts) == (shown, {}, [])


def test_a_companys_site_in_a_column_of_addresses(read):
    ((person,), *_) = read("Full Name,Company,Company URL\nAnna Lee,Zorg,https://zorg.example/de\n")
    assert person.positions[0].company.domain == "zorg.example"


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("20200301", "2020-03-01"),
        ("2020-03-00", "2020-03"),
        ("2020-00-00", "2020"),
        ("2018 Jan", "2018-01"),
        ("Mon Mar 02 2020 10:00:00 GMT+0100", "2020-03-02"),
        ("Mon, 02 Mar 2020 10:00:00 GMT", "2020-03-02"),
        ("1583020800", "2020-03-01"),
        ("1583020800000", "2020-03-01"),
        ("2020. 3.", "2020-03"),
        ("1. marts 2020", "2020-03-01"),
        ("0000-00-00", ""),
        ("1900-01-00", ""),
        ("20201301", ""),
    ],
)
def test_dates(read, written, date):
    (person,), _, doubts = read(f'Full Name,Title,Start Date\nAnna Lee,CFO,"{written}"\n')
    assert (person.positions[0].started, bool(doubts)) == (date, not date)


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("2018\u201320", ("2018", "2020")),
        ("2018-01-01/2020-03-01", ("2018-01-01", "2020-03-01")),
        ("2018-01/2020-03", ("2018-01", "2020-03")),
        ("jan 2018 - nutid", ("2018-01", None)),
    ],
)
def test_spans(read, written, ends):
    entry = {"full_name": "Anna Lee", "experience": [{"title": "CFO", "date_range": written}]}
    ((person,), *_) = read(json.dumps([entry]), "people.json")
    assert (person.positions[0].started, person.positions[0].ended) == ends


ONE = {"first_name": "Anna", "last_name": "Lee", "email": "a@x.example"}
OTHER = {"first_name": "Ben", "last_name": "Low", "email": "b@x.example"}


DOCUMENTS = (
    {"contacts": [ONE, OTHER], "page": 1},
    {"data": {"contacts": [ONE, OTHER]}},
    {"response": {"docs": [ONE, OTHER]}},
    {"hits": {"total": 2, "hits": [{"_source": ONE}, {"_source": OTHER}]}},
)


@pytest.mark.parametrize(
    ("document", "blanks"),
    [
        *((document, 0) for document in DOCUMENTS),
        *((document, 1_000_100) for document in DOCUMENTS),  # too long to be read at once
        ({"7": ONE, "8": OTHER}, 0),
    ],
)
def test_wherever_a_document_has_its_people(read, document, blanks):
    people, *_ = read(json.dumps(document) + " " * blanks, "people.json")
    assert [one.full_name for one in people] == ["Anna Lee", "Ben Low"]


HEAD = "First Name,Last Name,Email,Company\n"
LEE = "Anna,Lee,a@x.example,Zorg\n"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (f"{HEAD}{LEE}{HEAD}", 1),
        (f"{HEAD}{LEE}\ufeff{HEAD}", 1),
        (f"{HEAD}{LEE}Total: 1,,,\n", 1),
        (f'{HEAD}{LEE}\nContacts Report,,,\nCopyright (c) 2026 Crm Inc.\nGenerated By: Ben 3/4/2026\n"Zorg"\n', 4),
        (f"{HEAD}{LEE}Bo,,,\n", 0),
        (f"\ufeff\ufeff{HEAD}{LEE}", 0),
    ],
)
def test_what_stands_between_and_below_the_rows_is_nobody(read, text, refused):
    people, reasons, _ = read(text)
    assert people[0].full_name == "Anna Lee"
    assert (len(people), len(reasons)) == (2 if "Bo" in text else 1, refused)


CARD = "BEGIN:VCARD\nVERSION:4.0\n{}END:VCARD\n"


@pytest.mark.parametrize("line", ["KIND:group\n", "KIND:org\n", "X-ABShowAs:COMPANY\n"])
def test_a_card_of_no_person(read, line):
    text = CARD.format("FN:Anna Lee\nEMAIL:a@x.example\n") + CARD.format(f"FN:Zorg AG\n{line}")
    people, refused, _ = read(text, "people.vcf")
    assert ([one.full_name for one in people], len(refused)) == (["Anna Lee"], 1)
    assert not people[0].custom


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"dn: cn=Anna Lee,mail=a@x.example\nobjectclass: top\n", "LDIF"),
        (b'{"url":"https://docs.google.com/open?id=1","email":"me@x.example"}', "Google sheet"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600), "password"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(read, content, word):
    with pytest.raises(FileError, match=word):
        read(content, "people.xlsx")
