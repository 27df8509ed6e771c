"""Accounts: who may call, what it costs, how often, and what is sent again."""
