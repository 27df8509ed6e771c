"""What is done for a release, and before each one: no part of the product."""
