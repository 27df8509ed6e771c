"""The Python client of leadscout's own API. It needs the server's address and a key, nothing else of this package.

>>> with Client("http://127.0.0.1:8000", key) as leadscout:
...     for lead in leadscout.people(title=["head of sales"], location=["DACH"], limit=100):
...         print(lead["full_name"], lead.get("matched_role"))
"""

from leadscout.client.client import Client
from leadscout.client.errors import Fault, LeadscoutError
from leadscout.client.webhooks import verify

__all__ = ["Client", "Fault", "LeadscoutError", "verify"]
