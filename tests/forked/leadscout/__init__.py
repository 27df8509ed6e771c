"""The leadscout that a forked leadscout starts (__main__.py)."""
