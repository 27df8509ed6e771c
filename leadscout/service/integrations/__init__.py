"""Live sources of accounts: their credentials, how fast and how much they are asked, and what stops them."""
