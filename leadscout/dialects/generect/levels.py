"""Generect's words for seniorities -> our codes (its documentation of the database search)."""

from collections.abc import Mapping

LEVELS: Mapping[str, tuple[str, ...]] = {
    "owner": ("owner",),
    "founder": ("founder",),
    "c_suite": ("cxo",),
    "partner": ("partner",),
    "vp": ("vp",),
    "head": ("head",),
    "director": ("director",),
    "manager": ("entry_manager", "manager"),
    "senior": ("senior", "strategic"),
    "entry": ("entry",),
    "intern": ("intern",),
}
"""Each family by its own meaning; LinkedIn's names and ids are aliases in the taxonomy."""
