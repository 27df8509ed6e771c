"""A search keeps the spelling it began with, whoever is imported meanwhile."""

import pytest

from leadscout.assemble import Leadscout
from leadscout.errors import Refused
from leadscout.model.lead import Lead
from leadscout.model.lists import OPERATOR
from leadscout.model.query import Clause, Correction, Query
from leadscout.model.search import Owner, Status
from leadscout.service.jobs.searches import Order
from leadscout.service.people.intake import Arrived, RowSource, forget
from leadscout.settings import Settings

ASKED = Query((Clause("keyword", ("kubernets helm",)),), correct=True)
CORRECTION = Correction("keyword", "kubernets", "kubernetes")


@pytest.fixture
def home(tmp_path):
    home = Leadscout(Settings(data=tmp_path))
    yield home
    home.database.close()
    home.people.database.close()


@pytest.fixture
def take(home):
    """Import people with these headlines, and index them."""

    def run(*headlines):
        leads = [Lead(full_name="Ana", member_id=headline, headline=headline) for headline in headlines]
        home.intake.take([Arrived(line, lead) for line, lead in enumerate(leads)], RowSource("x", 20_000))
        home.indexer.catch_up()

    run("kubernetes and helm", "helm on kubernetes", "only kubernetes", "kubernetes with helm")
    return run


def asked(home, cursor=""):
    return home.asking.question(OPERATOR, ASKED, cursor=cursor)


def test_a_job_finds_the_people_of_the_corrected_query_after_the_misspelt_word_arrived(home, take):
    owner = Owner(home.access.create("k", "k")[0].account, "native")
    query = home.asking.question(owner.account, ASKED).query
    search = home.jobs.create(Order(owner, {}, query, 100))
    take("kubernets helm")
    assert asked(home).query.corrections == (), "for others it is a word now"
    assert home.worker.turn()
    over = home.jobs.get(owner, search.id)
    assert (over.status, over.found, over.query.corrections) == (Status.DONE, 3, (CORRECTION,))
    found = {one.lead.headline for one in home.jobs.page(over, 0, 100)}
    assert found == {"kubernetes and helm", "helm on kubernetes", "kubernetes with helm"}


def test_pages_after_the_first_are_corrected_as_it_was(home, take):
    first = home.asking.page(asked(home), 2)
    take("kubernets helm", "another kubernets helm")
    question = asked(home, first.cursor)
    assert question.query.corrections == (CORRECTION,)
    rest = home.asking.page(question, 2)
    assert len({one.order for page in (first, rest) for one in page.found}) == 3
    assert all("kubernetes" in one.lead.headline for one in rest.found)
    assert rest.cursor == ""


def test_pages_after_an_uncorrected_one_stay_uncorrected(home, take):
    take("kubernets helm", "another kubernets helm")
    first = home.asking.page(asked(home), 1)
    for seq in (5, 6):
        forget(home.people, seq)
    home.indexer.catch_up()
    assert asked(home).query.corrections == (CORRECTION,)
    assert asked(home, first.cursor).query.corrections == ()


def test_a_word_of_forgotten_people_alone_is_unknown_again(home, take):
    take("kubernets helm")
    assert asked(home).query.corrections == ()
    forget(home.people, 5)
    home.indexer.catch_up()
    assert asked(home).query.corrections == (CORRECTION,)


@pytest.mark.parametrize("said", ["-x", "-kubernets", "-kubernets.", "-Kubernets.kubernetes", 21 * "-aaaa.aaab"])
def test_a_cursor_with_other_words_is_not_ours(home, said):
    with pytest.raises(Refused, match="cursor"):
        asked(home, f"20261120-0-ff{said}")
