"""A local server that behaves like Sales Navigator, as far as public material shows: an emulation, of invented people.

Its wire is told in README.md, beside this file.
"""
