"""The one account that the emulation knows: invented, as is everything else about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Who signs in: `li_at` is the cookie of the session, `member_id` and `sales_id` are the member's own."""

    li_at: str
    member_id: str
    sales_id: str
    first_name: str
    last_name: str
    headline: str
    slug: str
    seat: str
    contract: str

    @property
    def full_name(self) -> str:
        """Both names."""
        return f"{self.first_name} {self.last_name}"


DEMO = DemoAccount(
    li_at="AQE-emulated-session-of-the-demo-account",
    member_id="990000001",
    sales_id="ACwAA00000000000000000000000000demo0001",
    first_name="Dana",
    last_name="Demo",
    headline="Head of Sales at Leadscout Demo",
    slug="dana-demo",
    seat="990000002",
    contract="990000003",
)
"""The credential that the emulation accepts. It opens nothing anywhere else."""
