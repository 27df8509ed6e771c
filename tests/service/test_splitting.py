"""A wrong match is undone: each source, or each row, a person again, and no later file makes them one."""

import pytest

from leadscout.errors import Refused
from leadscout.model.lead import Company, Lead, Position
from leadscout.service.people.identities import hash_of, id_of
from leadscout.service.people.intake import RowSource, find_person, forget, merge_people
from leadscout.service.people.profiles import Profiles
from leadscout.service.people.splitting import SplitBy, split
from leadscout.store.reports import COMPARED

CLUB, CHAMBER = RowSource("table:club.csv", 100), RowSource("table:chamber.csv", 200)
PAGE = "https://www.linkedin.com/in/shared"


def anna(**more):
    return Lead(full_name="Anna Bergdorf", profile_url=PAGE, **more)


def carl(**more):
    return Lead(full_name="Carl Dahlke", profile_url=PAGE, **more)


def buyer(company):
    return (Position(title="Buyer", company=Company(name=company)),)


def test_each_source_is_a_person_again(take, store):
    take(CLUB, anna(emails=("a@x.example",), positions=buyer("Bergdorf"), summary="s"))
    take(CHAMBER, carl(emails=("c@x.example",), positions=buyer("Dahlke"), industry="Retail"))
    before = store.leads([1])[1]
    assert (store.count(), len(before.emails)) == (1, 2)

    first, second = split(store, 1, SplitBy.SOURCE)

    one, other = store.leads([first])[first], store.leads([second])[second]
    assert (first, one.id) == (1, before.id), "the first keeps number and id"
    assert (one.full_name, one.emails, one.summary, one.industry) == ("Anna Bergdorf", ("a@x.example",), "s", "")
    assert [(job.company.name, job.current) for job in one.positions] == [("Bergdorf", True)]
    assert (other.full_name, other.emails, other.summary) == ("Carl Dahlke", ("c@x.example",), "")
    assert [(job.company.name, job.current) for job in other.positions] == [("Dahlke", True)]
    assert [source.source for source in Profiles(store).get(other.id).sources] == ["table:chamber.csv"]
    assert find_person(store, "c@x.example") == second


@pytest.mark.parametrize("by", SplitBy)
def test_what_was_split_stays_split_whatever_comes(take, store, by):
    rows = anna(), carl()
    take(CLUB, rows[0])
    take(CHAMBER, rows[1])
    split(store, 1, by)
    again = take(CLUB, *rows)
    assert (again.new, again.unchanged) == (0, 2)
    news = take(RowSource("table:more.csv", 300), carl(headline="of Carl"), anna(headline="of Anna"))
    assert (news.new, news.updated) == (0, 2)
    assert {lead.full_name: lead.headline for lead in store.leads([1, 2]).values()} == {
        "Anna Bergdorf": "of Anna",
        "Carl Dahlke": "of Carl",
    }
    take(RowSource("table:third.csv", 400), Lead(full_name="Eva Fink", profile_url=PAGE))
    assert store.count() == 3, "the key that both had binds nobody by itself any more"


def test_each_row_of_one_file_is_a_person_again(take, store):
    take(CLUB, anna(headline="a"), carl(headline="c"), anna(headline="b"))
    with pytest.raises(Refused, match="split them with --by row"):
        split(store, 1, SplitBy.SOURCE)
    seqs = split(store, 1, SplitBy.ROW)
    assert sorted(lead.headline for lead in store.leads(seqs).values()) == ["a", "b", "c"]
    assert len({lead.id for lead in store.leads(seqs).values()}) == 3


def test_people_made_one_by_hand_are_parted_too(take, store):
    take(CLUB, Lead(full_name="Anna Bergdorf", emails=("a@x.example",)))
    take(CHAMBER, Lead(full_name="Anna Huber", emails=("h@x.example",)))
    merge_people(store, 1, 2)
    seqs = split(store, 1, SplitBy.SOURCE)
    assert [store.leads(seqs)[seq].full_name for seq in seqs] == ["Anna Bergdorf", "Anna Huber"]
    assert [find_person(store, f"{name}@x.example") for name in "ah"] == seqs


def test_the_rows_of_one_source_stay_together(take, store):
    take(CLUB, anna(headline="old"), anna(summary="s"))
    take(CHAMBER, carl())
    first, second = split(store, 1, SplitBy.SOURCE)
    assert (store.leads([first])[first].headline, store.leads([first])[first].summary) == ("old", "s")
    assert [seq for seq in (first, second) if len(store.history(seq)[0]) == 2] == [first]


def test_somebody_of_whom_one_row_tells_cannot_be_split(take, store):
    take(CLUB, anna())
    for by in SplitBy:
        with pytest.raises(Refused, match="only one row tells of"):
            split(store, 1, by)


def test_a_part_is_forgotten_alone_and_leaves_no_words(take, store):
    take(CLUB, anna(summary="what Anna said"))
    take(CHAMBER, carl(summary="what Carl said"))
    _, second = split(store, 1, SplitBy.SOURCE)
    forget(store, second)
    assert take(CHAMBER, carl(headline="back")).refused, "they stay out by name and key together"
    assert take(CHAMBER, anna(headline="h")).updated == 1


def test_what_rows_said_goes_with_the_person(take, store):
    take(CLUB, anna(summary="a sentence that must go"))
    take(CHAMBER, anna(headline="h"))
    forget(store, 1)
    with store.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM report").scalar() == 0


def test_somebody_split_after_a_merge_by_hand_is_recognised(take, store):
    page = "https://www.linkedin.com/in/ab-1"
    take(
        CLUB, Lead(full_name="Anna Bergdorf", profile_url=page), Lead(full_name="Anna Bergdorf", profile_url=f"{page}2")
    )
    merge_people(store, 1, 2)
    split(store, 1, SplitBy.ROW)
    assert take(CHAMBER, Lead(full_name="Anna Bergdorf", profile_url=page, headline="x")).updated == 1
    assert store.count() == 2


def test_an_id_whose_key_no_row_tells_stays_with_the_first(take, store):
    """Anna's id comes from an export of another machine, without the e-mail that had given it."""
    id_ = id_of(hash_of(("email", "a@x.example")))
    take(CLUB, anna(id=id_))
    take(CHAMBER, carl())
    split(store, 1, SplitBy.SOURCE)
    assert take(CHAMBER, Lead(full_name="Anna Bergdorf", emails=("a@x.example",))).updated == 1
    assert store.count() == 2


def test_somebody_with_many_rows_is_split_as_well_unless_an_earlier_version_dropped_some(take, store):
    for number in range(COMPARED + 2):
        take(RowSource(f"{number}.csv", number), anna(headline=f"h{number}"))
    assert len(split(store, 1, SplitBy.ROW)) == COMPARED + 2
    for number in range(COMPARED + 2):
        take(RowSource(f"{number}.csv", number), carl(headline=f"h{number}"))
    seq = next(
        change.seq for change in store.changes(0, 1000) if change.lead and change.lead.full_name == "Carl Dahlke"
    )
    with store.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM report WHERE id = (SELECT min(id) FROM report WHERE seq = ?)", (seq,))
    with pytest.raises(Refused, match="was not kept when it came"):
        split(store, seq, SplitBy.ROW)


@pytest.mark.parametrize(("keep", "gone"), [(1, 2), (2, 1)])
def test_an_id_stays_with_the_rows_that_gave_it_after_two_were_made_one_and_parted(take, store, keep, gone):
    take(CLUB, Lead(full_name="Anna Bergdorf", emails=("a@x.example",)))
    take(CHAMBER, Lead(full_name="Carl Dahlke", emails=("c@x.example",)))
    before = store.leads([keep])[keep]
    merge_people(store, keep, gone)
    first, second = split(store, keep, SplitBy.SOURCE)
    assert store.leads([first])[first].id == before.id
    assert store.leads([first])[first].full_name == before.full_name
    assert find_person(store, before.emails[0]) == first
    assert store.leads([second])[second].full_name != before.full_name
