"""Where calls may go, and how long one may take."""

import socket
import threading
import time

import pytest

from leadscout.webhooks.send import Sender


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.8",
        "127.0.0.1",
        "169.254.169.254",
        "224.0.0.5",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "[::1]",
        "[fe80::1]",
        "[fec0::10]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:a00:1::1]",
        "[2001:0:0:0:0:0:f5ff:fffe]",
        "localhost",
        "user@example.com",
        "0x7f.1",
        "127.1",
        "10.5",
        "169.254.43518",
        "2130706433",
        "1.2.3.4.",
        "hooks.example.com:0",
        "hooks.example.com:-1",
        "hooks.example.com:65536",
        "hooks.example.com:99999999999",
        "hooks.example.com:22",
        "hooks.example.com:6379",
        "192.88.99.1",
        "[3fff::1]",
        "[2620:4f:8000::1]",
        "[2001:2::1]",
        "[5f00::1]",
        "[100::1]",
        "[::93.184.216.34]",
        "[::ffff:93.184.216.34]",
        "192.31.196.1",
    ],
)
def test_what_is_private_or_oddly_written_is_no_address(host):
    assert not Sender().accepts(f"https://{host}/hook")


@pytest.mark.parametrize(
    "host",
    [
        "hooks.example.com",
        "hooks.example.com:8443",
        "1password.example",
        "xn--mnchen-3ya.de",
        "93.184.216.34",
        "[2606:4700::1111]:8443",
    ],
)
def test_what_is_public_is_one(host):
    assert Sender().accepts(f"https://{host}/hook")
    assert not Sender().accepts(f"http://{host}/hook")


def test_other_ports_can_be_allowed():
    assert Sender(ports=[9443]).accepts("https://hooks.example.com:9443/hook")
    assert not Sender(ports=[9443]).accepts("https://hooks.example.com/hook")


def test_allowed_hosts_are_compared_with_their_port_and_without_case():
    sender = Sender(["Internal.Example", "10.0.0.5:443"])
    assert sender.accepts("http://internal.example:8080/x")
    assert sender.accepts("https://10.0.0.5/x")
    assert not sender.accepts("https://10.0.0.5:444/x")


@pytest.mark.parametrize("url", ["https://hooks.example.com:70000/", "http://127.0.0.1:99999999999/", "https://[", ""])
def test_an_address_that_nobody_can_call_is_an_attempt_that_failed(url):
    outcome = Sender(["127.0.0.1"]).send(url, b"{}", {})
    assert not outcome.arrived
    assert outcome.sentence


def test_whatever_goes_wrong_in_a_call_is_an_attempt_that_failed():
    outcome = Sender(["127.0.0.1"]).send("http://127.0.0.1:9/", b"{}", {"webhook-id": None})
    assert (outcome.arrived, outcome.final) == (False, False)
    assert outcome.sentence.startswith("TypeError")


def test_a_call_that_drips_ends_in_time():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                try:
                    while True:
                        connection.sendall(b"x")
                        time.sleep(0.05)
                except OSError:
                    return

        threading.Thread(target=drip, daemon=True).start()
        began = time.monotonic()
        outcome = Sender(["127.0.0.1"], seconds=0.5).send(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        assert (outcome.arrived, outcome.sentence) == (False, "no answer within 0.5 s")
        assert time.monotonic() - began < 5


def at(*addresses):
    """What says that every name is at these addresses."""
    return lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]


def nowhere(*_, **__):
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.mark.parametrize("look_up", [at("10.0.0.8"), at("93.184.216.34", "127.0.0.1"), at("192.88.99.1"), nowhere])
def test_a_name_that_leads_inside_is_told_as_one_that_leads_nowhere(look_up):
    outcome = Sender(look_up=look_up).send("https://hooks.example.com/", b"{}", {})
    assert (outcome.arrived, outcome.final, outcome.sentence) == (False, False, "no public address of this name")


def test_a_call_whose_name_servers_do_not_answer_ends_in_time():
    silent = threading.Event()
    began = time.monotonic()
    sender = Sender(look_up=lambda *_, **__: silent.wait(20), seconds=0.2)
    outcome = sender.send("https://hooks.example.com/", b"{}", {})
    silent.set()
    assert (outcome.arrived, outcome.sentence) == (False, "no answer within 0.2 s")
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("120", 120), ("0", 0), ("99999999", 86400), ("soon", 0), ("Fri, 20 Nov 2020 00:00:00 GMT", 0), ("-5", 0)],
)
def test_a_receiver_says_when_to_come_again(written, seconds):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(f"HTTP/1.1 503 Busy\r\nRetry-After: {written}\r\n\r\n".encode())

        threading.Thread(target=answer, daemon=True).start()
        outcome = Sender(["127.0.0.1"]).send(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
    assert (outcome.sentence, outcome.wait) == ("HTTP 503", seconds)
