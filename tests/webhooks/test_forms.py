"""No address of a table of some hundred that lead inside is called; bench/ssrf.py calls them where all answer."""

import ipaddress
import socket
from collections import Counter

import forms
import pytest

from leadscout.webhooks.send import Sender

LEAST = 244
"""As many as an attack on purpose tried."""


class Looked:
    """What a name server says of the names of the table; numbers are read as C's inet_aton reads them."""

    def __init__(self, names):
        self.names, self.looks = names, Counter()

    def __call__(self, host, port, **_):
        if host in self.names:
            turns = self.names[host]
            addresses = turns[min(self.looks[host], len(turns) - 1)]
            self.looks[host] += 1
        else:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
            addresses = [entry[4][0] for entry in found]
        return [(0, 0, 0, "", (address, port)) for address in addresses]


def test_no_form_of_an_address_inside_is_called():
    urls = forms.urls()
    assert len(set(urls)) >= LEAST, len(set(urls))
    sender = Sender(seconds=2, look_up=Looked(forms.NAMES))
    outcomes = {url: sender.send(url, b"{}", {}) for url in urls}
    refused = ("no public address of this name", "ValueError: not an address that we send to")
    assert {url: outcome.sentence for url, outcome in outcomes.items() if outcome.sentence not in refused} == {}


@pytest.mark.parametrize("name", forms.TURNING)
def test_a_name_that_turns_inside_is_called_where_it_was_looked_at(name):
    """Where it leads is looked at once: the second look would say 127.0.0.1, at which nobody may call."""
    looked = Looked(forms.TURNING)
    with socket.create_server(("127.0.0.1", 0)) as inside:
        sender = Sender(seconds=0.5, ports=(inside.getsockname()[1],), look_up=looked)
        outcome = sender.send(f"https://{name}:{inside.getsockname()[1]}/", b"{}", {})
        inside.settimeout(0)
        with pytest.raises(BlockingIOError):
            inside.accept()
    assert not outcome.arrived
    assert looked.looks[name] == 1
    assert ipaddress.ip_address(forms.TURNING[name][0][0]).is_global
