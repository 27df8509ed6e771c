"""Labelled titles of our own: titles.csv, titles_functions.csv and title_pairs.csv, asked through the command line.

Rows are written from what people write, with their label, before anybody looks at the answer. Levels and functions are
the accepted ones; no level means that none may be told, but for titles_functions.csv, whose levels are not judged.
"""

import csv
import json
from collections import defaultdict
from pathlib import Path

from conftest import run

HERE = Path(__file__).parent
IDS = {"intern": "100", "entry": "110", "senior": "120", "strategic": "130", "entry_manager": "200", "manager": "210"}
IDS |= {"director": "220", "head": "220", "vp": "300", "cxo": "310", "owner": "320", "partner": "320", "founder": "320"}


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return [{"id": str(number), **row} for number, row in enumerate(csv.DictReader(lines))]


def answers(verb, asked):
    done = run("lexicon", verb, input="\n".join(map(json.dumps, asked)))
    assert done.returncode == 0, done.stderr
    return {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}


def shares(judged):
    """By label, how many are right, and the wrong ones."""
    found = defaultdict(list)
    for label, right, row in judged:
        found[label].append((right, row))
    return {
        label: (sum(right for right, _ in told) / len(told), [row for right, row in told if not right])
        for label, told in found.items()
    }


def test_levels_and_functions_of_labelled_titles():
    asked = rows("titles.csv")
    told = answers("titles", [{"id": row["id"], "title": row["title"]} for row in asked])
    judged = []
    for row in asked:
        answer = told[row["id"]]
        accepted = {IDS[level] for level in row["levels"].split("|") if level}
        told_ = set(answer["seniority"][:1])
        judged.append(("level", told_ <= accepted if accepted else not answer["held"], row["title"]))
        if accepted:
            judged.append(("some level", answer["held"], row["title"]))
        if row["functions"]:
            judged.append(function(row, answer))
    for label, (share, wrong) in shares(judged).items():
        assert share >= 0.97, (label, wrong)


def test_functions_of_titles_as_people_write_them():
    asked = rows("titles_functions.csv")
    told = answers("titles", [{"id": row["id"], "title": row["title"]} for row in asked])
    for label, (share, wrong) in shares(function(row, told[row["id"]]) for row in asked).items():
        assert share >= 0.94, (label, wrong)


def function(row, answer):
    """Whether one of the functions told, which are the best two, is accepted."""
    right = not set(answer["functions"]).isdisjoint(row["functions"].split("|"))
    return f"function, {row['language']}", right, row["title"]


def test_labelled_pairs_of_query_and_title():
    asked = rows("title_pairs.csv")
    told = answers("pairs", [{key: row[key] for key in ("id", "query", "title", "surface")} for row in asked])
    judged = [
        (
            f"{row['surface']}, {row['match']}",
            told[row["id"]]["match"] == (row["match"] == "1"),
            (row["query"], row["title"]),
        )
        for row in asked
    ]
    for label, (share, wrong) in shares(judged).items():
        assert share >= (0.98 if label.endswith("0") else 0.95), (label, wrong)


def test_explain_tells_words_and_model():
    done = run("lexicon", "explain", "Stv. Leiter Einkauf (m/w/d)")
    assert done.returncode == 0, done.stderr
    for said in (
        "stv = deputy, *leiter = head",
        "Experienced Manager",
        "einkauf* = Purchasing 2",
        "model      Purchasing 0.",
    ):
        assert said in done.stdout, said
    told = json.loads(run("lexicon", "explain", "CEO", "Zahnarzt", "--json").stdout)
    assert [one["levels"] for one in told] == [["cxo"], ["senior"]]
