"""Files that made strangers one, as people have them: imported, looked at, and parted again by hand."""

import pytest
from conftest import run, told

SHARED_MAILBOX = """First Name,Last Name,Email,Company,Job Title
Anna,Bergdorf,info@bergdorf.example,Bergdorf GmbH,Geschäftsführerin
Carl,Dahlke,info@bergdorf.example,Bergdorf GmbH,Einkaufsleiter
"""
EXCEL_IDS = """Record ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage,Lead Status,Job Title
1.04512E+11,Ilse,Aumann,ilse@aumann.example,4.92E+12,lead,NEW,CFO
1.04512E+11,Boris,Celik,,4.92E+12,lead,NEW,CTO
"""
RECORD_IDS = """Record ID,First Name,Last Name,Title
51,Ilse,Aumann,CFO
51,Boris,Celik,CTO
"""
CLUB = """Member ID,First Name,Last Name,Company,Title
1001,Alma,Svensk,Almaverk,CEO
1002,Bo,Bakker,Bakker BV,CEO
"""
CHAMBER = """Member ID,First Name,Last Name,Company,Title
1001,Cora,Chenault,Chenault Ltd,Owner
1002,Dan,Dupree,Dupree Inc,Owner
"""
LOCKED = """First Name,Last Name,Email,Company,Title
Gil,Onyx,email_not_unlocked@domain.com,Onyx,COO
Hal,Pike,email_not_unlocked@domain.com,Pike,CMO
Ida,Rook,noemail@rook.example,Rook,CMO
"""
NOBODYS_PAGE = """Full Name,LinkedIn URL,Title
Gil Onyx,https://www.linkedin.com/in/undefined,COO
Hal Pike,https://www.linkedin.com/in/undefined,CMO
Ida Rook,https://www.linkedin.com/pub/dir/Ida/Rook,CFO
Ira Rook,https://www.linkedin.com/pub/dir/Ida/Rook,CTO
Jon Sand,http://www.linkedin.com/pub/jon-sand/1/2a/3b4,CEO
Jon Sand,http://www.linkedin.com/pub/jon-sand/7/5b/9c1,Owner
"""


@pytest.mark.parametrize(
    ("files", "people"),
    [
        ((SHARED_MAILBOX,), 2),
        ((EXCEL_IDS,), 2),
        ((RECORD_IDS,), 2),
        ((CLUB, CHAMBER), 4),
        ((LOCKED,), 3),
        ((NOBODYS_PAGE,), 6),
    ],
)
def test_strangers_stay_strangers(tmp_path, files, people):
    paths = [tmp_path / f"{at}.csv" for at, _ in enumerate(files)]
    for path, text in zip(paths, files, strict=True):
        path.write_text(text)
    data = tmp_path / "data"
    assert told("import", *paths, "--data", data)["new"] == people
    again = told("import", *paths, "--data", data)
    assert (again["new"], again["unchanged"]) == (0, people)


def test_what_is_no_address_and_no_number_is_not_kept_as_one(tmp_path):
    (tmp_path / "locked.csv").write_text(LOCKED)
    (tmp_path / "excel.csv").write_text(EXCEL_IDS)
    data = tmp_path / "data"
    told("import", tmp_path / "locked.csv", tmp_path / "excel.csv", "--data", data)
    assert told("count", "--has-email", "--data", data) == {"count": 1}
    assert told("count", "--has-phone", "--data", data) == {"count": 0}


def test_one_address_with_two_names_is_told_and_parted_by_hand(tmp_path):
    """The second file says that Anna's profile is Carl's: a doubt that is listed, with the verb that undoes it."""
    page = "https://www.linkedin.com/in/ab-4711"
    club, chamber, data = tmp_path / "club.csv", tmp_path / "chamber.csv", tmp_path / "data"
    club.write_text(f"Full Name,LinkedIn URL,Title\nAnna Bergdorf,{page},CEO\n")
    chamber.write_text(f"Full Name,LinkedIn URL,Title\nCarl Dahlke,{page},Owner\n")
    told("import", club, "--data", data)
    done = run("import", chamber, "--data", data)
    assert "1 conflict" in done.stderr
    (listed,) = (data / "rejected").glob("chamber-*.csv")
    assert "is Carl Dahlke here and Anna Bergdorf elsewhere" in listed.read_text()
    assert told("count", "--data", data) == {"count": 1}

    parts = told("people", "split", page, "--by", "source", "--data", data)

    assert [(part["full_name"], part["sources"]) for part in parts] == [
        ("Anna Bergdorf", ["table:club.csv"]),
        ("Carl Dahlke", ["table:chamber.csv"]),
    ]
    for flags, number in ((("--title", "CEO"), 1), (("--title", "Owner"), 1), ((), 2)):
        assert told("count", *flags, "--data", data) == {"count": number}
    again = told("import", club, chamber, "--data", data)
    assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_somebody_who_cannot_be_split_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "club.csv").write_text(CLUB)
    told("import", tmp_path / "club.csv", "--data", tmp_path)
    (alma,) = told("search", "--full-name", "Alma Svensk", "--data", tmp_path)["leads"]
    done = run("people", "split", alma["id"], "--data", tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "only one row tells of" in done.stderr
