"""What forms send: read here, so that no library for uploads is needed; files come in another way (raw bodies)."""

from urllib.parse import parse_qsl

from fastapi import Request

from leadscout.errors import Fault, Refused

_MOST = 1000
"""Fields of one form."""


async def fields(http: Request) -> dict[str, list[str]]:
    """The fields of a form that was sent, each with its values. Raises Refused where it is no form.

    Use it as a dependency: `sent: Annotated[dict[str, list[str]], Depends(fields)]`.
    """
    values: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl((await http.body()).decode(), keep_blank_values=True, max_num_fields=_MOST)
    except ValueError:
        raise Refused(Fault("missing_body")) from None
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def whole(name: str, written: str) -> int:
    """A whole number that was written into a field. Raises Refused for what is none."""
    if not (written.isascii() and written.isdecimal() and len(written) < 10):  # noqa: PLR2004 - what fits anywhere
        raise Refused(Fault("wrong_type", name, written, ("a whole number",)))
    return int(written)


def one(sent: dict[str, list[str]], name: str) -> str:
    """The first value of a field, without the blanks around it; "" of one that was not sent."""
    return sent.get(name, [""])[0].strip()
