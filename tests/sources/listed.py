"""A live source over a list of people in this process: what it shows is known, and what goes wrong is chosen."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from leadscout.assemble import Leadscout
from leadscout.errors import Fault, Refused
from leadscout.model.search import Count
from leadscout.plan.holds import holds
from leadscout.service.asking.question import plan_of_words
from leadscout.sources.base import Claim, LeadPage, SourceKind

TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
CODED = ("seniority", "function", "industry", "location")
CLAIMS = {
    ("title", False): Claim.LOOSE,
    ("headcount", False): Claim.EXACT,
    ("relationship", False): Claim.EXACT,
    **{(name, exclude): Claim.EXACT for name in CODED for exclude in (False, True)},
}


class Unmetered:
    """Lets every request through."""

    @contextmanager
    def request(self, _=0):
        yield

    def used(self, *_):
        pass


@dataclass
class Listed:
    """The connector. `refusals` are raised by requests in turn, None lets one through; `asked` are the queries."""

    connection: object
    world: "World"
    claims = CLAIMS

    @property
    def name(self):
        return self.connection.name

    @property
    def reach(self):
        return self.world.reach

    def says(self, _):
        return True

    def check(self):
        with self.connection.requests.request():
            self.world.meet()

    def estimate(self, query):
        with self.connection.requests.request(1):
            self.world.meet()
            return self._total(self.world.who(query))

    def batch(self, query, place):
        with self.connection.requests.request(25):
            self.world.meet()
            start = int(place or 0)
            people = self.world.who(query)
            begin = max(0, start + (self.world.slip() if start else 0))
            page = people[begin : min(start + 25, self.world.reach)]
            repeated = people[start - 1 : start] if self.world.repeats and start else []
            self.connection.requests.used(25, len(page))
        self.world.pages += 1
        end = start + 25 >= min(len(people), self.world.reach)
        return LeadPage([*repeated, *page], str(start + 25), self._total(people), end)

    def profile(self, url):
        with self.connection.requests.request(1):
            self.world.meet()
            return next((lead for lead in self.world.people if url in (lead.sales_id, lead.profile_url)), None)

    def company(self, id_):  # noqa: ARG002 - of the protocol
        return None

    def _total(self, people):
        size = self.world.rounded
        number = len(people)
        return Count(round(number / size) * size if number > size else number, exact=False)


@dataclass
class World:
    """The people of the source in its order, and how it behaves. `people` match a query by its words alone."""

    people: list
    facts: object = None
    lexicon: object = None
    reach: int = 2500
    rounded: int = 1
    repeats: bool = False
    refusals: list = field(default_factory=list)
    queries: list = field(default_factory=list)
    pages: int = 0
    seen: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)

    def slip(self):
        """How many people too late a page begins."""
        return 0

    def meet(self):
        code = self.refusals.pop(0) if self.refusals else None
        if code:
            raise Refused(Fault(code, value="listed", limit=600, valid=("later",)))

    def who(self, query):
        self.queries.append(query)
        if query not in self.answers:
            told = [clause for clause in query.clauses if not clause.row.needs_graph]
            leaf = plan_of_words(type(query)(tuple(told)), self.lexicon, TODAY.date()).leaf
            self.answers[query] = self.matching(leaf)
        return self.answers[query]

    def matching(self, leaf):
        """Who satisfies a leaf, in the source's order."""
        return [lead for lead in self.people if holds(leaf, self._of(lead))]

    def _of(self, lead):
        if lead.sales_id not in self.seen:
            self.seen[lead.sales_id] = self.facts(lead)
        return self.seen[lead.sales_id]


class Home(Leadscout):
    """Everything over a data folder, with a kind of live source for tests."""

    world: World

    @property
    def kinds(self):
        return [
            SourceKind("navigator", "Listed", "anything", "http://127.0.0.1:9", 0, 2500, "profiles", self._connect),
        ]

    def _connect(self, connection):
        return Listed(connection, self.world)
