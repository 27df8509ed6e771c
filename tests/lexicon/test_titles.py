"""Titles: normal form, abbreviations, equivalents, level and function."""

import pytest

from leadscout.lexicon.files import rows
from leadscout.lexicon.titles.roles import roles
from leadscout.lexicon.titles.titles import normal


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("Head of IT", ("head", "information", "technology")),
        ("VP, Sales & Marketing", ("vp", "sales", "marketing")),
        ("Dir. of Operations at Acme", ("director", "operations", "acme")),
        ("Leiter Einkauf (m/w/d)", ("leiter", "einkauf", "m", "w", "d")),
        ("of and in at or", ()),
    ],
)
def test_normal_form(title, form):
    assert normal(title) == form


def test_abbreviations_are_read_both_ways(lexicon):
    titles = lexicon.titles
    assert titles.read("VP Sales").also == {"vice", "president"}
    assert titles.read("Vice President of Sales").also == {"vp"}
    assert {"svp", "vp"} <= titles.read("Senior Vice President").also
    assert titles.read("Chief Executive Officer").also == {"ceo"}
    assert ("chief", "executive", "officer") in titles.variants(("ceo",))
    assert ("vp", "sales") in titles.variants(("vice", "president", "sales"))
    assert titles.variants(("marketing", "director")) == (("marketing", "director"),)


@pytest.mark.parametrize(
    ("title", "concept"),
    [
        ("CEO", "ceo"),
        ("Geschäftsführerin", "ceo"),
        ("Directrice générale", "ceo"),
        ("Founder & VD", "ceo"),
        ("Vertriebsleiter", "cso_sales"),
        ("IT-Leiter", "cio"),
        ("VP of Sales", "cso_sales"),
    ],
)
def test_one_job_in_several_languages(lexicon, title, concept):
    assert concept in lexicon.titles.read(title).concepts


@pytest.mark.parametrize("title", ["Assistant to the CEO", "Stellv. Geschäftsführer", "Directeur général adjoint"])
def test_who_helps_does_not_hold_the_job(lexicon, title):
    assert "ceo" not in lexicon.titles.read(title).concepts
    assert "cxo" not in lexicon.titles.read(title).levels


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Founder & CEO", "founder"),
        ("Chief Technology Officer", "cxo"),
        ("Vice President of Sales", "vp"),
        ("Vice President and Chief Risk Officer", "cxo"),
        ("Director of Product", "director"),
        ("Head of IT", "head"),
        ("Bereichsleiterin Einkauf", "head"),
        ("Teamleiter Logistik", "entry_manager"),
        ("Projektleiter", "manager"),
        ("Marketing Manager", "manager"),
        ("Principal Engineer", "strategic"),
        ("Senior Software Engineer", "senior"),
        ("Praktikantin Personal", "intern"),
        ("Sachbearbeiter", "entry"),
        ("Inhaber", "owner"),
        ("Gesellschafter", "partner"),
    ],
)
def test_level(lexicon, title, level):
    assert lexicon.titles.read(title).levels[0] == level


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Chief of Staff to the COO", "director"),  # whose or for whom somebody works
        ("Referent des Vorstands", "entry"),
        ("Chauffeur du président", "entry"),
        ("Rådgivare till VD", "entry"),
        ("Coach for founders", "entry"),
        ("Betreuer für Auszubildende", "entry"),
        ("Präsident des Verwaltungsrats", "cxo"),  # a seat is somebody's own
        ("Mitglied der Geschäftsführung", "cxo"),
        ("Stellvertreter der Direktorin", "manager"),
        ("Alumna en prácticas de FP", "intern"),  # "en" is no Dutch "and"
        ("Verpleegkundige i.o.", "intern"),  # a letter has no second gender
        ("EA / Office Manager", "senior"),
        ("Crew Chief", "entry_manager"),
        ("VD på Nordbolaget", "cxo"),  # "på" is no PA
        ("PA to the CEO", "entry"),
        ("Operatore socio-sanitario", "entry"),
        ("Flugbegleiterin", "entry"),  # ends like a leader
        ("Praxisanleiter", "entry"),
        ("Studievejleder", "entry"),
    ],
)
def test_a_word_that_leads_elsewhere(lexicon, title, level):
    assert lexicon.titles.read(title).levels == (level,)


@pytest.mark.parametrize(
    ("title", "levels"),
    [
        ("Software Engineer (ex-Acme)", ("entry",)),
        ("Ex-DRH | Coach certifiée", ("entry",)),
        ("Open to work | Ex-Head of Growth", ()),
        ("Former CEO and CFO", ()),
    ],
)
def test_what_somebody_was_before_hides_nothing_else(lexicon, title, levels):
    assert lexicon.titles.read(title).levels == levels


@pytest.mark.parametrize(
    ("title", "function"),
    [
        ("Head of IT", "13"),
        ("Leiter Einkauf", "21"),
        ("Directrice des ressources humaines", "12"),
        ("Responsabile vendite", "25"),
        ("Content Marketing Manager", "15"),
        ("Account Executive", "25"),
        ("Product Manager", "19"),
    ],
)
def test_function(lexicon, title, function):
    assert function in lexicon.titles.read(title).functions


@pytest.mark.parametrize(
    ("title", "function", "other"),
    [
        ("Marketingdirektor", "15", "7"),  # no rector
        ("Head of Legal", "14", "12"),  # "legal" is a weaker word in German
        ("Kommissarischer Leiter Einkauf", "21", "17"),  # acting, no commissioner
        ("Registered Nurse", "11", "16"),  # no Italian regista
        ("Teamleder salg", "25", "18"),  # leder is a leader, no leather
        ("Hlavní účetní", "1", "25"),
    ],
)
def test_words_tell_what_they_mean_in_the_language_of_the_title(lexicon, title, function, other):
    told = lexicon.titles.explain(title)
    weights = {code: weight for _, code, weight in sorted(told.function_signs, key=lambda sign: sign[2])}
    assert (told.functions[0], weights[function] >= 2, weights.get(other, 0) < 1) == (function, True, True)


@pytest.mark.parametrize(
    ("query", "title", "same"),
    [
        ("Export Manager", "Exportleiterin", True),
        ("Export Manager", "Responsable export", True),
        ("Softwareentwickler", "Développeuse logiciel", True),
        ("Product Manager", "Projektmanager", False),
        ("Sales Manager", "Sales Director", False),
        ("President", "Vice President Sales", False),
        ("Manager", "Kierownik", False),  # a mere level says too little
        ("Specialist", "Specjalista", False),
        ("Industrial maintenance technician", "Technicien de maintenance industrielle", True),
        ("Truck driver", "Conductores de camiones", True),  # plurals and genders by their endings
        ("Assistente amministrativo", "Assistenti amministrativi", True),
        ("Cariste", "Staplerfahrerin", True),  # one word here is two there
        ("Nurse", "Aide-soignante", False),
        ("Nursing assistant", "Aide-soignante", True),
        ("Aide-soignante", "Nursing assistant", True),
        ("Dentist", "Assistant to the dentist", False),
        ("Dental assistant", "Zahnarzthelferin", True),
        ("Electrician", "Ingénieur électricien", False),
        ("Cook", "Chef de projet", False),
        ("Midwife", "Sage-femme", True),
        ("Marketing specialist", "Specjalista d/s marketingu", True),
        ("Marketing specialist", "Specjalista do spraw marketingu", True),
    ],
)
def test_what_a_title_means_is_the_set_of_its_words(lexicon, query, title, same):
    held = lexicon.titles.read(title).concepts
    ways = lexicon.titles.equivalents(query)
    assert any(all(set(alternatives) & set(held) for alternatives in way.tokens) for way in ways) is same


def test_the_order_of_roles_and_the_gender_change_nothing(lexicon):
    read = lexicon.titles.read
    for one, other in (
        ("Founder & CEO", "CEO & Founder"),
        ("CFO | Board Member", "Board Member | CFO"),
        ("Vertriebsleiter (m/w/d)", "Vertriebsleiter/in"),
        ("Directeur(trice) des achats", "Directeur des achats"),
        ("LEITER EINKAUF", "leiter einkauf"),
        ("🚀 Growth Manager 🚀", "Growth Manager"),
        ("Geschaeftsfuehrer", "Geschäftsführer"),
    ):
        assert (read(one).levels, read(one).functions) == (read(other).levels, read(other).functions), one


def test_only_the_pronoun_it_is_no_technology(lexicon):
    for title in ("Head of IT", "HEAD OF IT", "head of it", "IT", "IT Manager"):
        assert "13" in lexicon.titles.read(title).functions, title
    for title in ("Making it happen", "MAKING IT HAPPEN", "Getting it done"):
        assert "13" not in lexicon.titles.read(title).functions, title


def test_an_explanation_names_the_signs(lexicon):
    told = lexicon.titles.explain("Stv. Leiter Einkauf (m/w/d)")
    assert told.roles == ("stv leiter einkauf",)
    assert told.level_signs == (("stv", "deputy"), ("*leiter", "head"))
    assert told.levels == ("manager",)
    assert ("einkauf*", "21", 2.0) in told.function_signs
    assert told.functions == ("21",)
    assert told.model[0][0] == "21"
    assert 0 < told.model[0][1] <= 1


def test_a_wordless_title_says_nothing(lexicon):
    title = lexicon.titles.read("—")
    assert (title.forms, title.levels, title.functions) == ((), (), ())


@pytest.mark.parametrize("row", list(rows("title_letters")), ids=lambda row: row["letters"])
def test_letters_that_stand_together_for_words_are_one_role(row):
    for joint in ("&", " & ", "+"):
        written = joint.join(row["letters"].upper().split())
        assert [" ".join(role.words) for role in roles(f"Head of {written}")] == [f"head of {row['means']}"], written


@pytest.mark.parametrize(
    ("title", "function"),
    [
        ("Hoofd P&O", "12"),
        ("L&D Specialist", "12"),
        ("C&B Manager", "12"),
        ("D&I Lead", "12"),
        ("Head of People & Culture", "12"),
        ("FP&A Manager", "10"),
        ("R&D Engineer", "24"),
        ("Leiter F&E", "24"),
        ("Director I+D", "24"),
        ("M&A Manager", "10"),
        ("F&B Manager", "18"),
        ("EH&S Manager", "18"),
    ],
)
def test_letters_that_stand_for_words_tell_their_function(lexicon, title, function):
    assert function in lexicon.titles.read(title).ranked[:2]


@pytest.mark.parametrize(
    ("title", "job", "held"),
    [
        ("CEO", "ceo", True),
        ("Geschäftsführerin", "ceo", True),
        ("CEO (retired)", "ceo", False),
        ("Former CEO at Acme", "ceo", False),
        ("Ehemaliger Geschäftsführer", "ceo", False),
        ("Owner", "owner", True),
        ("Product Owner", "owner", False),
        ("Founder", "founder", True),
        ("Assistant to the founder", "founder", False),
        ("Finance Director", "cfo", True),
    ],
)
def test_a_leading_job_is_held_only_with_one_of_its_levels(lexicon, title, job, held):
    assert (job in lexicon.titles.read(title).concepts) is held
