"""A flag for every filter, made from FILTERS."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from leadscout.assemble import Leadscout
from leadscout.model.filters import COMPANY_FILTERS, FILTERS, Shape
from leadscout.model.lists import OPERATOR, Asker

Account = Annotated[
    str | None, typer.Option("--account", help="Account that asks: it can name its own lists alone [any list].")
]
Url = Annotated[
    str | None, typer.Option(metavar="URL", help="Address of a people search, in quotes; filters beside it narrow it.")
]


@dataclass(frozen=True, slots=True)
class Flags:
    """What the flags of a verb ask for: values by filter, and by `not_` and filter; an address; who asks."""

    values: Mapping[str, Any]
    url: str | None
    account: str | None

    @property
    def anything(self) -> bool:
        """Whether a filter is given."""
        return bool(self.url) or any(self.values.values())

    def asker(self, home: Leadscout) -> Asker:
        """Who asks: the account where one is named, else the operator, whose data folder it is.

        Raises Refused for an account that there is not.
        """
        return OPERATOR if self.account is None else home.access.account_named(self.account)


def with_filters(verb: Callable[..., None], options: Callable[..., Any] | None = None) -> Callable[..., None]:
    """Give a verb a flag and a --not- flag for every filter, --url and --account; it receives them as `flags`.

    `options` is a dataclass of what else it is told, which it receives beside them.
    """
    rows = [(row.name, row.sentence, row.shape) for row in FILTERS.values()]
    return _with(verb, rows, {"url": Url, "account": Account}, options)


def with_company_filters(verb: Callable[..., None], options: Callable[..., Any] | None = None) -> Callable[..., None]:
    """Give a verb a flag and a --not- flag for every filter of companies, and --account; `options` as above."""
    rows = [(row.name, row.of_company, row.shape) for row in COMPANY_FILTERS.values()]
    return _with(verb, rows, {"account": Account}, options)


def _with(
    verb: Callable[..., None],
    rows: Iterable[tuple[str, str, Shape]],
    kinds: Mapping[str, object],
    options: Callable[..., Any] | None,
) -> Callable[..., None]:
    signature = inspect.signature(options or verb)
    own = [parameter for name, parameter in signature.parameters.items() if name != "flags"]
    more = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for name, kind in kinds.items()
    ]

    def run(**given: Any) -> None:  # noqa: ANN401
        kept = {parameter.name: given.pop(parameter.name) for parameter in own}
        flags = Flags(url=given.pop("url", None), account=given.pop("account"), values=given)
        if options:
            verb(flags, options(**kept))
        else:
            verb(flags, **kept)

    filters = [
        _flag(f"{prefix}{name}", f"{start}{sentence}", shape)
        for prefix, start in (("", ""), ("not_", "Not: "))
        for name, sentence, shape in rows
    ]
    parameters = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in (*filters, *more, *own)]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__name__, run.__doc__ = verb.__name__, verb.__doc__
    return run


def _flag(name: str, sentence: str, shape: Shape) -> inspect.Parameter:
    if shape is Shape.FLAG:
        kind: Any = Annotated[bool | None, typer.Option(f"--{name.replace('_', '-')}", help=sentence)]
    else:
        kind = Annotated[list[str] | None, typer.Option(help=sentence, metavar="TEXT")]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
