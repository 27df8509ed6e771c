"""Addresses of people searches of every form, and what they ask for; companies and people in them are invented."""

from urllib.parse import quote

import pytest

from leadscout import salesnav
from leadscout.errors import Refused
from leadscout.salesnav import restli

PEOPLE = "https://www.linkedin.com/sales/search/people"
BROWSER = (  # as a browser writes it: leaves encoded, then the whole again, but for the parentheses
    f"{PEOPLE}?query=(recentSearchParam%3A(id%3A1000000001%2CdoLogHistory%3Atrue)%2Cfilters%3AList("
    "(type%3AREGION%2Cvalues%3AList((id%3A102748797%2Ctext%3ATexas%252C%2520United%2520States%2C"
    "selectionType%3AINCLUDED)))%2C"
    "(type%3ASENIORITY_LEVEL%2Cvalues%3AList((id%3A320%2Ctext%3AOwner%2520%252F%2520Partner%2C"
    "selectionType%3AINCLUDED)))))&sessionId=0000000000000000000000%3D%3D&viewAllFilters=true"
)


def query_of(*filters: str, **members: str) -> str:
    """An address with these filters, and with other members as they are."""
    inside = ",".join((*(f"{name}:{text}" for name, text in members.items()), f"filters:List({','.join(filters)})"))
    return f"{PEOPLE}?query={quote(f'({inside})', safe='()')}"


def facet(type_: str, *values: str, scope: str = "") -> str:
    sub = f",selectedSubFilter:{scope}" if scope else ""
    return f"(type:{type_},values:List({','.join(f'({value})' for value in values)}){sub})"


def asked(reading: salesnav.Reading) -> dict[str, tuple[str, ...]]:
    """What is asked for, by filter, and by `not` and filter."""
    return {f"{'not ' * clause.exclude}{clause.filter}": clause.values for clause in reading.query.clauses}


FORMS = {
    BROWSER: {"location": ("102748797",), "seniority": ("owner", "partner", "founder")},
    BROWSER.replace("?query", "#query"): {"location": ("102748797",), "seniority": ("owner", "partner", "founder")},
    f"{PEOPLE}?page=2&query=(keywords%3Acro)": {"keyword": ("cro",)},
    f"{PEOPLE}?query=(keywords%3Acro)&sessionId=0%3D%3D?date=2023-01-01": {"keyword": ("cro",)},
    f"  <{PEOPLE}?query=(keywords:R&D lab)>": {"keyword": ("R&D lab",)},
    f"{PEOPLE}?query=(keywords%3A%28%22API%22%20OR%20%22APIs%22%29": {"keyword": ('("API" OR "APIs")',)},
    f'{PEOPLE}?query=(keywords%3Acro)"': {"keyword": ("cro",)},
    f"{PEOPLE}?query=(filters:List((type:CURRENT_COMPANY,values:List((text:Nordwind%20Systems))),"
    "(type:TITLE,values:List((text:CEO%20OR%20%22Co-Founder%22,selectionType:INCLUDED)))))": {
        "company": ("name:nordwind_systems",),
        "title": ("CEO", '"Co-Founder"'),
    },
    f"{PEOPLE}?query=%28filters%3AList%28%28type%3AREGION%2Cvalues%3AList%28%28id%3A102748797%2C"
    "text%3ATexas,%20United%20States%29%29%29%28type%3AFUNCTION%2Cvalues%3AList%28%28id%3A25%29%29%29%29%29": {
        "location": ("102748797",),
        "function": ("25",),
    },
    f"{PEOPLE}?query=(spellCorrectionEnabled%3Atrue%2Ckeywords%3Amarketing%2CfirstName%3AAna%2ClastName%3A%2C"
    "title%3A%2Ccompany%3ANordwind%2Cschool%3A%2CsalesPersona%3A)": {
        "first_name": ("Ana",),
        "company": ("name:nordwind",),
        "keyword": ("marketing",),
    },
    "www.linkedin.com/sales-api/salesApiLeadSearch?q=searchQuery&query=(filters:List((type:TEAMLINK_CONNECTION_OF,"
    "values:List((id:ACwAAA0000000)))))&start=50&count=25": {"teamlink_connections_of": ("ACwAAA0000000",)},
    f"{PEOPLE}?doFetchHeroCard=false&functionIncluded=12&geoIncluded=us%3A0,us%3A84&seniorityExcluded=6%2C8"
    "&companyIncluded=Nordwind%252C%2520a%2520Company%3A7000001%2CSkovgaard&companyTimeScope=PAST"
    "&titleIncluded=%2522Ops%2522&titleTimeScope=CURRENT&excludeSavedLeads=true": {
        "function": ("12",),
        "location": ("103644278", "90000084"),
        "not seniority": ("director", "head", "cxo"),
        "past_company": ("id:7000001", "name:skovgaard"),
        "title": ('"Ops"',),
        "not saved": ("SL",),
    },
    f"{PEOPLE}?companySize=D&function=13,8&geo=us:il&industry=96&companyIncluded=Nordwind&companyTimeScope"
    "=CURRENT_OR_PAST": {
        "headcount": ("D",),
        "function": ("13", "8"),
        "location": ("101949407",),
        "industry": ("96",),
        "company_ever": ("name:nordwind",),
    },
    "https://www.linkedin.com/sales/search?keywords=CEO&facet=G&facet.G=us%3A70&facet.CS=D&facet.CS=G&start=50"
    "&jobTitleEntities=Founder_35&trackingInfoJson.contextId=0": {
        "location": ("90000070",),
        "headcount": ("D", "G"),
        "title": ("Founder",),
        "keyword": ("CEO",),
    },
    "https://www.linkedin.com/sales/lists/people/7000000000000000009?sortCriteria=CREATED_TIME": {
        "lead_list": ("7000000000000000009",)
    },
    'https://linkedin.com/search/results/people/?geoUrn=%5B%22103644278%22%5D&industry=["44"]&currentCompany=7000001'
    "&network=%5B%22F%22%2C%22S%22%5D&titleFreeText=VP+OR+Head&lastName=Ruiz&schoolFreetext=%22Sevilla%22&sid=.(w": {
        "location": ("103644278",),
        "industry": ("44",),
        "company": ("id:7000001",),
        "relationship": ("F", "S"),
        "title": ("VP", "Head"),
        "last_name": ("Ruiz",),
        "school": ("sevilla",),
    },
}  # fmt: skip


@pytest.mark.parametrize(("address", "filters"), FORMS.items())
def test_every_form_is_read(lexicon, address, filters):
    reading = salesnav.read(address, lexicon)
    assert asked(reading) == filters
    assert reading.unread == ()


FACETS = {
    facet("REGION", "id:102748797", "id:103644278,selectionType:EXCLUDED"): {
        "location": ("102748797",),
        "not location": ("103644278",),
    },
    facet("GEOGRAPHY", "text:103644278"): {"location": ("103644278",)},
    facet("COMPANY_HEADQUARTERS", "text:Germany"): {"headquarters": ("101282230",)},
    facet("CURRENT_TITLE", "id:8"): {"title": ("Chief Executive Officer",)},
    facet("CURRENT_TITLE", "id:999999999,text:Chief Product Officer"): {"title": ("Chief Product Officer",)},
    facet("CURRENT_TITLE", "id:compliance"): {"title": ("compliance",)},
    facet("CURRENT_TITLE", "text:Head of Sales"): {"title": ("Head of Sales",)},
    facet("PAST_TITLE", "id:8"): {"past_title": ("Chief Executive Officer",)},
    facet("TITLE", "id:8", scope="CURRENT"): {"title": ("Chief Executive Officer",)},
    facet("TITLE", "id:8", scope="PAST"): {"past_title": ("Chief Executive Officer",)},
    facet("TITLE", "id:8", scope="CURRENT_OR_PAST"): {"title_ever": ("Chief Executive Officer",)},
    facet("TITLE", "id:8", scope="PAST_NOT_CURRENT"): {
        "past_title": ("Chief Executive Officer",),
        "not title": ("Chief Executive Officer",),
    },
    facet("CURRENT_COMPANY", "id:7000001", "id:urn%3Ali%3Aorganization%3A7000002,parent:(id:0)"): {
        "company": ("id:7000001", "id:7000002")
    },
    facet("CURRENT_COMPANY", "text:nordwind.example"): {
        "company": ("name:nordwind_example", "domain:nordwind.example")
    },
    facet("CURRENT_COMPANY", "id:urn%3Ali%3AsalesList%3A42,icon:list"): {"account_list": ("42",)},
    facet("CURRENT_COMPANY", "id:7", "id:urn%3Ali%3AsalesList%3A42,selectionType:EXCLUDED"): {
        "company": ("id:7",),
        "not account_list": ("42",),
    },
    facet("INDUSTRY", "id:1606"): {"industry": ("1606",)},
    facet("INDUSTRY", "text:Apparel & Fashion"): {"industry": ("19",)},
    facet("FUNCTION", "id:25"): {"function": ("25",)},
    facet("CURRENT_FUNCTION", "id:25"): {"function": ("25",)},
    facet("SENIORITY_LEVEL", "id:5", "id:220"): {"seniority": ("entry_manager", "manager", "director", "head")},
    facet("COMPANY_HEADCOUNT", "id:I", "text:501-1%2C000"): {"headcount": ("I", "F")},
    facet("COMPANY_TYPE", "id:E,text:Educational"): {"company_type": ("educational",)},
    facet("COMPANY_TYPE", "id:C", "id:P,text:Privately Held"): {"company_type": ("public", "private")},
    facet("COMPANY_TYPE", "id:E"): {"company_type": ("self_employed",)},
    facet("YEARS_IN_POSITION", "id:2,text:1 to 2 years"): {"years_in_position": ("2",)},
    facet("YEARS_IN_CURRENT_COMPANY", "id:3"): {"years_at_company": ("3",)},
    facet("YEARS_OF_EXPERIENCE", "id:6"): {"years_of_experience": ("6",)},
    facet("SCHOOL", "id:800012,text:Nordhavn"): {"school": ("800012",)},
    facet("GROUP", "id:1234567"): {"group": ("1234567",)},
    facet("PROFILE_LANGUAGE", "id:in"): {"profile_language": ("in",)},
    facet("RELATIONSHIP", "id:S,text:2nd degree connections"): {"relationship": ("S",)},
    facet("CONNECTION_OF", "id:ACwAAA0000000"): {"connections_of": ("ACwAAA0000000",)},
    facet("RECENTLY_CHANGED_JOBS", "id:RPC"): {"changed_jobs": ("true",)},
    facet("SPOTTED", "id:changed-jobs"): {"changed_jobs": ("true",)},
    facet("LEAD_HIGHLIGHTS", "id:RPOL"): {"posted": ("true",)},
    facet("POSTED_ON_LINKEDIN", "id:RPOL,selectionType:EXCLUDED"): {"not posted": ("true",)},
    facet("MENTIONED_IN_NEWS", "id:MITN"): {"in_news": ("true",)},
    facet("PAST_COLLEAGUE", "id:CL"): {"past_colleague": ("true",)},
    facet("PAST_COLLEAGUE", "id:PCOLL"): {"past_colleague": ("true",)},
    facet("WITH_SHARED_EXPERIENCES", "id:COMM"): {"shared_experiences": ("true",)},
    facet("VIEW_YOUR_PROFILE", "id:VYP"): {"viewed_your_profile": ("true",)},
    facet("VIEWED_YOUR_PROFILE", "id:VYP"): {"viewed_your_profile": ("true",)},
    facet("FOLLOWS_YOUR_COMPANY", "id:CF"): {"follows_your_company": ("true",)},
    facet("LEAD_INTERACTIONS", "id:LIVP,selectionType:EXCLUDED"): {"not interaction": ("LIVP",)},
    facet("ACCOUNT_LIST", "id:42"): {"account_list": ("42",)},
}


@pytest.mark.parametrize(("text", "filters"), FACETS.items())
def test_every_facet_is_read(lexicon, text, filters):
    reading = salesnav.read(query_of(text), lexicon)
    assert asked(reading) == filters
    assert reading.unread == ()
    assert salesnav.read_query(f"(filters:List({text}))", lexicon).query == reading.query


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (facet("REGION", "id:102571732,text:New Jersey%2C United States"), 'is "New York, New York, United States"'),
        (facet("REGION", "text:San Francisco"), "it could also be"),
        (facet("REGION", "id:999999999"), "not a known id"),
        (facet("CURRENT_TITLE", "id:10,text:CEO"), '10 is "Engineer", not "CEO"'),
        (facet("CURRENT_TITLE", "id:999999999"), "not a known title id"),
        (facet("INDUSTRY", "id:4,text:Banking"), '4 is "Software Development", not "Banking"'),
        (facet("COMPANY_TYPE", "id:S"), "LinkedIn's letter for Partnership"),
        (facet("COMPANY_TYPE", "id:P,text:Public Company"), 'P is "Privately Held", not "Public Company"'),
        (facet("YEARS_OF_EXPERIENCE", "id:6"), "6 is reserved and means nobody"),
        (f"{facet('REGION', 'id:102748797')},{facet('GEOGRAPHY', 'id:103644278')}", "REGION is there twice"),
    ],
)
def test_what_is_not_certain_is_warned_of(lexicon, text, warning):
    (shown,) = salesnav.read(query_of(text), lexicon).warnings
    assert warning in shown


@pytest.mark.parametrize(
    "text",
    [
        facet("CURRENT_TITLE", "id:8,text:Chief Executive Officer"),
        facet("COMPANY_TYPE", "id:E,text:Self-Employed"),
        facet("SENIORITY_LEVEL", "id:5,text:Manager"),
        facet("YEARS_OF_EXPERIENCE", "id:5,text:More than 10 years"),
        facet("INDUSTRY", "id:19,text:Apparel %26 Fashion"),
        f"{facet('REGION', 'id:103644278')},{facet('GEOGRAPHY', 'text:103644278')}",
    ],
)
def test_what_is_certain_is_not(lexicon, text):
    assert salesnav.read(query_of(text), lexicon).warnings == ()


@pytest.mark.parametrize(
    ("address", "unread"),
    [
        (query_of(facet("PERSONA", "id:1000000001")), "PERSONA 1000000001: there is no filter"),
        (query_of(facet("SENIORITY_LEVEL", "id:999")), "SENIORITY_LEVEL 999: it is not known"),
        (query_of(facet("INDUSTRY", "text:Softwear")), "did you mean"),
        (query_of(facet("REGION", "id:de%3A4966")), "REGION de:4966: it is a region code"),
        (query_of(facet("CURRENT_TITLE", "text:CEO NOT")), "character 5 on: a word should follow NOT"),
        (query_of(facet("FIRST_NAME", "text:Ann NOT Bob")), "NOT and brackets"),
        (f"{PEOPLE}?query=(keywords:company%3AAcme)", "character 1 on: company: is no part of a text"),
        (query_of(facet("CURRENT_TITLE", "text:...")), "CURRENT_TITLE ...: there is no word"),
        (query_of(facet("POSTED_ON_LINKEDIN", "id:X")), "no value but RPOL"),
        (query_of(facet("LEAD_HIGHLIGHTS", "id:RPC", "id:RPOL")), "one signal or another"),
        (query_of(facet("ACCOUNT_LIST", "id:ALL")), "ACCOUNT_LIST ALL: it is not a number"),
        (query_of(facet("CONNECTION_OF", "id:ana")), "not the id of a member"),
        (query_of(facet("CURRENT_COMPANY", "id:7", "id:urn%3Ali%3AsalesList%3A42")), "lists stand alone"),
        (query_of(facet("PAST_COMPANY", "id:urn%3Ali%3AsalesList%3A42")), "only current employers"),
        (query_of("(type:ANNUAL_REVENUE,rangeValue:(min:5,max:500),selectedSubFilter:USD)"), "ANNUAL_REVENUE 5 to 500"),
        (f"{PEOPLE}?query=(fortuneOrGlobal500Size:1)", "fortuneOrGlobal500Size 1"),
        (f"{PEOPLE}?spotlight=RECENT&keywords=x", "spotlight RECENT"),
        (f"{PEOPLE}?moodIncluded=good", "moodIncluded good"),
        ("https://www.linkedin.com/sales/search?facet.ZZ=1", "facet.ZZ 1"),
        ("https://www.linkedin.com/search/results/people/?serviceCategory=%5B%22764%22%5D", "serviceCategory 764"),
    ],
)
def test_what_means_no_filter_is_named(lexicon, address, unread):
    (part,) = salesnav.read(address, lexicon).unread
    assert unread in str(part)


def test_parameters_that_nobody_knows_are_warned_of(lexicon):
    reading = salesnav.read(f"{PEOPLE}?keywords=x&sid=1&mystery=1", lexicon)
    assert reading.warnings == ("mystery in the address was not read",)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (f"{PEOPLE}?query=(keywords%3Acro)", 1),
        (f"{PEOPLE}?query=(keywords%3Acro)&page=3", 3),
        (f"{PEOPLE}?query=(keywords%3Acro)&start=50&count=25", 3),
        (f"{PEOPLE}?query=(keywords%3Acro)&page=999", 100),
        (f"{PEOPLE}?query=(keywords%3Acro)&page=x", 1),
        ("https://www.linkedin.com/search/results/people/?keywords=x&start=20", 3),
    ],
)
def test_the_page_is_kept(lexicon, address, page):
    assert salesnav.read(address, lexicon).page == page


def test_spelling_is_corrected_where_the_address_says_so(lexicon):
    assert salesnav.read(f"{PEOPLE}?query=(spellCorrectionEnabled:true,keywords:cro)", lexicon).query.correct
    assert not salesnav.read(f"{PEOPLE}?query=(keywords:cro)", lexicon).query.correct


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://nordwind.example/sales/search/people?query=(keywords:x)", "wrong_type"),
        ("https://www.linkedin.com/in/ana-ruiz-7f3k", "wrong_type"),
        ("https://www.linkedin.com/search/results/content/?keywords=x", "wrong_type"),
        ("", "wrong_type"),
        ("a" * 70_000, "too_long"),
        ("https://www.linkedin.com/sales/search/company?query=(filters:List())", "account_search"),
        ("https://www.linkedin.com/search/results/companies/?keywords=x", "account_search"),
        (f"{PEOPLE}?savedSearchId=1000000001&sessionId=0", "saved_search"),
        (PEOPLE, "no_filter_in_address"),
        (f"{PEOPLE}?query=(filters:List())", "no_filter_in_address"),
        (f"{PEOPLE}?query=(keywords:)", "no_filter_in_address"),
        (f"{PEOPLE}?page=2&sessionId=0", "no_filter_in_address"),
        ("https://www.linkedin.com/search/results/people/?origin=FACETED_SEARCH", "no_filter_in_address"),
    ],
)
def test_what_is_no_people_search_is_refused(lexicon, address, code):
    with pytest.raises(Refused) as refused:
        salesnav.read(address, lexicon, "linkedin_filter_link")
    (fault,) = refused.value.faults
    assert (fault.code, fault.field) == (code, "linkedin_filter_link")
    assert fault.sentence


def broken(query: str, at: str) -> tuple[str, int]:
    """An address with a query that is wrong where `at` begins, and the place of that in the address."""
    address = f"{PEOPLE}?page=1&query={quote(query, safe='()')}"
    return address, address.index(quote(at, safe="()"))


@pytest.mark.parametrize(
    ("query", "at", "expected"),
    [
        ("(filters:cList((type:REGION)))", "cList", '"List("'),
        ("(title:CEO)(location:x)", "(location", "the end"),
        ("(filters:List((type:REGION,values:List((id:1))),keywords:x)", "keywords", '"("'),
        ("(filters:List((type:REGION,values:List((id:1", "", '")"'),
        ("(keywords:é,filters:x)", "x)", '"List("'),
        ("(filters:List(x))", "x))", '"("'),
        ("(filters:List((values:List((id:1)))))", "(values", "a type"),
        ("(filters:List((type:REGION)))", "(type", "values"),
        ("(filters:List((type:REGION,values:List())))", "List()", "at least one"),
        ("(filters:List((type:REGION,values:List((icon:list)))))", "(icon", "an id or a text"),
        ("(filters:List((type:REGION,values:List((id:1,selectionType:MAYBE)))))", "MAYBE", "INCLUDED or EXCLUDED"),
        ("(filters:List((type:REGION,values:List((id:(a:b))))))", "(a:b)", "a text"),
        ("(filters:List(),mood:good)", "good", "one of"),
        ("List(a)", "List(a)", '"("'),
        ("plain", "plain", '"("'),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place_in_the_address(lexicon, query, at, expected):
    address, place = broken(query, at) if at else (broken(query, "(")[0], len(broken(query, "(")[0]))
    with pytest.raises(Refused) as refused:
        salesnav.read(address, lexicon)
    (fault,) = refused.value.faults
    assert (fault.code, fault.limit) == ("bad_address", place), fault.sentence
    assert expected in fault.valid[0]


@pytest.mark.parametrize(
    ("address", "at"),
    [
        (f"{PEOPLE}?query=(keywords:%C3%28)", "%C3"),
        (f"{PEOPLE}?keywords=%E9", "%E9"),
        ("https://www.linkedin.com/search/results/people/?geoUrn=%5B%221%22", "%5B"),
        ("https://www.linkedin.com/search/results/people/?geoUrn=%5B%7B%7D%5D", "%5B"),
        (f"{PEOPLE}?query=(keywords:a)&query=(keywords:b)", "(keywords:b)"),
    ],
)
def test_so_is_what_is_wrong_in_a_parameter(lexicon, address, at):
    with pytest.raises(Refused) as refused:
        salesnav.read(address, lexicon)
    (fault,) = refused.value.faults
    assert (fault.code, fault.limit) == ("bad_address", address.index(at))


def test_a_query_alone_is_refused_with_its_place(lexicon):
    with pytest.raises(Refused) as refused:
        salesnav.read_query("(keywords:é,filters:x)", lexicon)
    assert refused.value.faults[0].limit == 20
    with pytest.raises(Refused, match="no filter"):
        salesnav.read_query("(filters:List())", lexicon)


def test_an_address_of_a_browser_is_written_byte_for_byte(lexicon):
    structure = salesnav.url.read(BROWSER).structure
    assert salesnav.url.write(restli.write(structure)) == BROWSER.partition("&")[0]
    without = restli.write({"filters": structure["filters"]})
    assert salesnav.write(salesnav.read(BROWSER, lexicon).query, lexicon).query_text == without
