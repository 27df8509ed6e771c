"""Past the cap: a search that finds more people than its source shows is asked in parts, and nobody is missing."""

from dataclasses import dataclass, field, replace
from random import Random

import pytest
from msgspec import structs
from sizes import size
from sources.listed import TODAY, Listed, Unmetered, World
from stores import settings_of

from leadscout.assemble import Leadscout
from leadscout.engines.tantivy import Tantivy, TantivyWriter, make_index
from leadscout.intake.population import Population
from leadscout.model.lead import order_of
from leadscout.model.query import Clause, Persona, Query
from leadscout.model.search import LIVE, START, PartState, Route, Search, SearchPart
from leadscout.plan.partition import Partition, narrowed
from leadscout.service.jobs import parts
from leadscout.sources.base import Connection
from leadscout.sources.live import Live
from leadscout.sources.stored import Stored

PEOPLE = 1500
REACH = 100
"""People that are shown of one question; 20 times as many match."""

QUERIES = (
    Query((Clause("title", ("manager", "director", "engineer", "sales", "head")),)),
    Query((Clause("seniority", ("manager", "director", "head", "vp", "cxo", "owner", "founder", "senior", "entry")),)),
    Query((Clause("location", ("103644278", "101282230", "101165590")),)),
    Query((Clause("headcount", ("C", "D", "E", "G")),)),
)


@dataclass
class PeopleInMemory:
    """What a source shows, written nowhere else."""

    seqs: dict = field(default_factory=dict)

    def keep(self, leads, _):
        return [(order_of(lead, self.seqs.setdefault(lead.sales_id, len(self.seqs) + 1)), lead) for lead in leads]


@dataclass
class Leaky(World):
    """A world whose pages now and then begin three people late, or repeat the last three of the page before."""

    random: Random = field(default_factory=lambda: Random(1))
    gaps: float = 0.0
    engine: object = None
    by_order: dict = field(default_factory=dict)

    def matching(self, leaf):
        """The same by an index: thousands of questions are asked."""
        if self.engine is None:
            return super().matching(leaf)
        return [self.by_order[order] for order in self.engine.page(leaf, len(self.by_order))]

    def slip(self):
        return self.random.choice((3, -3)) if self.random.random() < self.gaps else 0


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = Leadscout(settings_of(tmp_path_factory.mktemp("parts")))
    home.indexer.catch_up()
    yield home
    home.database.close()
    home.people.database.close()


@pytest.fixture(scope="module")
def crowd(home, tmp_path_factory):
    """Invented people, each with an id at the source, and an index of them."""
    leads = [
        structs.replace(lead, sales_id=f"ACwAA{at:012}")
        for at, lead in enumerate(Population(7, home.lexicon).people(PEOPLE))
    ]
    by_order = {order_of(lead, seq): lead for seq, lead in enumerate(leads, start=1)}
    index = make_index(tmp_path_factory.mktemp("crowd"))
    writer = TantivyWriter(index)
    for order, lead in by_order.items():
        writer.put(order, home.facts(lead), new=True)
    writer.commit()
    writer.close()
    index.reload()
    return Leaky(leads, home.facts, home.lexicon, reach=REACH, engine=Tantivy(index), by_order=by_order)


def asking_of(home, world):
    live = Live(Listed(Connection("listed", "", "", Unmetered()), world), PeopleInMemory(), home.facts)
    return replace(home.asking, door=replace(home.asking.door, source=lambda *_: live, today=TODAY.date))


def search_of(query, limit=100_000):
    route = Route(LIVE, exhaustive=True)
    return Search(
        id="1",
        account="a",
        dialect="native",
        query=query,
        today=TODAY.date(),
        limit=limit,
        created_at="",
        body={},
        route=route,
    )


def everybody(asking, search):
    """Who is found step by step, without those who were found before, and the search at its end."""
    orders = {}
    for _ in range(5000):
        batch, after = parts.step(asking, search, 25)
        search = replace(search, parts=after)
        orders |= dict.fromkeys(hit.order for hit in batch.hits)
        if batch.at_end:
            return orders, search
    raise AssertionError("it comes to no end")


@pytest.mark.parametrize("at", range(size("PARTITIONS")))
def test_nobody_is_missing_where_totals_are_rounded_and_pages_have_gaps(home, crowd, at):
    random = Random(at)
    world = replace(
        crowd,
        rounded=random.choice((1, 10, 50)),
        random=random,
        gaps=0.01,
        queries=[],
        pages=0,
        answers={},
        seen=crowd.seen,
    )
    query = QUERIES[at % len(QUERIES)]
    truth = world.who(query)
    assert len(truth) > 3 * REACH, "a question that needs parts"
    orders, search = everybody(asking_of(home, world), search_of(query))
    assert len(orders) >= 0.995 * len(truth)
    assert len(orders) <= len(truth)
    reckoning = parts.reckon(search)
    assert (reckoning.done, reckoning.cut) == (reckoning.parts, 0)
    assert abs(reckoning.counted - reckoning.total) <= 0.05 * reckoning.total + world.rounded * reckoning.parts
    assert world.pages < 3 * len(truth) / 25 + reckoning.parts


def test_parts_do_not_overlap_and_make_the_whole(home, crowd):
    partition = Partition(home.lexicon, asking_of(home, crowd).door.source().settles)
    for query in QUERIES:
        narrowings = [()]
        for _ in range(3):
            whole = {lead.sales_id for lead in crowd.who(narrowed(query, narrowings[0]))}
            children = partition.split(query, narrowings[0])
            found = [lead.sales_id for child in children for lead in crowd.who(narrowed(query, child))]
            assert sorted(found) == sorted(whole), narrowings[0]
            narrowings = [max(children, key=lambda child: len(crowd.who(narrowed(query, child))))]


def test_a_part_that_cannot_be_split_further_says_who_is_missing(home, crowd):
    twins = [
        structs.replace(crowd.people[0], sales_id=f"ACwAA{at:012}", full_name=f"T {at}") for at in range(REACH + 60)
    ]
    world = Leaky(twins, home.facts, home.lexicon, reach=REACH)
    clause = Clause("seniority", tuple(home.lexicon.taxonomies["seniority"].entries))
    orders, search = everybody(asking_of(home, world), search_of(Query((clause,))))
    reckoning = parts.reckon(search)
    assert (len(orders), reckoning.cut, reckoning.total) == (REACH, 60, REACH + 60)
    assert [part.state for part in search.parts if part.shown] == [PartState.CUT]


def test_a_database_is_asked_persona_by_persona_to_its_end(home, crowd):
    """Each part keeps the tier that it is in: a place is more than its mark."""
    personas = (Persona("first", ("director",), (), (), 1), Persona("second", ("manager", "engineer"), (), (), 2))
    asking = replace(home.asking, door=replace(home.asking.door, source=lambda *_: Stored(crowd.engine)))
    search = replace(search_of(Query((), personas)), route=Route(exhaustive=True))
    truth = [hit.order for hit in asking.batch(asking.again(search), START, PEOPLE).hits]
    seen = []
    while len(seen) < 2 * len(truth):
        batch, after = parts.step(asking, search, 25)
        search = replace(search, parts=after)
        seen += [hit.order for hit in batch.hits]
        if batch.at_end:
            break
    assert len(truth) > 100
    assert seen == truth


def test_a_search_that_fits_is_asked_in_one_piece(home, crowd):
    world = replace(crowd, people=crowd.people[: REACH // 2], engine=None, answers={}, seen=crowd.seen, queries=[])
    orders, search = everybody(asking_of(home, world), search_of(QUERIES[1]))
    assert len(search.parts) == 1
    assert len(orders) == len(world.who(QUERIES[1]))


def test_a_database_is_asked_in_one_piece(home):
    home_search = search_of(QUERIES[0])
    batch, after = parts.step(home.asking, replace(home_search, route=Route(exhaustive=True)), 25)
    assert not batch.hits
    assert after == (SearchPart(total=0, state=PartState.DONE),)
