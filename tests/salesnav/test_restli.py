"""The structure in LinkedIn's addresses: both ways, and what is said about texts that are not it."""

import json
import os
import random
import subprocess
import sys
import time
from contextlib import suppress
from importlib.util import find_spec

import pytest
from addressable import Questions
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscout.salesnav import restli, write
from leadscout.salesnav.restli import DEEPEST, LONGEST, MOST, Leniency, Malformed

LENIENCY = Leniency(frozenset({"id", "text", "selectionType", "filters"}), frozenset({"text", "keywords"}))
LEAVES = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(LEAVES, inner, max_size=4), max_leaves=12
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        ("northwind9", "northwind9"),
        (7, "7"),
        (7.5, "7.5"),
        (True, "true"),
        (False, "false"),
        ([], "List()"),
        ([""], "List('')"),
        ([1, "two", True], "List(1,two,true)"),
        ({"a": "b", "list": [1, 2], "in": {"c": "urn:li:x:1"}}, "(a:b,list:List(1,2),in:(c:urn%3Ali%3Ax%3A1))"),
        ([{"a": "b"}, ["c", " ?':,*!(/)é"]], "List((a:b),List(c,%20%3F%27%3A%2C%2A%21%28%2F%29%C3%A9))"),
        ({"z": "keys keep", "a": "their order"}, "(z:keys%20keep,a:their%20order)"),
    ],
)
def test_values_are_written(value, text):
    assert restli.write(value) == text


def test_parameters_are_written():
    assert restli.write_parameters({"q r": [{"a": "&+"}], "n": 1}) == "q%20r=List((a:%26%2B))&n=1"
    assert restli.write_parameters(None) == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", ""),
        ("''", ""),
        ("n%C3%BC%20x", "nü x"),
        ("List()", []),
        ("List('')", [""]),
        ("List(,)", ["", ""]),
        ("()", {}),
        ("(:)", {"": ""}),
        ("(a:,b:c)", {"a": "", "b": "c"}),
        ("(urn:urn:li:x:1,k%3A2:%28%29%2C)", {"urn": "urn:li:x:1", "k:2": "(),"}),
        ("List(List(a,b),(c:List()),d)", [["a", "b"], {"c": []}, "d"]),
        ("Listing", "Listing"),
    ],
)
def test_texts_are_read(text, value):
    assert restli.read(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("%28a%29%3A_ %2c%27b%3F?", "(a):_ ,'b%3F?"),
        ("List(%28a%3Ab%29,c?)", ["(a:b)", "c?"]),
        ("(a%3Ab?:c%3Ad )", {"a:b?": "c:d "}),
    ],
)
def test_the_reduced_form_is_read(text, value):
    assert restli.read(text, unescape=restli.reduced) == value


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("(filters:cList((a:b)))", 9, '"List("'),
        ("(a:b)(c:d)", 5, "the end"),
        ("(a:b),(c:d)", 5, "the end"),
        ("(a:b", 4, '")"'),
        ("(a:List((b:c)", 13, '")"'),
        ("(a:List((b:c)))x", 15, "the end"),
        ("(a)", 2, '":"'),
        ("(a:b,)", 5, '":"'),
        ("(a:b c(d)", 6, '","'),
        ("(a:b,a:c)", 5, "a only once"),
        ("(a:%E9)", 3, "UTF-8"),
        ("List((a:b)(c:d))", 10, '","'),
        ("a)", 1, "the end"),
        ("(" * 3 + "a", 1, '":"'),
        ("List(" * (DEEPEST + 1), 5 * DEEPEST, f"at most {DEEPEST}"),
        (f"List({'a,' * MOST})", 2 * MOST + 3, f"at most {MOST}"),
        ("a" * (LONGEST + 1), LONGEST, f"at most {LONGEST}"),
    ],
)
def test_what_is_not_the_structure_is_told_with_its_place(text, position, expected):
    with pytest.raises(Malformed) as told:
        restli.read(text)
    assert told.value.position == position
    assert expected in told.value.expected
    assert str(told.value).startswith(f"at character {position}: expected ")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(text:Rome, Italy,selectionType:IN)", {"text": "Rome, Italy", "selectionType": "IN"}),
        ("(text:R (and) D, (x, y),id:1)", {"text": "R (and) D, (x, y)", "id": "1"}),
        ("(text:Note: well)", {"text": "Note: well"}),
        ('(keywords:("a" OR b) c,id:1)', {"keywords": '("a" OR b) c', "id": "1"}),
        ("(filters:List((id:1)(id:2)))", {"filters": [{"id": "1"}, {"id": "2"}]}),
        ("(filters:List((id:1))", {"filters": [{"id": "1"}]}),
        ("(keywords:cro", {"keywords": "cro"}),
        ('(keywords:cro)"', {"keywords": "cro"}),
        ("(id:1))", {"id": "1"}),
    ],
)
def test_what_hands_leave_out_is_read_where_it_is_allowed(text, value):
    assert restli.read(text, LENIENCY) == value


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("(filters:cList((id:1)))", 9),
        ("(id:1)(id:2)", 6),
        ("(filters:List((id:1))),keywords:lost)", 22),
        ("(filters:List((id:1", 19),
        ("(text:(a,id:1)", 8),
        ("(filters:List((id:1)x(id:2)))", 20),
    ],
)
def test_hands_may_not_leave_out_more(text, position):
    with pytest.raises(Malformed) as told:
        restli.read(text, LENIENCY)
    assert told.value.position == position


@given(VALUES)
def test_what_is_written_is_read_again(value):
    assert restli.read(restli.write(value)) == value
    assert restli.read(restli.write(value), LENIENCY) == value


def test_nothing_is_written_that_cannot_be_read():
    value = "x"
    for _ in range(DEEPEST):
        value = [value]
    assert restli.read(restli.write(value)) == value
    with pytest.raises(ValueError, match="inside one another"):
        restli.write([value])


def test_a_megabyte_of_noise_is_read_or_refused():
    seed = int(os.environ.get("LEADSCOUT_TEST_SEED", "12"))
    chance = random.Random(seed)
    alphabet = ["(", ")", ",", ":", "List(", "%28", "%", "%zz", "%C3", "id:", "text:", "''", "é", "a"]
    read, began = 0, time.process_time()
    while read < 1_000_000:
        text = "".join(chance.choices(alphabet, k=chance.choice([5, 50, 500, 5000])))
        read += len(text)
        for hand in (None, LENIENCY):
            with suppress(Malformed):
                restli.read(text, hand)
    assert time.process_time() - began < 20, f"seed {seed}"


DECODE = """
import json, sys
from linkedin_api.clients.restli.utils.decoder import decode
for line in sys.stdin:
    print(json.dumps(decode(json.loads(line))), flush=True)
"""

FILLED = st.text(st.characters(codec="utf-8"), min_size=1)  # LinkedIn's client loses an empty last value
NESTED = st.recursive(
    FILLED, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(FILLED, inner, max_size=4), max_leaves=12
)

if find_spec("linkedin_api"):  # LinkedIn's own client, which is proprietary: only where somebody has installed it

    @settings(max_examples=10)
    @given(st.lists(NESTED, min_size=20, max_size=50), st.integers(0, 10**9))
    def test_linkedin_reads_the_same(lexicon, values, number):
        questions = Questions(lexicon)
        texts = [restli.write(value) for value in values]
        texts += [write(questions.one(number + more), lexicon).query_text for more in range(200)]
        lines = "".join(json.dumps(text) + "\n" for text in texts)
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", DECODE], input=lines, capture_output=True, text=True, timeout=5, check=True
        )
        for text, line in zip(texts, done.stdout.splitlines(), strict=True):
            assert restli.read(text) == json.loads(line), text
