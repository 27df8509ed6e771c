"""Addresses of webhooks that lead inside, in every way in which such an address can be written or looked up.

`INSIDE` are addresses that are nobody's on the internet, each written in all `writings`; names of `NAMES` lead to some
of them, alone or beside a public one, those of `TURNING` at the second look; `ODD` some readers take for others.
"""

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

PUBLIC, PUBLIC_6 = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
INSIDE = (
    *("127.0.0.1", "127.255.255.254", "10.0.0.8", "172.16.5.5", "172.31.255.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "0.0.0.0", "192.0.0.8", "198.18.0.1", "192.88.99.1", "224.0.0.5", "255.255.255.255"),  # noqa: S104
)
INSIDE_6 = (
    *(
        "::1",
        "::",
        "fe80::1",
        "fec0::10",
        "fc00::1",
        "fd12:3456:789a::1",
        "ff02::1",
        "100::1",
        "2001:db8::1",
        "3fff::1",
    ),
    *("2001::f5ff:fffe", "2001:2::1", "2002:a00:1::1", "2002:7f00:1::", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "::127.0.0.1", "2620:4f:8000::1", "5f00::1"),
)
_FULLWIDTH = str.maketrans("0123456789.", "０１２３４５６７８９。")
_CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")


def writings(address: str) -> Iterator[str]:
    """An IPv4 address in all the ways in which something reads it."""
    number, parts = int(ipaddress.IPv4Address(address)), [int(part) for part in address.split(".")]
    rest = number & 0xFFFFFF
    yield address
    yield f"{address}."
    yield str(number)
    yield hex(number)
    yield f"0{number:o}"
    yield ".".join(f"0{part:03o}" for part in parts)
    yield ".".join(f"0x{part:02x}" for part in parts)
    yield f"{parts[0]}.{rest}"
    yield f"{parts[0]}.{parts[1]}.{number & 0xFFFF}"
    yield f"0x{parts[0]:x}.{rest}"
    yield address.translate(_FULLWIDTH)
    yield address.translate(_CIRCLED)
    yield quote(address).replace(".", "%2e")
    yield f"[::ffff:{address}]"
    yield f"[64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}]"
    yield f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]"


ODD = (
    *("https://localhost/", "https://localhost.localdomain/", "https://LOCALHOST./", "https://ip6-localhost/"),
    *("https://user@127.0.0.1/", "https://93.184.215.14@127.0.0.1/", "https://127.0.0.1#@93.184.215.14/"),
    *(
        "https://127.0.0.1\\@93.184.215.14/",
        "https://93.184.215.14\\@127.0.0.1/",
        "https:///127.0.0.1/",
        "https:127.0.0.1",
    ),
    *("//127.0.0.1/", "http://127.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_x"),
    *(
        "https://127.0.0.1:443:80/",
        "https://127.0.0.1%00.example/",
        "https://127.0.0.1%0d%0a.example/",
        "https://[::1/",
    ),
    *("https://[::1%25lo]/", "https://[fe80::1%25eth0]/", "https://\u2460\u2461\u2466.0.0.1/", "https://127。0。0。1/"),
    *(f"https://{PUBLIC}:{port}/" for port in (0, 22, 25, 80, 6379, 9200, 65536, 99999999999)),
)


def urls() -> list[str]:
    """All of them."""
    hosts = [host for address in INSIDE for host in writings(address)] + [f"[{address}]" for address in INSIDE_6]
    return [*(f"https://{host}/hook" for host in hosts), *ODD, *(f"https://{name}/hook" for name in NAMES)]


NAMES: Mapping[str, Sequence[Sequence[str]]] = {
    **{f"inside-{at}.forms.example": [[address]] for at, address in enumerate(INSIDE)},
    **{f"inside6-{at}.forms.example": [[address]] for at, address in enumerate(INSIDE_6) if "." not in address},
    "mixed.forms.example": [[PUBLIC, "10.0.0.8"]],
    "mixed-turned.forms.example": [["10.0.0.8", PUBLIC]],
    "mixed6.forms.example": [[PUBLIC, "::1"]],
    "mapped.forms.example": [["::ffff:10.0.0.8"]],
    "turning.forms.example": [["127.0.0.1"], [PUBLIC]],
}
"""Names, each with the addresses of the first look, of the second, and so on; the last one stays."""

TURNING: Mapping[str, Sequence[Sequence[str]]] = {"rebound.forms.example": [[PUBLIC], ["127.0.0.1"]]}
"""Public when looked at, and inside a moment later: called at the address that was looked at, or not at all."""
