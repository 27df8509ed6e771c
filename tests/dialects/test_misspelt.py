"""One slip of the finger in the name of a field, or in a value of a closed set: it is named, and the right one told."""

import random
import re
from string import ascii_lowercase

import pytest

from leadscout.dialects import members
from leadscout.dialects.generect import words as generect
from leadscout.dialects.native import words as native
from leadscout.dialects.native.routes import account, lists, searches
from leadscout.dialects.pronto import words as pronto
from leadscout.dialects.pronto.routes import account as pronto_account
from leadscout.dialects.pronto.routes import lists as pronto_lists
from leadscout.dialects.questor import words as questor
from leadscout.errors import Refused
from leadscout.web.guards import takes

EACH = 6
"""Slips tried of each kind and name; each day draws others."""

MODELS = {
    "count": lambda lexicon: native.body(lexicon, native.QueryBody),
    "preview": lambda lexicon: native.body(lexicon, native.PreviewBody),
    "facets": lambda lexicon: native.body(lexicon, native.FacetsBody),
    "search": lambda lexicon: native.body(lexicon, native.SearchBody),
    "questor": questor.body,
    "pronto search": pronto.search_body,
    "pronto preview": pronto.preview_body,
    "database": lambda lexicon: generect.body(lexicon, generect.DatabaseBody),
    "by_icp": lambda lexicon: generect.body(lexicon, generect.IcpBody),
    "members": lambda _: members.MembersBody,
    "list": lambda _: lists.ListBody,
    "pronto list": lambda _: pronto_lists.ListBody,
    "key": lambda _: account.KeyBody,
    "resend": lambda _: searches.ResendBody,
    "location": lambda _: pronto_account.LocationBody,
    "persona": lambda _: pronto_account.PersonaBody,
}
INSIDE = {
    "exclude": ("count", lambda body: {"exclude": body}, [word.field for word in native.EXCLUDED]),
    "personas[0]": ("count", lambda body: {"personas": [{"name": "p", **body}]}, [*native.PersonaBody.model_fields]),
    "companies[0]": ("members", lambda body: {"companies": [body]}, [*members.CompanyMember.model_fields]),
    "leads[0]": ("members", lambda body: {"leads": [body]}, [*members.PersonMember.model_fields]),
}
"""Objects inside a body: where, of which body, how one is wrapped, its fields."""

OTHER_NAMES = {*generect.ALIASES, *generect.RENAMED, *generect.NO_EFFECT, *questor.ALIASES}
WORDS = {
    "count": native.WORDS,
    "questor": questor.WORDS,
    "pronto preview": pronto.WORDS,
    "by_icp": (*generect.WORDS, *generect.ICP_WORDS),
}


@pytest.fixture(scope="module")
def reads(lexicon):
    """What an endpoint does with a body, by its model."""
    return {name: takes(make(lexicon))(lambda request: request) for name, make in MODELS.items()}


def slips(name, dice):
    """Some words that are one letter away: one left out, put in, another, two exchanged."""
    at = range(len(name))
    kinds = [
        [name[:i] + name[i + 1 :] for i in at],
        [name[:i] + letter + name[i:] for i in (*at, len(name)) for letter in ascii_lowercase],
        [name[:i] + letter + name[i + 1 :] for i in at for letter in ascii_lowercase],
        [name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in at[:-1]],
    ]
    found = {slip for kind in kinds for slip in dice.sample(kind, min(EACH, len(kind)))}
    return sorted(found - {name, ""})


def faults(read, body):
    try:
        read(body)
    except Refused as refused:
        return refused.faults
    return ()


def check(read, body, field, right):
    (told,) = [fault for fault in faults(read, body) if fault.code == "unknown_field"]
    assert told.field == field
    assert right in told.suggestions, (field, right, told.suggestions)
    assert f"{field} is not a field of this request; did you mean " in told.sentence


@pytest.mark.parametrize("name", MODELS)
def test_a_misspelt_field_is_named_with_the_right_one(reads, lexicon, seed, name):
    dice = random.Random(seed)
    fields = [about.alias or field for field, about in MODELS[name](lexicon).model_fields.items()]
    for right in fields:
        for wrong in slips(right, dice):
            if wrong not in fields and wrong not in OTHER_NAMES:
                check(reads[name], {wrong: None}, wrong, right)


@pytest.mark.parametrize("where", INSIDE)
def test_a_misspelt_field_inside_an_object_is_named_with_the_right_one_of_that_object(reads, seed, where):
    dice = random.Random(seed)
    name, wrapped, fields = INSIDE[where]
    for right in fields:
        for wrong in slips(right, dice):
            if wrong not in fields:
                check(reads[name], wrapped({wrong: None}), f"{where}.{wrong}", right)


@pytest.mark.parametrize("name", WORDS)
def test_a_misspelt_value_of_a_closed_set_is_told_with_the_valid_ones(reads, lexicon, seed, name):
    dice = random.Random(seed)
    closed = 0
    for word in WORDS[name]:
        valid = next((f.valid for f in faults(reads[name], {word.field: ["~"]}) if f.code == "unknown_value"), ())
        closed += bool(valid)
        for right in valid:
            for wrong in dice.sample(found := slips(right, dice), min(EACH, len(found))):
                told = [f for f in faults(reads[name], {word.field: [wrong]}) if f.field.startswith(word.field)]
                if not told:
                    known = lexicon.taxonomies[word.row.taxonomy]
                    assert wrong in valid or known.find(wrong.strip()), f"{word.field}: {wrong} is no value"
                    continue
                assert (told[0].code, told[0].field, told[0].shown) == (
                    "unknown_value",
                    f"{word.field}[0]",
                    wrong.strip(),
                )
                assert right in (*told[0].valid, *told[0].suggestions), told[0].sentence
    assert closed > 4


ODD = (None, True, 3, -1, 2**70, 3.5, "", " ", "x", "x" * 2000, [], [None], [[]], [{}], ["x"], [""], [3.5], [2**70])
ODDER = ({}, {"a": 1}, [{"name": 5}], [{"id": []}], [{"a": 1}], [["x", 5]], "2026-01-01", [True], {"id": {"id": 1}})
FOREIGN = re.compile(
    r"Input should|String should|unable to parse|constrained|valid (?:integer|string|boolean)|"
    r"\b(?:NoneType|dict|str|int|bool|float|tuple|\w+Error)\b"
)
"""Words of Python and its libraries."""


@pytest.mark.parametrize("name", MODELS)
def test_no_odd_value_is_told_in_words_of_python(reads, lexicon, name):
    told = 0
    for field in MODELS[name](lexicon).model_fields:
        for value in (*ODD, *ODDER):
            for fault in faults(reads[name], {field: value}):
                assert not FOREIGN.search(f"{fault.field} {fault.sentence}"), (field, value, fault)
                assert "  " not in fault.sentence.replace(fault.shown, "…"), fault.sentence
                told += 1
    assert told > 10


LITERALS = {
    ("list", "kind"): "account",
    ("pronto list", "kind"): "lead",
    ("key", "only"): "generect",
}


@pytest.mark.parametrize(("name", "field"), LITERALS)
def test_a_misspelt_choice_is_told_with_the_right_one(reads, seed, name, field):
    right = LITERALS[name, field]
    for wrong in slips(right, random.Random(seed)):
        told = [f for f in faults(reads[name], {field: [wrong] if field == "only" else wrong}) if f.value == wrong]
        assert (told[0].code, told[0].field.partition("[")[0]) == ("unknown_value", field)
        assert right in told[0].suggestions
        assert right in told[0].valid


def fields_of(document, told):
    """The names of an operation's fields, in its body or its query."""
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    model = document["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], body)
    return [*model.get("properties", ())], [p["name"] for p in told.get("parameters", ()) if p["in"] == "query"]


def test_every_endpoint_names_a_misspelt_field_and_the_right_one(server, seed):
    dice = random.Random(seed)
    document = server("GET", "/openapi.json").json()
    asked = 0
    for path, verbs in document["paths"].items():
        for verb, told in verbs.items():
            for names, sent in zip(fields_of(document, told), ("json", "params"), strict=True):
                for right in dice.sample(names, min(3, len(names))):
                    (wrong,) = dice.sample(
                        [slip for slip in slips(right, dice) if slip not in {*names, *OTHER_NAMES}], 1
                    )
                    answer = server(verb.upper(), path.replace("{id}", "0"), **{sent: {wrong: "1"}})
                    assert 400 <= answer.status_code < 500, (path, wrong)
                    assert wrong in answer.text, (path, wrong, answer.text)
                    assert f"id you mean {right}" in answer.text or f" or {right}?" in answer.text, (path, answer.text)
                    asked += 1
    assert asked > 60
