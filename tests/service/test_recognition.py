"""Strangers are never made one: what binds two rows, what does not, and that every doubtful match is reported."""

import base64
import cProfile
import pstats

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadscout.errors import Refused
from leadscout.lexicon.identities.names import contradict, form
from leadscout.model.lead import Company, Lead, Position
from leadscout.service.people.identities import hash_of, id_of, keys, strong
from leadscout.service.people.intake import Arrived, Intake, RowSource, find_person, forget, merge_people
from leadscout.store.imports import FileImport

OLD, NEW = RowSource("a.csv", 100), RowSource("b.csv", 200)
PAGE = "https://www.linkedin.com/in/"


@pytest.fixture
def take(take):
    return lambda *leads, source=OLD: take(source, *leads)


def lead(name, *emails, **more):
    return Lead(full_name=name, emails=emails, **more)


def names(store):
    return sorted(one.full_name for one in store.leads(range(1, 100)).values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Bergdorf", "BERGDORF, Anna"),
        ("Anna Müller", "Dr. Anna Mueller"),
        ("Anna Bergdorf", "A. Bergdorf"),
        ("Anna Bergdorf", "Anna Maria Bergdorf-Huber"),
        ("Robert Hale", "Bob Hale, MBA"),
        ("Jean-Luc Morel", "Jeanluc Morel"),
        ("Анна Берг", "Anna Berg"),
        ("Юрий Щербаков", "Yuri Shcherbakov"),
        ("Александр Орлов", "Alexander Orlov"),
        ("Νίκος Παππάς", "Nikos Pappas"),
        ("王小明", "Xiaoming Wang"),
        ("محمد سالم", "Mohammed Salem"),
        ("Bjørn Ås", "Bjoern Aas"),
        ("Anna Bergdorf (She/Her)", "Anna Maria Bergdorf"),
        ("Anna Bergdorf she/her/hers", "Dr. Anna Bergdorf, CSPO, ICF-ACC"),
        ("Robert (Bob) Hale", "Bob Hale, PMP®"),
        ("Anna", "Anna Bergdorf"),
        ("", "Anna Bergdorf"),
    ],
)
def test_an_email_binds_rows_whose_names_can_be_one_persons(take, store, one, other):
    take(lead(one, "ab@x.example"))
    outcome = take(lead(other, "ab@x.example", headline="h"), source=NEW)
    assert (outcome.new, outcome.conflicts) == (0, [])
    assert len(names(store)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Bergdorf", "Carl Dahlke"),
        ("Anna Bergdorf", "Anna Huber"),
        ("John Hale", "Mary Hale"),
        ("Daniel Weiss", "Daniela Weiss"),
        ("Anna", "Bergdorf"),
        ("Anna Maria Bergdorf", "Anna Lena Bergdorf"),
        ("Анна Берг", "Carl Dahlke"),
        ("Анна Берг", "Карл Далке"),
        ("王小明", "李娜"),
        ("BERGDORF, ANNA", "BERGDORF, CARL"),
        ("Anna Mimi", "Anna Mi Moe"),
        ("He Ming", "Li Ming"),
    ],
)
@pytest.mark.parametrize("source", [OLD, NEW])
def test_an_email_does_not_bind_people_with_different_names(take, store, one, other, source):
    """Also within one file; the second person is found again by name and e-mail together."""
    take(lead(one, "ab@x.example"))
    outcome = take(lead(other, "ab@x.example"), source=source)
    assert (outcome.new, outcome.conflicts) == (1, [(2, "e-mail ab@x.example belongs to somebody else")])
    again = take(lead(other, "ab@x.example", headline="h"), lead(one, "ab@x.example", headline="i"), source=NEW)
    assert (again.new, again.updated) == (0, 2)
    assert names(store) == sorted((one, other))


MAILBOXES = (
    *("info@x.example", "office@x.example", "Kontakt@x.example", "büro@x.example", "buero-wien@x.example"),
    *("sales.uk@x.example", "info2@x.example", "accueil@x.example", "ventas@x.example", "segreteria@x.example"),
    *("verkoop@x.example", "contato@x.example", "biuro@x.example", "kundtjänst@x.example", "salg@x.example"),
    *("no-reply@x.example", "hello+crm@x.example", "anna@example.com"),
)


@pytest.mark.parametrize("mailbox", MAILBOXES)
def test_a_mailbox_of_many_binds_only_together_with_the_name(take, store, mailbox):
    outcome = take(lead("Anna Bergdorf", mailbox), lead("Carl Dahlke", mailbox), lead("", mailbox))
    assert (outcome.new, outcome.conflicts) == (3, [])
    again = take(lead("Dahlke, Carl", mailbox, headline="h"), source=NEW)
    assert (again.new, again.updated) == (0, 1)
    assert sorted(len(one.emails) for one in store.leads([1, 2, 3]).values()) == [1, 1, 1], "it is kept all the same"


def test_a_profile_with_two_names_is_one_person_and_told(take, store):
    take(lead("Anna Bergdorf", profile_url=f"{PAGE}ab"))
    (line, reason), *more = take(lead("Carl Dahlke", profile_url=f"{PAGE}ab")).conflicts
    id_ = store.leads([1])[1].id
    assert (line, more) == (2, [])
    assert reason == (
        "profile ab is Carl Dahlke here and Anna Bergdorf elsewhere: taken as one person; "
        f"if they are two: leadscout people split {id_}"
    )
    assert [one.field for one in store.history(1)[1]] == ["full_name"], "of one file, too"


def test_whoever_stands_between_makes_no_strangers_one(take, store):
    """A row without a name and an initial go with anybody; what they bring together must still agree."""
    take(lead("", "e@x.example", profile_url=f"{PAGE}p"), lead("Anna Bergdorf", "e@x.example"))
    take(lead("Carl Dahlke", profile_url=f"{PAGE}p"), source=NEW)
    assert names(store) == ["Anna Bergdorf", "Carl Dahlke"]
    take(lead("Alex Moe", "m@x.example"), lead("A. Moe", "m@x.example"), lead("Anna Moe", "m@x.example"))
    assert names(store) == ["A. Moe", "Anna Bergdorf", "Anna Moe", "Carl Dahlke"]


def test_the_company_of_a_batch_that_was_undone_is_kept_with_the_next(store):
    company = Company(id="4711", name="Kupferhof", website="https://kupferhof.example")
    person = lead("Ida Falk", "ida@kupferhof.example", positions=(Position(title="CEO", company=company),))
    intake, file = Intake(store), FileImport(b"1", OLD.name, OLD.as_of)

    def cut_off(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        intake.take([Arrived(2, person)], OLD, file, cut_off)
    assert store.count() == 0
    intake.take([Arrived(2, person)], OLD)
    assert {"id:4711", "name:kupferhof"} <= set(store.same_companies(["id:4711"]))


def test_of_people_with_one_mailbox_each_is_forgotten_alone(take, store):
    rows = (lead("Anna Bergdorf", "ab@x.example"), lead("Carl Dahlke", "ab@x.example"))
    take(*rows)
    forget(store, 1)
    assert take(*rows, lead("Carl Dahlke", "ab@x.example", headline="h"), source=NEW).updated == 1
    assert names(store) == ["Carl Dahlke"]
    assert len(take(lead("A. Bergdorf", "ab@x.example", headline="back"), source=NEW).refused) == 1


VARIANTS = [
    ("Anna Bergdorf", "A. Bergdorf"),
    ("A. Bergdorf", "Anna Bergdorf"),
    ("Anna Bergdorf", "Dr. Anna Maria Bergdorf"),
    ("Robert Hale", "Bob Hale"),
]
OTHERS = [("Anna Bergdorf", "Alex Bergdorf"), ("Anna Bergdorf", "Carl Dahlke"), ("Anna Bergdorf", "Anna Huber")]
KEYS = ["info@x.example", "m@x.example"]


@pytest.fixture(params=KEYS)
def mailbox(take, request):
    """An address that people share: one of a company, and one that is known for it since two came with it."""
    take(lead("Zoe Quint", request.param), lead("Yan Stern", request.param))
    return request.param


@pytest.mark.parametrize(("one", "other"), VARIANTS)
def test_another_spelling_beside_a_key_of_several_is_the_same_person(take, store, mailbox, one, other):
    take(lead(one, mailbox))
    again = take(lead(other, mailbox, headline="h"), source=NEW)
    assert (again.new, again.updated, store.count()) == (0, 1, 3)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_another_name_beside_a_key_of_several_is_somebody_else(take, store, mailbox, one, other):
    take(lead(one, mailbox), lead(other, mailbox))
    assert store.count() == 4


def test_a_spelling_that_two_people_can_have_is_a_new_person_and_told(take, store, mailbox):
    take(lead("Anna Bergdorf", mailbox), lead("Alex Bergdorf", mailbox))
    outcome = take(lead("A. Bergdorf", mailbox), source=NEW)
    assert (outcome.new, store.count()) == (1, 5)
    assert f"e-mail {mailbox} is that of several people with a name like this" in str(outcome.conflicts)


@pytest.mark.parametrize(("one", "other"), VARIANTS)
def test_a_forgotten_person_stays_out_under_another_spelling(take, store, mailbox, one, other):
    take(lead(one, mailbox))
    forget(store, 3)
    assert len(take(lead(other, mailbox, headline="back"), source=NEW).refused) == 1
    assert names(store) == ["Yan Stern", "Zoe Quint"]


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_a_key_of_a_forgotten_person_keeps_out_nobody_else_who_has_it(take, store, mailbox, one, other):
    take(lead(one, mailbox))
    forget(store, 3)
    assert take(lead(other, mailbox), source=NEW).new == 1
    forget(store, 1)  # the first who came with it
    assert take(lead("Vera Morel", mailbox), source=NEW).new == 1


def test_nobody_is_meant_by_an_address_that_several_have(store, mailbox):
    with pytest.raises(Refused) as refused:
        find_person(store, mailbox)
    ids = [lead.id for lead in store.leads([1, 2]).values()]
    assert refused.value.faults[0].sentence == (
        f"{mailbox} is that of several people; give the id of one: {ids[0]} (Zoe Quint), {ids[1]} (Yan Stern)"
    )
    forget(store, find_person(store, ids[0]))
    assert find_person(store, mailbox) == 2


def test_people_made_one_by_hand_stay_one(take, store):
    take(lead("Anna Bergdorf", "ab@x.example"), lead("Anna Huber", "ab@x.example"))
    merge_people(store, 1, 2)
    again = take(lead("Anna Huber", "ab@x.example", headline="h"), lead("Anna Bergdorf", "ab@x.example", summary="s"))
    assert (again.new, again.updated) == (0, 2)


def at(company, title="Buyer", **more):
    return Position(title=title, company=Company(name=company), **more)


def jobs(store):
    (one,) = store.leads(range(1, 100)).values()
    return sorted((job.company.name, job.current) for job in one.positions)


def helge(*positions):
    return lead("Helge Aune", profile_url=f"{PAGE}ha", positions=positions)


def test_two_rows_of_one_file_with_two_companies_are_two_jobs_held(take, store):
    take(helge(at("Kraftlaget", "CEO")), helge(at("Fiskeri", "Chair")))
    assert jobs(store) == [("Fiskeri", True), ("Kraftlaget", True)]
    assert store.leads([1])[1].primary.company.name == "Kraftlaget"


def test_a_change_of_jobs_needs_a_later_report(take, store):
    take(helge(at("Kraftlaget")))
    take(helge(at("Fiskeri")), source=NEW)
    assert jobs(store) == [("Fiskeri", True), ("Kraftlaget", False)]


def test_two_rows_with_the_jobs_of_two_companies_keep_all_held_ones(take, store):
    take(helge(at("Kraftlaget"), at("Gamle", ended="2018")), helge(at("Fiskeri"), at("Eldre", ended="2015")))
    assert jobs(store) == [("Eldre", False), ("Fiskeri", True), ("Kraftlaget", True)]


def test_another_title_at_the_same_company_is_one_job(take, store):
    take(helge(at("Kraftlaget", "CEO")), helge(at("Kraftlaget AS", "Chief of everything")))
    assert sorted(held for _, held in jobs(store)) == [False, True]


PEOPLE = st.builds(
    Lead,
    full_name=st.sampled_from(
        ["", "Anna Bergdorf", "Carl Dahlke", "A. Bergdorf", "Bergdorf", "Robert Hale", "Bob Hale"]
    ),
    member_id=st.sampled_from(["", "", "1", "2"]),
    profile_url=st.sampled_from(["", "", f"{PAGE}p", f"{PAGE}q"]),
    vendor_ids=st.sampled_from([{}, {}, {"apollo": "7"}]),
    emails=st.sampled_from(
        [(), ("m@x.example",), ("n@x.example",), ("info@x.example",), ("m@x.example", "n@x.example")]
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PEOPLE, min_size=2, max_size=9), st.data())
def test_no_two_rows_with_different_names_and_no_common_strong_key_become_one(store, leads, data):
    """`make fuzz` tries ten times as many."""
    intake = Intake(store)
    rows = [Arrived(at, Lead(**{**fields(one), "headline": f"row{at}"})) for at, one in enumerate(leads)]
    cut = data.draw(st.integers(0, len(rows)))
    with store.database.rehearse():  # each example finds nobody
        for part, source in ((rows[:cut], OLD), (rows[cut:], NEW)):
            size = data.draw(st.integers(1, 9))
            for start in range(0, len(part), size):
                intake.take(part[start : start + size], source)
        with store.batch() as batch:
            together = [[report for _, report in batch.reported(seq)] for seq in batch.leads(range(1, 100))]
    assert together
    for one, other in ((one, other) for rows in together for one in rows for other in rows):
        if contradict(form(one.full_name), form(other.full_name)):
            assert strong_keys(one) & strong_keys(other), (one, other)


def fields(one):
    return {name: getattr(one, name) for name in ("full_name", "member_id", "profile_url", "vendor_ids", "emails")}


def strong_keys(one):
    return {key for key in keys(one) if strong(key[0])}


def our_id(email):
    """The id of ours that a person gets who is first seen by an e-mail."""
    return id_of(hash_of(("email", email)))


@pytest.mark.parametrize("together", [True, False])
def test_an_id_that_another_machine_gave_loses_nobody(take, store, together):
    """Carl comes with the id that Anna's e-mail gives: in one batch, or in one after the other."""
    rows = lead("Carl Dahlke", "cd@x.example", id=our_id("ab@x.example")), lead("Anna Bergdorf", "ab@x.example")
    outcomes = [take(*rows)] if together else [take(row) for row in rows]
    assert sum(outcome.new for outcome in outcomes) == store.count() == 2
    assert take(lead("Anna Bergdorf", "ab@x.example", headline="h"), source=NEW).updated == 1
    assert names(store) == ["Anna Bergdorf", "Carl Dahlke"]


def test_a_row_and_the_export_of_it_in_one_file_are_one_person(take, store):
    take(lead("Anna Bergdorf", "ab@x.example"), lead("Anna Bergdorf", "ab@x.example", id=our_id("ab@x.example")))
    assert store.count() == 1


def test_of_people_made_one_by_hand_strong_keys_still_count(take, store):
    take(lead("Anna Bergdorf", profile_url=f"{PAGE}ab-1"), lead("Anna Huber", profile_url=f"{PAGE}ab-2"))
    merge_people(store, 1, 2)
    assert take(lead("Anna Neumann", profile_url=f"{PAGE}ab-1"), source=NEW).updated == 1


def test_somebody_made_one_with_a_nameless_row_is_not_everybody(take, store):
    take(lead("Anna Bergdorf", "e1@x.example"), lead("", "e2@x.example"))
    merge_people(store, 1, 2)
    assert take(lead("Carl Dahlke", "e1@x.example"), source=NEW).new == 1


@pytest.mark.parametrize("key", [{"member_id": "0"}, {"profile_url": f"{PAGE}N/A"}, {"profile_url": f"{PAGE}n%2Fa"}])
def test_what_tools_write_for_nothing_binds_nobody(take, store, key):
    take(lead("Anna Bergdorf", "ab@x.example", **key), lead("Carl Dahlke", "cd@x.example", **key))
    assert store.count() == 2


def test_an_old_address_without_its_numbers_is_that_of_many(take, store):
    page = "https://www.linkedin.com/pub/john-smith"
    take(lead("John Smith", "js@x.example", profile_url=page), lead("John Smith", "john@y.example", profile_url=page))
    take(lead("John Smith", "s@z.example", profile_url=f"{page}/1/2a/3b4"))
    assert store.count() == 3


@pytest.mark.parametrize("address", ["bill.smith@x.example", "ola.nordmann@x.example", "hr.giger@x.example"])
def test_a_first_name_that_is_also_a_function_is_somebodys(take, store, address):
    take(lead("", address), lead("W. Smith Nordmann Giger", address, headline="h"))
    assert store.count() == 1


@pytest.mark.parametrize(("one", "other"), [("Anna-Lena Bauer", "Annalena Bauer"), ("Ann Mc Donald", "Ann McDonald")])
def test_a_name_written_in_one_word_or_two_is_one(take, store, one, other):
    take(lead(one, "ab@x.example"), lead(other, "ab@x.example", headline="h"))
    assert store.count() == 1


def member(form, number, tail):
    """An id as LinkedIn makes it: form, number, a 1, twenty more bytes."""
    data = bytes((0, form)) + number.to_bytes(6) + b"\x01" + tail * 20
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_both_forms_of_a_members_id_are_one_person(take, store):
    sales, profile = member(0x2C, 990_000_007, b"a"), member(0x2A, 990_000_007, b"b")
    assert (sales[:5], profile[:5]) == ("ACwAA", "ACoAA")
    take(lead("Anna Bergdorf", sales_id=sales), lead("Carl Dahlke", sales_id=member(0x2A, 990_000_008, b"b")))
    again = take(lead("Anna Bergdorf", sales_id=profile, headline="h"), source=NEW)
    assert (again.new, again.updated, again.conflicts) == (0, 1, [])
    assert store.history(1)[1] == [], "the forms are no conflict"
    assert find_person(store, f"https://www.linkedin.com/in/{profile}") == find_person(store, sales) == 1


ROWS = {
    "a profile": lambda at: lead(f"Anna {letters(at)}", f"p{at}@x.example", profile_url=f"{PAGE}p", headline=f"h{at}"),
    "a mailbox of many": lambda at: lead(f"Anna {letters(at)}", "info@x.example"),
    "an address that is nobody's alone": lambda at: lead(f"Anna {letters(at)}", "m@x.example"),
}


def letters(number):
    return "".join("bcdfghklmn"[int(digit)] for digit in f"{number:04}")


@pytest.mark.parametrize("name", ROWS)
def test_a_key_that_many_rows_have_costs_each_of_them_the_same(take, name):
    def calls(first, last):
        with cProfile.Profile() as profile:
            take(*map(ROWS[name], range(first, last)))
        return pstats.Stats(profile).total_calls

    take(*map(ROWS[name], range(300)))
    early = calls(300, 500)
    take(*map(ROWS[name], range(500, 1300)))
    assert calls(1300, 1500) < 1.3 * early
