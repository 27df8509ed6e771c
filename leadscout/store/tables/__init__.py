"""The tables of each database, once: `tables/leadscout.py`, `tables/people.py`.

A migration brings a database here; tests/store/test_tables.py compares what migrations make with what stands here.
"""
