"""What an object works out when it is first asked for, and keeps."""

from functools import cached_property
from typing import Any, Self, TypeVar, overload

Value = TypeVar("Value")


class lazily(cached_property[Value]):  # noqa: N801 - named as the decorators that it stands beside
    """As functools.cached_property, without its lock.

    That of Python 3.11 is one for all objects of a class, held while a value is worked out: the plan of one account's
    2,700 titles, which takes half a second, held up the plans of everybody. Where two threads ask at the same time both
    work it out, so this is for objects of one request; of which a process has one, those keep the lock.
    """

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> Value: ...
    def __get__(self, instance: object | None, owner: type[Any] | None = None) -> Self | Value:
        """The value, worked out now: once it is kept Python looks no further than the object."""
        if instance is None:
            return self
        value = self.func(instance)
        instance.__dict__[str(self.attrname)] = value
        return value
