"""How requests name one person: by a profile address, an e-mail or an id."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import PlainValidator, WithJsonSchema, model_validator

from leadscout.dialects.base import LONGEST_VALUE, Sent, fault
from leadscout.lexicon.identities import profiles


def _text(sent: object) -> str:
    if not isinstance(sent, str):
        raise fault("wrong_type", value=sent, valid=("text",))
    if not sent.strip():
        raise fault("empty_value")
    if len(sent) > LONGEST_VALUE:
        raise fault("too_long", limit=LONGEST_VALUE)
    return sent.strip()


def _address(sent: object) -> str:
    text = _text(sent)
    if not (profiles.slug(text) or profiles.sales_id(text)):
        raise fault("wrong_type", value=sent, valid=("a LinkedIn or Sales Navigator profile address",))
    return text


def _email(sent: object) -> str:
    text = _text(sent)
    if "@" not in text.strip("@"):
        raise fault("wrong_type", value=sent, valid=("an e-mail address",))
    return text


def _unavailable(sent: object) -> None:
    if sent not in (None, False):
        raise fault("no_data", valid=("what people post, react to and look at",))


_TEXT = WithJsonSchema({"type": "string", "maxLength": LONGEST_VALUE})
ProfileAddress = Annotated[str, PlainValidator(_address), _TEXT]
"""Every form of profile address that is read (lexicon/identities/profiles.py), as it was written."""

Email = Annotated[str, PlainValidator(_email), _TEXT]
PersonId = Annotated[str, PlainValidator(_text), _TEXT]
Unavailable = Annotated[Any, PlainValidator(_unavailable), WithJsonSchema({"type": "boolean"})]
"""A part of an answer that needs data which nobody gave this server: false and null ask for nothing."""


class OnePersonBody(Sent):
    """Somebody, named by exactly one of `names`, fields of the request; a refusal blames the field `blamed`."""

    names: ClassVar[tuple[str, ...]] = ()
    blamed: ClassVar[str] = ""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(getattr(self, name) is not None for name in self.names) != 1:
            raise fault("one_of", field=self.blamed, valid=self.names)
        return self

    @property
    def written(self) -> str:
        """What names them."""
        return str(next(value for name in self.names if (value := getattr(self, name)) is not None))
