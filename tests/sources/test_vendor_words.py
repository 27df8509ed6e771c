"""Our clauses in the vendors' words: what their pages say, and the same again when their dialects read it."""

from itertools import count

import orjson
import pytest
from sources.between import wire_to
from sources.listed import Unmetered
from stores import settings_of

from leadscout.assemble import Leadscout
from leadscout.dialects.generect import words as generect
from leadscout.dialects.pronto import words as pronto
from leadscout.dialects.questor import words as questor
from leadscout.errors import Refused
from leadscout.model.filters import FILTERS, LISTS, Shape
from leadscout.model.query import Clause, Query
from leadscout.sources.base import Connection

SAID = {  # clause -> what each kind says of it; None: nothing
    ("location", ("101282230",), False): (
        {"locations": ["Germany"]},
        {"locations": ["Germany"]},
        {"geo_codes": [101282230]},
        {"included_locations": ["101282230"]},
    ),
    ("location", ("101282230",), True): (
        {"exclude_locations": ["Germany"]},
        {"exclude_locations": ["Germany"]},
        {"geo_codes_exclude": [101282230]},
        {"excluded_locations": ["101282230"]},
    ),
    ("industry", ("4",), False): (
        {"company_industries": ["Software Development"]},
        {"company_industries": ["Software Development"]},
        {"industry_codes": [4]},
        {"included_industries": ["4"]},
    ),
    ("headcount", ("D", "I"), False): (
        {"company_headcounts": ["51-200", "10001+"]},
        {"company_headcounts": ["51-200", "10001+"]},
        {"company_headcounts": ["51-200", "10001+"]},
        {"company_size": ["51-200", "10001+"]},
    ),
    ("headcount", ("A",), False): (
        {"company_headcounts": ["Self-employed"]},
        {"company_headcounts": ["Self-employed"]},
        {"company_headcounts": ["Self-employed"]},
        None,
    ),
    ("seniority", ("vp", "cxo"), False): (
        {"seniorities": ["vp", "c_suite"]},
        {"seniorities": ["vp", "c_suite"]},
        {"seniority_levels": ["Vice President", "CXO"]},
        {"seniority_levels": ["300", "310"]},
    ),
    ("company_type", ("private", "public"), False): (
        {"company_types": ["Privately Held", "Public Company"]},
        {"company_types": ["Privately Held", "Public Company"]},
        {"company_type": ["Privately Held", "Public Company"]},
        {"company_type": ["P", "C"]},
    ),
    ("company", ("id:1441", "slug:google", "name:google"), False): (
        {"company_id": "1441"},
        {"company_id": "1441"},
        {"current_company_ids": ["1441"], "current_company_names": ["google"]},
        {"included_companies": ["1441"]},
    ),
    ("company", ("id:1441", "id:1035"), False): (
        None,
        None,
        {"current_company_ids": ["1441", "1035"]},
        {"included_companies": ["1441", "1035"]},
    ),
    ("function", ("25",), False): (None, None, {"functions": ["Sales"]}, {"functions": ["25"]}),
    ("years_in_position", ("2", "5"), False): (
        None,
        {"years_in_position": [2, 5]},
        {"year_in_current_position": ["1 to 2 years", "More than 10 years"]},
        {"years_in_current_position": ["2", "5"]},
    ),
    ("changed_jobs", ("true",), False): (
        None,
        {"changed_jobs": True},
        {"changed_jobs": "true"},
        {"recently_changed_jobs": ["RPC"]},
    ),
    ("profile_language", ("de",), False): (None, None, {"profile_languages": ["German"]}, None),
    ("keyword", ("saas",), False): (None, None, {"keywords": "saas"}, {"keyword": "saas"}),
    ("full_name", ("anaruiz",), True): (None, None, None, None),
    ("skill", ("python",), False): (None, None, None, None),
    ("account_list", ("10000001",), False): (None, None, None, None),
}


CEO = Clause("title", ("CEO",))
TITLES = ("job_titles", "title_keywords")
ANSWER = orjson.dumps({"data": {"results_count": 1}, "total_count": 1, "request_id": "0" * 32})
BESIDES = ("limit", "live", "without_company")
READ = {
    "generect": lambda lexicon: generect.body(lexicon, generect.DatabaseBody),
    "generect-realtime": lambda lexicon: generect.body(lexicon, generect.IcpBody),
    "questor": questor.body,
    "pronto": pronto.preview_body,
}
"""The request models of the dialects."""


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """What is sent for a query, by kind."""
    home = Leadscout(settings_of(tmp_path_factory.mktemp("words")))
    kinds = {kind.name: kind for kind in home.kinds}
    numbers = count()
    with wire_to() as wire:
        wire.instead = lambda _: (200, {}, ANSWER)

        def send(kind, query):
            key = f"another-key-{next(numbers)}"  # of whom nothing was asked before
            connector = kinds[kind].connect(Connection(kind, wire.url, key, Unmetered()))
            wire.bodies.clear()
            connector.estimate(query)
            return orjson.loads(wire.bodies[0])

        send.claims = {kind: kinds[kind].connect(Connection(kind, "", "a-key", Unmetered())).claims for kind in READ}
        yield send


@pytest.mark.parametrize(
    ("said", "bodies"), SAID.items(), ids=lambda value: value[0] if isinstance(value[0], str) else ""
)
def test_a_clause_is_said_as_the_vendors_pages_have_it(sent, said, bodies):
    name, values, exclude = said
    for kind, expected in zip(READ, bodies, strict=True):
        clauses = (CEO, Clause(name, values, exclude)) if (name, exclude) in sent.claims[kind] else (CEO,)
        if len(clauses) > 1 and not expected:
            with pytest.raises(Refused, match="would charge for other people") as refused:
                sent(kind, Query(clauses))
            assert (refused.value.faults[0].code, refused.value.faults[0].field) == ("not_sayable", name)
            continue
        body = sent(kind, Query(clauses))
        words = {field: value for field, value in body.items() if field not in (*BESIDES, *TITLES)}
        assert words == (expected or {}), kind


SOME = {
    "place": ("101282230", "103644278", "102277331"),
    "industry": ("4", "96", "43"),
    "company": ("id:1441", "name:nordwind"),
    "school": ("800012",),
    "group": ("1234567",),
}
"""Values of open lists, by taxonomy."""


def codes_of(lexicon, row):
    """Values of a filter: all of a closed list, else some."""
    if row.shape is Shape.FLAG:
        return ("true",)
    kind = lexicon.kinds[row.taxonomy]
    if kind.choices:
        return tuple(entry.code for entry in kind.choices)
    return SOME.get(row.taxonomy, ("nordwind",))


@pytest.mark.parametrize("kind", READ)
def test_what_is_said_is_read_as_what_was_meant(sent, lexicon, kind):
    model, tried = READ[kind](lexicon), set()
    for name, exclude in sent.claims[kind]:
        if name not in FILTERS:
            continue
        for code in codes_of(lexicon, FILTERS[name]):
            clause = Clause(name, (code,), exclude)
            try:
                body = sent(kind, Query((clause,) if (name, exclude) == ("title", False) else (CEO, clause)))
            except Refused:
                continue  # this value; not all of them
            read = model.model_validate({field: value for field, value in body.items() if field != "limit"}).query()
            match = [one for one in read.clauses if (one.filter, one.exclude) == (name, exclude)]
            if match:
                tried.add((name, exclude))
                assert code in match[0].values, (name, code)
    missing = {part for part in sent.claims[kind] if part[0] in FILTERS} - tried
    assert not missing, "no value of it can be said"


@pytest.mark.parametrize("kind", READ)
def test_lists_of_ours_are_never_told(sent, kind):
    assert not {name for name, _ in sent.claims[kind]} & set(LISTS)


@pytest.mark.parametrize("kind", READ)
def test_whoever_is_only_left_out_is_no_question(sent, kind):
    with pytest.raises(Refused, match="none of these filters"):
        sent(kind, Query((Clause("location", ("101282230",), exclude=True),)))
