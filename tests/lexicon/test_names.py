"""Companies, profiles and headlines by every way of writing them."""

import pytest

from leadscout.lexicon.files import rows
from leadscout.lexicon.headlines import headlines
from leadscout.lexicon.identities import companies, profiles
from leadscout.lexicon.identities.domains import company_domain, domain_of
from leadscout.model.lead import Company


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Nordwind Systems GmbH", "nordwind_systems"),
        ("Kornblum & Töchter GmbH & Co. KG", "kornblum_tochter"),
        ("Lumen B.V.", "lumen"),
        ("Skovgaard A/S", "skovgaard"),
        ("Grupo Valverde, S.L.", "grupo_valverde"),
        ("Booking.example", "booking_example"),
        ("Group", "group"),
        ("Acme GmbH & Co. KG", "acme"),
        ("Acme S.p.A.", "acme"),
        ("Acme S. A.", "acme"),
        ("Acme Sp. z o.o. Sp. k.", "acme"),
        ("Acme, Inc. (YC W21)", "acme"),
        ("Acme (NYSE: ACM)", "acme"),
        ("Acme (formerly Widget Works)", "acme"),
        ("Acme Co., Ltd.", "acme"),
        ("Acme Pvt. Ltd.", "acme"),
        ("Acme (P) Ltd.", "acme"),
        ("Acme S.A. de C.V.", "acme"),
        ("Acme Ltd. Şti.", "acme"),
        ("Acme d.o.o.", "acme"),
        ("Acme Sp. z o.o.", "acme"),
        ("ACME SP Z O O", "acme"),
        ("Acme spol. s r.o.", "acme"),
        ("Acme e.V.", "acme"),
        ("Acme AB (publ)", "acme"),
        ("The Acme Company", "acme"),
        ("Acme™", "acme"),
        ("Bread and Company", "bread"),
        ("Kornblum und Töchter", "kornblum_tochter"),
        ("Acme GmbH (Schweiz)", "acme_schweiz"),
        ("Acme (Schweiz) GmbH", "acme_schweiz"),
        # what looks like a form and is none, and names of nothing else
        ("Project Z", "project_z"),
        ("Type O", "type_o"),
        ("Acme EU", "acme_eu"),
        ("AB Skovgaard", "ab_skovgaard"),
        ("A & B", "a_b"),
        ("Co", "co"),
        ("AG", "ag"),
        ("The", "the"),
        ("The Company", "company"),
        ("GmbH & Co. KG Müller", "muller"),
        ("SARL Dupont & Fils", "dupont_fils"),
        ("S.C. Dacia Nova S.R.L.", "dacia_nova"),
        ("S.C. Johnson & Son", "sc_johnson_son"),
        ("ООО «Ромашка»", "romashka"),
        ("ПАО Ромашка", "romashka"),
        ("Ромашка ООО", "romashka"),
        ("PJSC Romashka", "romashka"),
        ("PT. Astra Nova Tbk", "astra_nova"),
        ("PT", "pt"),
        ("SAS Institute", "sas_institute"),
        ("AG Insurance", "ag_insurance"),
        ("International Bright Makers (IBM)", "international_bright_makers"),
        ("Gesellschaft für Internationale Zusammenarbeit (GIZ) GmbH", "gesellschaft_fur_internationale_zusammenarbeit"),
        ("Acme (Berlin)", "acme_berlin"),
        ("Acme (UK)", "acme_uk"),
        ("Holding AG", "holding"),
        ("GmbH & Co. KG", "gmbh"),
        ("(YC W21)", "yc_w21"),
        ("", ""),
    ],
)
def test_normal_name(name, form):
    assert companies.normal_name(name) == form


@pytest.mark.parametrize(
    ("link", "key"),
    [
        ("https://www.linkedin.com/company/slack-technologies", "slug:slack-technologies"),
        ("https://www.linkedin.com/company/slack-technologies/", "slug:slack-technologies"),
        ("linkedin.com/company/Slack-Technologies", "slug:slack-technologies"),
        ("https://in.linkedin.com/company/slack-technologies?trk=x", "slug:slack-technologies"),
        ("http://www.linkedin.com/pub-profile/slack-technologies", "slug:slack-technologies"),
        ("linkedin.com/pub/slack-technologies", "slug:slack-technologies"),
        ("https://www.linkedin.com/company/21828", "id:21828"),
        ("https://www.linkedin.com/sales/company/21828", "id:21828"),
        ("https://www.linkedin.com/company/acme/about/", "slug:acme"),
        ("https://www.linkedin.com/showcase/acme-cloud/", "slug:acme-cloud"),
        ("https://www.linkedin.com/school/acme-college", "slug:acme-college"),
        ("m.linkedin.com/company/acme", "slug:acme"),
        ("https://www.linkedin.com/mwlite/company/acme", "slug:acme"),
        ("//www.linkedin.com/company/acme#x", "slug:acme"),
        ("HTTPS://WWW.LINKEDIN.COM/COMPANY/ACME", "slug:acme"),
        ("https%3A%2F%2Fwww.linkedin.com%2Fcompany%2Facme%2F", "slug:acme"),
        ("linkedin.com/company/caf%C3%A9-acme", "slug:café-acme"),
        ("linkedin.com/company/acme.example", "slug:acme.example"),
        ("<https://www.linkedin.com/company/acme>.", "slug:acme"),
        ("https://www.linkedin.com/company/acme),", "slug:acme"),
        ("https://www.linkedin.com/sales/account/21828,NAME_SEARCH", "id:21828"),
        ("https://www.linkedin.com/sales/company/21828/people?x=1", "id:21828"),
        ("https://www.linkedin.com/sales/accounts/insights?companyId=21828", "id:21828"),
        ("urn:li:organization:21828", "id:21828"),
        ("urn:li:fsd_company:21828", "id:21828"),
        ("urn:li:fs_salesCompany:21828", "id:21828"),
        ("urn:li:fs_salesProfile:21828", ""),
        ("urn:li:organization:acme", ""),
        ("linkedin.com/company/", ""),
        ("https://www.linkedin.com/in/somebody", ""),
        ("https://linkedin.com@evil.example/company/slack", ""),
        ("https://evil-linkedin.com/company/slack", ""),
        ("https://evil.example/linkedin.com/company/slack", ""),
        ("slack.com", ""),
    ],
)
def test_company_links(link, key):
    assert companies.link_key(link) == key


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        ("21828", {"id:21828"}),
        ("id:21828", {"id:21828"}),
        ("https://www.linkedin.com/company/slack-technologies", {"slug:slack-technologies"}),
        ("slack.com", {"domain:slack.com", "name:slack_com"}),
        ("domain:Slack.com", {"domain:slack.com"}),
        ("urn:li:organization:21828", {"id:21828"}),
        ("facebook.com/acme", {"name:facebook_com_acme"}),
        ("Nordwind Systems GmbH", {"name:nordwind_systems"}),
        ("!!", set()),
    ],
)
def test_what_a_company_value_means(value, keys):
    assert set(companies.read(value)) == keys


def test_a_position_is_found_under_all_keys_of_its_company():
    company = Company(name="Slack, Inc.", id="21828", slug="Slack-Technologies", website="https://www.slack.com/about")
    assert companies.keys(company) == ("id:21828", "slug:slack-technologies", "domain:slack.com", "name:slack")


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.Acme.co.uk/de/?x", "acme.co.uk"),
        ("acme.example:8080", "acme.example"),
        ("acme.example.", "acme.example"),
        ("Ana@acme.example", "acme.example"),
        ("mailto:ana@acme.example", "acme.example"),
        ("https://müller.example/x", "xn--mller-kva.example"),
        ("XN--MLLER-KVA.example", "xn--mller-kva.example"),
        ("https://shop.acme.example", "shop.acme.example"),
        ("https://acme.wordpress.com/about", "acme.wordpress.com"),
        ("https://www.facebook.com/", "facebook.com"),
        # nobody's, or of many
        ("https://www.facebook.com/acme", ""),
        ("https://m.facebook.com/acme", ""),
        ("https://sites.google.com/view/acme", ""),
        ("linktr.ee/acme", ""),
        ("wordpress.com/acme", ""),
        ("ana@gmail.com", ""),
        ("https://de.linkedin.com/company/acme", ""),
        ("https://192.168.0.1/", ""),
        ("localhost", ""),
        ("xn--.example", ""),
        ("[acme", ""),
        ("", ""),
    ],
)
def test_domains(address, domain):
    assert domain_of(address) == domain


@pytest.mark.parametrize(
    ("company", "asked"),
    [
        (Company(website="https://müller.example/de"), "xn--mller-kva.example"),
        (Company(domain="Acme.example"), "www.acme.example"),
        (Company(website="http://acme.co.uk/x"), "ana@acme.co.uk"),
        (Company(slug="caf%C3%A9-acme"), "linkedin.com/company/Café-Acme/about"),
        (Company(id="21828"), "urn:li:fsd_company:21828"),
        (Company(name="Acme, Inc. (YC W21)"), "ACME Sp. z o.o."),
    ],
)
def test_a_company_is_found_however_it_was_told_and_however_it_is_asked_for(company, asked):
    assert set(companies.read(asked)) & set(companies.keys(company))


@pytest.mark.parametrize("shared", ["https://facebook.com/acme", "https://linktr.ee/acme", "ana@gmail.com"])
def test_a_page_on_a_host_of_many_is_no_identity(shared):
    assert companies.keys(Company(name="Acme", website=shared)) == ("name:acme",)
    assert companies.keys(Company(name="Acme", domain="gmail.com")) == ("name:acme",)


@pytest.mark.parametrize(
    ("address", "slug", "sales"),
    [
        ("https://www.linkedin.com/in/Ana-Ruiz-7f3k/", "ana-ruiz-7f3k", ""),
        ("http://de.linkedin.com/in/%C3%B6mer-yarrow-1003?x=1", "ömer-yarrow-1003", ""),
        ("linkedin.com/in/ana-ruiz", "ana-ruiz", ""),
        ("https://www.linkedin.com/sales/lead/ACwAAATJAf4BWNx,NAME_SEARCH,OJWs", "", "ACwAAATJAf4BWNx"),
        ("https://www.linkedin.com/in/ACwAAATJAf4BWNxU442", "", "ACwAAATJAf4BWNxU442"),
        ("https://www.linkedin.com/in/ISAACmacdonald1234", "isaacmacdonald1234", ""),
        ("https://www.linkedin.com/in/BOB-MACDONALDSON-smith", "bob-macdonaldson-smith", ""),
        ("urn:li:fs_salesProfile:(ACwAAATJAf4BWNxU442,NAME_SEARCH,x)", "", "ACwAAATJAf4BWNxU442"),
        ("https://example.com/in/ana", "", ""),
    ],
)
def test_profile_addresses(address, slug, sales):
    assert profiles.slug(address) == slug
    assert profiles.sales_id(address) == sales


@pytest.mark.parametrize(
    ("headline", "title", "company"),
    [
        ("Senior Marketing Director at Slack", "Senior Marketing Director", "Slack"),
        ("CEO @ Baylight | Angel investor", "CEO", "Baylight"),
        ("CEO @Baylight", "CEO", "Baylight"),
        ("Leiterin Einkauf bei Alpenstern AG", "Leiterin Einkauf", "Alpenstern AG"),
        ("Directrice achats chez Lumenforge", "Directrice achats", "Lumenforge"),
        ("Directora de compras en Valverde", "Directora de compras", "Valverde"),
        ("Responsabile vendite presso Castellani", "Responsabile vendite", "Castellani"),
        ("Hoofd inkoop bij Rietveld", "Hoofd inkoop", "Rietveld"),
        ("Gerente na Seabra", "Gerente", "Seabra"),
        ("Inköpschef på Granlund", "Inköpschef", "Granlund"),
        ("Indkøbschef hos Skovgaard", "Indkøbschef", "Skovgaard"),
        ("VP of Sales · Speaker", "VP of Sales", ""),
        ("Head of Sales - EMEA", "Head of Sales", ""),
        ("", "", ""),
    ],
)
def test_headlines(headline, title, company):
    assert headlines.read(headline) == (title, company)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Grünwerk GmbH", "Gruenwerk"),
        ("Grünwerk", "GRUNWERK GMBH"),
        ("Møller A/S", "Moeller"),
        ("株式会社トヨタ", "トヨタ株式会社"),
        ("トヨタ㈱", "（株）トヨタ"),
        ("北京百度网讯科技有限公司", "北京百度网讯科技"),
        ("주식회사 카카오", "카카오(주)"),
        ("ООО Ромашка", "OOO Romashka"),
        ("International Business Machines Corporation", "IBM Corp."),
        ("Hewlett-Packard Company", "HP Inc."),
        ("The Procter & Gamble Company", "P&G"),
        ("Price Waterhouse Coopers LLP", "PwC"),
        ("Facebook, Inc.", "Meta Platforms Inc"),
        ("Volkswagen AG", "VW"),
        ("Österreichische Bundesbahnen", "OEBB"),
        ("A.P. Møller - Mærsk A/S", "Maersk"),
    ],
)
def test_two_writings_of_a_company_have_a_key_in_common(one, other):
    assert set(companies.keys(Company(name=one))) & set(companies.keys(Company(name=other)))
    assert set(companies.read(one)) & set(companies.keys(Company(name=other)))
    assert set(companies.read(other)) & set(companies.keys(Company(name=one)))


@pytest.mark.parametrize(
    ("one", "other"),
    [("HPE", "HP"), ("DB", "Deutsche Bank"), ("X Corp.", "Twitter"), ("Merck KGaA", "MSD"), ("GE HealthCare", "GE")],
)
def test_companies_that_only_have_letters_in_common_stay_apart(one, other):
    assert not set(companies.read(one)) & set(companies.keys(Company(name=other)))


def test_no_name_of_a_company_is_that_of_another():
    listed = [(row["names"], key) for row in rows("company_aliases") for key in row["names"].split("|")]
    keys = {(names, companies.normal_name(name)) for names, name in listed}
    assert all(form for _, form in keys)
    assert len({form for _, form in keys}) == len(keys) == len(listed)


def test_letters_that_are_no_umlauts_written_out_stay():
    assert not set(companies.read("Blu")) & set(companies.keys(Company(name="Blue")))


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("careers.acme.com", "acme.com"),
        ("https://jobs.eu.acme.co.uk/x", "acme.co.uk"),
        ("acme.github.io", "acme.github.io"),
        ("docs.acme.github.io", "acme.github.io"),
        ("github.io", "github.io"),
        ("shop.acme.tumblr.com", "acme.tumblr.com"),
        ("acme.example", "acme.example"),
        ("www.acme.example", "acme.example"),
        ("m.facebook.com/acme", ""),
        ("ana@mail.acme.de", "acme.de"),
        ("jobs.müller.example", "xn--mller-kva.example"),
        ("acme.com.br", "acme.com.br"),
    ],
)
def test_a_company_is_known_by_its_registrable_domain(address, domain):
    assert company_domain(address) == domain
    keys = companies.keys(Company(website=address))
    assert keys == ((f"domain:{domain}",) if domain else ())
    if domain:
        assert set(companies.read(address)) >= set(keys)


def test_members_of_lists_kept_under_earlier_keys_mean_the_same_companies():
    assert companies.member_keys("domain:careers.acme.com", "careers.acme.com") == ("domain:acme.com",)
    assert companies.member_keys("name:gmbh_co_kg_muller", "GmbH & Co. KG Müller") == ("name:muller", "name:mueller")
    assert companies.member_keys("name:acme", "ACME") == ("name:acme",)
    assert companies.member_keys("name:hewlett_packard", "Hewlett-Packard") == ("name:hp", "name:hewlett_packard")
    assert companies.member_keys("id:5", "5") == ("id:5",)
