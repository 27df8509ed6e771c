"""Companies, profiles and headlines by every way of writing them."""

import pytest

from leadscout.lexicon import companies, headlines, profiles
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
        ("https://www.linkedin.com/in/somebody", ""),
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
