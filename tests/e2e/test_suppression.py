"""Nobody who is suppressed is told of, at any door: the answers before and after are compared, door by door."""

import json
from dataclasses import replace

import pytest
from conftest import Server, new_key, run, told, until

SURNAMES = ("Quillon", "Rosentau", "Sommerau", "Tellmann", "Ulbricht", "Vandamme", "Wexford", "Yarrow", "Zander")
"""The first four are suppressed by an account, the next four by the operator, each in another way; the last stays."""

KINDS = ("email", "domain", "profile", "name")


def person(surname: str) -> dict:
    slug = surname.lower()
    company = {"name": "Hollin Works GmbH", "id": "900001", "website": "https://hollin.example", "size": "51-200"}
    past = {"name": f"{surname} Freight Ltd", "id": f"9{len(slug)}{ord(slug[0])}"}
    return {
        "full_name": f"Petra {surname}",
        "linkedin_url": f"https://www.linkedin.com/in/petra-{slug}",
        "email": f"petra.{slug}@{slug}-mail.example",
        "headline": "Head of Procurement",
        "location": "Hamburg, Germany",
        "experience": [
            {"title": "Head of Procurement", "company": company, "start_date": "2020-01", "is_current": True},
            {"title": "Buyer", "company": past, "start_date": "2015-01", "end_date": "2019-12"},
        ],
    }


PEOPLE = {surname: person(surname) for surname in SURNAMES}
QUERY = {"title": ["Head of Procurement"]}
PRONTO = {"job_titles": ["Head of Procurement"], "live": False}
CSV = {"Content-Type": "text/csv"}


def way(kind: str, surname: str) -> dict:
    """What is sent to suppress somebody."""
    one = PEOPLE[surname]
    return {
        "email": {"emails": [one["email"].upper()]},
        "domain": {"domains": [f"https://www.{surname.lower()}-mail.example/"]},
        "profile": {"profiles": [f"http://de.linkedin.com/in/Petra-{surname}/?trk=x"]},
        "name": {"people": [{"full_name": f"Dr. {surname}, Petra", "company": f"{surname} Freight Limited"}]},
    }[kind]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    data = tmp_path_factory.mktemp("suppression")
    file = data / "people.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in PEOPLE.values()))
    assert run("import", file, "--data", data).returncode == 0
    return data


@pytest.fixture(scope="module")
def here(serve, folder) -> Server:
    rates = {"LEADSCOUT_PRONTO_RATE": "1000", "LEADSCOUT_QUESTOR_RATE": "100000"}
    return replace(serve(folder, **rates), key=new_key(folder, "ours", 10**4, may=("suppressions:write",)))


@pytest.fixture(scope="module")
def others(here) -> Server:
    return replace(here, key=new_key(here.data, "others", 10**4, may=("people:write",)))


def over(server, id_):
    return server("GET", f"/v1/searches/{id_}?wait=60").json()


def jobs(server) -> dict[str, str]:
    """Searches of every dialect that are done, and a list of everybody."""
    native = server("POST", "/v1/searches", json=QUERY).json()["id"]
    over(server, native)
    questor = server("POST", "/search-leads", json={"title_keywords": ["Head of Procurement"]}).json()["request_id"]
    until(lambda: "done" in server("GET", f"/check-search-status?request_id={questor}").text, "it is done")
    body = {**PRONTO, "webhook_url": "http://127.0.0.1:9/"}
    pronto = server("POST", "/api/v2/leads/advanced_search", json=body).json()["id"]
    until(lambda: "FINISHED" in server("GET", f"/api/v2/searches/{pronto}").text, "it is done")
    emails = [{"email": one["email"]} for one in PEOPLE.values()]
    bulk = server("POST", "/api/v1/enrich/database/leads/bulk/", json={"leads": emails}).json()["meta"]["job_id"]
    listed = server("POST", "/v1/lists", json={"name": "all", "kind": "lead", "leads": emails}).json()["id"]
    return {"native": native, "questor": questor, "pronto": pronto, "bulk": bulk, "list": str(listed)}


def doors(server, made) -> dict[str, str]:
    """What each door says that tells of several people."""
    post, get = (lambda path, body: server("POST", path, json=body).text), (lambda path: server("GET", path).text)
    at = {"company_name": "Hollin Works"}
    new = server("POST", "/v1/searches", json=QUERY).json()["id"]
    over(server, new)
    return {
        "preview": post("/v1/preview", QUERY),
        "by list": post("/v1/preview", {"lead_list": [made["list"]]}),
        "export": post("/v1/people/export", {**QUERY, "format": "csv"}),
        "new job": get(f"/v1/searches/{new}/results"),
        "old job": get(f"/v1/searches/{made['native']}/results"),
        "file of an old job": get(f"/v1/searches/{made['native']}/results.jsonl"),
        "file of a list": get(f"/v1/lists/{made['list']}/people.csv"),
        "list": get(f"/v1/lists/{made['list']}?report=true"),
        "pronto list": get(f"/api/v2/lists/{made['list']}"),
        "questor": get(f"/get-search-results?request_id={made['questor']}"),
        "pronto": get(f"/api/v2/searches/{made['pronto']}"),
        "pronto preview": post("/api/v2/leads/advanced_search/preview", PRONTO),
        "generect bulk": get(f"/api/v1/enrich/leads/bulk/{made['bulk']}/"),
        "generect": post("/api/v1/search/database/leads/", {"company_name": "Hollin Works"}),
        "by icp": post("/api/linkedin/leads/by_icp/", at),
        "company's people": post(
            "/api/v1/search/database/company-leads/", {"company_search_criteria": {"headcounts": ["51-200"]}}
        ),
        "generect preview": post("/api/v1/preview/leads/", {"lead_search_criteria": {"job_titles": ["Procurement"]}}),
        "command line": run(
            "search",
            "--title",
            "Head of Procurement",
            "--limit",
            25,
            "--json",
            "--account",
            "ours",
            "--data",
            server.data,
        ).stdout,
    }


def numbers(server) -> dict[str, int]:
    """What each door counts."""
    hollin = {"company_name": "Hollin Works"}
    ask = lambda path, body: server("POST", path, json=body).json()  # noqa: E731
    facet = ask("/v1/facets", {**QUERY, "facets": ["company", "headcount"]})["facets"]
    suggested = server("GET", "/v1/suggest?filter=company&q=Hollin Works").json()
    return {
        "count": ask("/v1/count", QUERY)["total"],
        "preview": ask("/v1/preview", QUERY)["total"],
        "facet": facet["company"][0]["count"],
        "facet of few": facet["headcount"][0]["count"],
        "suggestion": suggested[0]["count"],
        "company": server("GET", "/v1/companies/900001").json()["people"],
        "pronto": ask("/api/v2/leads/advanced_search/preview", PRONTO)["total_count"],
        "generect": ask("/api/v1/search/database/leads/count/", hollin)["data"]["count"],
        "command line": told("count", "--title", "Head of Procurement", "--account", "ours", "--data", server.data)[
            "count"
        ],
    }


def single(server, surname) -> dict[str, str]:
    """What the doors say that look one person up."""
    one = PEOPLE[surname]
    link, email = one["linkedin_url"], one["email"]
    return {
        "native": server("GET", f"/v1/people/{link}").text,
        "native by e-mail": server("GET", f"/v1/people/{email}").text,
        "native, of several": server("POST", "/v1/preview", json={"lead": [link]}).text,
        "questor": server("GET", "/get-personal-profile", params={"linkedin_url": link}).text,
        "by link": server("POST", "/api/linkedin/leads/by_link/", json={"url": link}).text,
        "enrich": server("POST", "/api/v1/enrich/database/lead/", json={"email": email}).text,
        "pronto": server("POST", "/api/v2/leads/single_enrich", json={"email": email}).text,
        "shown": run("people", "show", email, "--data", server.data).stdout,
    }


def told_of(texts: dict[str, str], surname: str) -> list[str]:
    """The doors that tell of somebody."""
    # An answer about values that were sent says them again.
    echoed = ("generect bulk", "file of a list")
    return [
        name
        for name, text in texts.items()
        if surname in text or (name not in echoed and f"petra.{surname.lower()}@" in text)
    ]


@pytest.fixture(scope="module")
def before(here, others):
    """What all doors say before anybody is suppressed: of everybody, or the test would show nothing."""
    made = {server.key: jobs(server) for server in (here, others)}
    texts, counted = doors(here, made[here.key]), numbers(here)
    for surname in SURNAMES:
        assert told_of(texts, surname) == list(texts), surname
    assert set(counted.values()) == {len(SURNAMES)}, counted
    return made


@pytest.fixture(scope="module")
def ours(here, before):  # noqa: ARG001 - what was before is looked at first
    """Four people are suppressed by an account, each in another way."""
    entries = []
    for kind, surname in zip(KINDS, SURNAMES[:4], strict=True):
        assert surname in here("GET", f"/v1/people/{PEOPLE[surname]['email']}").text
        made = here("POST", "/v1/suppressions", json={"name": "asked us not to", **way(kind, surname)})
        assert made.status_code == 201, made.text
        entries.append(made.json())
    return entries


@pytest.mark.usefixtures("ours")
class TestOfAnAccount:
    """Its suppressed people are in no answer of its own."""

    def test_no_door_tells_of_them(self, here, before):
        texts = doors(here, before[here.key])
        assert {name: told_of(texts, name) for name in SURNAMES[:4]} == {name: [] for name in SURNAMES[:4]}
        assert told_of(texts, SURNAMES[-1]) == list(texts), "the others are there"

    def test_every_count_is_less_by_them(self, here):
        assert set(numbers(here).values()) == {len(SURNAMES) - 4}

    @pytest.mark.parametrize("surname", SURNAMES[:4])
    def test_nobody_looks_them_up(self, here, surname):
        paid = here("GET", "/v1/usage").json()["credits"]
        texts = single(here, surname)
        texts.pop("shown")  # the operator's own
        assert [name for name, text in texts.items() if surname in text] == []
        assert here("GET", "/v1/usage").json()["credits"] == paid, "nor pays for them"

    def test_other_accounts_are_told(self, others):
        assert others("POST", "/v1/count", json=QUERY).json()["total"] == len(SURNAMES)
        assert others("GET", "/v1/suppressions").json()["suppressions"] == []

    def test_what_is_kept_is_numbers(self, here, ours):
        listed = here("GET", "/v1/suppressions", params={"limit": 3}).json()
        assert listed["values"] == 4
        rest = here("GET", "/v1/suppressions", params={"cursor": listed["cursor"]}).json()
        assert [*listed["suppressions"], *rest["suppressions"]] == ours
        assert rest["cursor"] is None
        assert [entry["counts"] for entry in ours] == [{kind: 1} for kind in KINDS]
        for path in here.data.glob("leadscout.db*"):
            kept = path.read_bytes()
            assert b"sommerau-mail" not in kept.replace(b"petra.sommerau@sommerau-mail.example", b""), (
                "no value is kept"
            )

    def test_an_entry_is_taken_away_by_who_may(self, here):
        made = here("POST", "/v1/suppressions", json={"emails": [PEOPLE["Zander"]["email"]]}).json()
        weak = replace(here, key=new_key(here.data, "weak", account="ours"))
        assert "Zander" not in here("POST", "/v1/preview", json=QUERY).text
        assert weak("DELETE", f"/v1/suppressions/{made['id']}").status_code == 403
        assert here("DELETE", f"/v1/suppressions/{made['id']}").status_code == 204
        assert here("DELETE", f"/v1/suppressions/{made['id']}").status_code == 404
        assert "Zander" in here("POST", "/v1/preview", json=QUERY).text

    def test_a_file_is_read_and_what_is_not_is_told(self, here):
        text = "Email;Company;Full Name\nx@y-z.example;;\n;Nobody Works;Nina Nobody\n;;Only Name\n"
        made = here("POST", "/v1/suppressions/file", params={"name": "crm.csv"}, content=text.encode(), headers=CSV)
        body = made.json()
        assert (made.status_code, body["name"], body["counts"]) == (201, "crm.csv", {"email": 1, "name": 1})
        assert (body["unread"], body["unread_lines"]) == (1, [4])
        lines = "a@b-c.example\nwww.far-away.example\nlinkedin.com/in/nina-nobody\nnonsense\n"
        body = here("POST", "/v1/suppressions/file", content=lines.encode(), headers=CSV).json()
        assert (body["counts"], body["unread_lines"]) == ({"email": 1, "domain": 1, "profile": 1}, [4])
        text = "Vorname;Nachname;E-Mail-Adresse;Webseite;Firma\nOle;Nord;ole@y-z.example;far-away.example;Nordwind\n"
        body = here("POST", "/v1/suppressions/file", content=text.encode(), headers=CSV).json()
        assert body["counts"] == {"email": 1, "name": 1}, "columns in another language, and not everybody of the firm"
        for content, headers in ((b"nonsense", CSV), (b"\xff\xfe\x00", CSV), (b'{"a": 1}', {})):
            assert here("POST", "/v1/suppressions/file", content=content, headers=headers).status_code == 422

    @pytest.mark.parametrize(
        "body",
        [
            {"emails": ["nobody"]},
            {"domains": ["gmail.com"]},
            {"domains": ["x y"]},
            {"profiles": ["https://www.linkedin.com/company/x"]},
            {"people": [{"full_name": "...", "company": "x"}]},
            {"people": [{"full_name": "Anna", "company": "GmbH & Co"}, {"full_name": "Anna", "company": " - "}]},
            {},
            {"email": ["a@b.example"]},
        ],
        ids=str,
    )
    def test_what_names_nobody_is_refused(self, here, body):
        assert here("POST", "/v1/suppressions", json=body).status_code == 422


@pytest.fixture(scope="module")
def of_all(here, before, tmp_path_factory):  # noqa: ARG001 - as above
    file = tmp_path_factory.mktemp("global") / "objections.csv"
    email, profile = PEOPLE["Ulbricht"]["email"], PEOPLE["Wexford"]["linkedin_url"]
    file.write_text(
        f"email,domain,linkedin,full name,company\n{email},,,,\n,vandamme-mail.example,,,\n"
        f",,{profile},,\n,,,Petra Yarrow,Yarrow Freight\n"
    )
    entry = told("suppress", "add", "--global", "--file", file, "--data", here.data)
    assert (entry["counts"], entry["name"]) == (dict.fromkeys(KINDS, 1), "objections.csv")
    return entry


@pytest.mark.usefixtures("of_all")
class TestOfAll:
    """The operator's suppressed people are in nobody's answer, and no import stores them."""

    def test_no_door_tells_of_them(self, others, before):
        texts = doors(others, before[others.key])
        operator = run("search", "--title", "Head of Procurement", "--json", "--data", others.data).stdout
        file = others.data / "all.jsonl"
        assert run("people", "export", file, "--data", others.data).returncode == 0
        texts |= {"operator": operator, "operator's file": file.read_text()}
        assert {name: told_of(texts, name) for name in SURNAMES[4:8]} == {name: [] for name in SURNAMES[4:8]}
        assert told_of(texts, SURNAMES[-1]) == list(texts)

    @pytest.mark.parametrize("surname", SURNAMES[4:8])
    def test_nobody_looks_them_up(self, others, surname):
        assert [name for name, text in single(others, surname).items() if surname in text] == []

    def test_no_import_brings_them(self, others):
        people = [{**one, "skills": ["Sailing"]} for one in PEOPLE.values()]
        file = others.data / "again.jsonl"
        file.write_text("".join(json.dumps(one) + "\n" for one in people))
        counts = told("import", file, "--data", others.data)
        assert (counts["new"], counts["updated"], counts["rejected"]) == (0, 5, 4)
        namesake = {**person("Ulbrichta"), "email": PEOPLE["Ulbricht"]["email"], "linkedin_url": ""}
        file.write_text(json.dumps(namesake))
        counts = told("import", file, "--data", others.data)
        assert (counts["new"], counts["rejected"]) == (0, 1)

    def test_what_was_suppressed_is_told_in_numbers_and_can_be_taken_away(self, here):
        listed = run("suppress", "list", "--global", "--data", here.data)
        assert "objections.csv" in listed.stdout
        assert not any(name in listed.stdout for name in SURNAMES)
        assert run("suppress", "list", "--data", here.data).returncode == 2, "of whom?"
        assert run("suppress", "list", "--global", "--account", "ours", "--data", here.data).returncode == 2
        assert run("suppress", "add", "--global", "nonsense", "--data", here.data).returncode == 2
        more = told(
            "suppress",
            "add",
            "--account",
            "ours",
            "--full-name",
            "Petra Zander",
            "--company",
            "Hollin Works",
            "--data",
            here.data,
        )
        assert "Zander" not in here("POST", "/v1/preview", json=QUERY).text
        assert run("suppress", "remove", more["id"], "--global", "--data", here.data).returncode != 0
        assert run("suppress", "remove", more["id"], "--account", "ours", "--data", here.data).returncode == 0
        assert "Zander" in here("POST", "/v1/preview", json=QUERY).text
