"""How callers speak: one folder per vendor with the same parts (its record; words, faces, routes)."""

from collections.abc import Collection
from importlib import import_module

from leadscout.dialects.vendor import Vendor

_FOLDERS = (
    "native",
    "questor",
    "pronto",
    "generect",
)

VENDORS: tuple[Vendor, ...] = tuple(import_module(f"{__name__}.{folder}").VENDOR for folder in _FOLDERS)
"""Every vendor's record; nothing outside its folder knows more of one."""

PAGE_DOORS = ("native", "page")
"""A key that is limited to one of these opens the page, too."""


def opens_page(only: Collection[str]) -> bool:
    """Whether a key that is limited to these doors (none: to nothing) opens the page."""
    return not only or not set(only).isdisjoint(PAGE_DOORS)


DOORS = (*(vendor.name for vendor in VENDORS), *(door for vendor in VENDORS for door in vendor.doors))
"""What a key can be limited to."""
