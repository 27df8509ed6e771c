"""Words that are searched for: signs that make a word, text without blanks, and umlauts written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscout.lexicon.tokens import renderings, tokens

ONE = (
    "C++ | c++ | cpp | C plus plus",
    "C# | c# | C sharp",
    "F# | f sharp",
    ".NET | dotnet | dot net | .net",
    "Node.js | NodeJS | node js | node.JS",
    "React.js | ReactJS",
    "R&D | R & D | r&d | R&\nD | R\t& D",
    "AT&T | at & t",
    "401(k) | 401k | 401 (k) | 401-k",
    "3D | 3-D | 3d",
    "Objective-C | objective c",
    "FP&A | FPA",
)
APART = ("C | C++", "C | C#", "C++ | C#", "net | .NET", "R | R&D", "T | AT&T", "D | 3D", "acme.net | acme .NET")


@pytest.mark.parametrize("spellings", ONE)
def test_spellings_are_one_word(spellings):
    assert len({tokens(written) for written in spellings.split(" | ")}) == 1


@pytest.mark.parametrize("pair", APART)
def test_other_words_are_others(pair):
    one, other = map(tokens, pair.split(" | "))
    assert one != other
    assert len(one) > 1 or not set(one) & set(other)


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("C/C++17, C#!", ("c", "cplusplus", "17", "csharp")),
        ("ASP.NET Core", ("asp", "dotnet", "core")),
        ("営業部長", ("営業", "業部", "部長")),
        ("IT営業 Tokyo", ("it", "営業", "tokyo")),
        ("王", ("王",)),
        ("ﾏﾈｰｼﾞｬｰ", ("マネ", "ネー", "ージ", "ジャ", "ャー")),
        ("영업 이사", ("영업", "이사")),
        ("ผู้ขาย", ("ผู", "ู้", "้ข", "ขา", "าย")),
        ("Директор", ("direktor",)),
    ],
)
def test_reads(written, listed):
    assert tokens(written) == listed


@pytest.mark.parametrize(
    ("written", "out"),
    [
        ("Müller", "Mueller"),
        ("Sørensen", "Soerensen"),
        ("GRÜN", "GRUEN"),
        ("Århus", "Aarhus"),
        ("Mu\u0308ller", "Mueller"),
    ],
)
def test_umlauts_are_also_written_out(written, out):
    assert tokens(out) in renderings(written)


@pytest.mark.parametrize("written", ["Mueller", "Michael", "Blue", "Muller"])
def test_nothing_else_is(written):
    assert renderings(written) == (tokens(written),)


@given(st.text())
def test_words_have_no_blanks_and_are_found_again(written):
    for word in tokens(written):
        assert word == word.lower()
        assert not any(letter.isspace() for letter in word)


@pytest.mark.parametrize(
    "title", ["C++ Developer", "C# Developer", "Développeur C++", "Software Engineer (C#)", "Senior .NET Developer"]
)
def test_who_writes_in_a_language_with_signs_is_an_engineer(lexicon, title):
    assert set(lexicon.titles.read(title).functions) == {"8", "13"}
