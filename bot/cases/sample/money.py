"""Money of a sample case, in cents, so that sums are exact."""

from __future__ import annotations

from random import Random

# 诉讼费用交纳办法（国务院令第481号）第十四条：执行申请费，分段累计。(from yuan, to yuan, share)
_FLAT = 5000
_BANDS = (
    (10_000, 500_000, 0.015),
    (500_000, 5_000_000, 0.01),
    (5_000_000, 10_000_000, 0.005),
    (10_000_000, 10**12, 0.001),
)


def fee(claim: int) -> int:
    """What enforcing ``claim`` costs, in cents; the debtor bears it."""
    yuan = claim / 100
    return _FLAT + round(sum(max(0.0, min(yuan, most) - least) * share for least, most, share in _BANDS) * 100)


def draw(rng: Random, least: int, most: int) -> int:
    """A sum between two sums in yuan, in cents, spread evenly over the orders of magnitude; often a round one."""
    yuan: float = least * (most / least) ** rng.random()
    unit = rng.random()
    if unit < 0.55:
        return round(yuan / 100) * 10_000
    return round(yuan) * 100 if unit < 0.85 else round(yuan * 100)


def text(cents: int) -> str:
    """As a clerk writes it: ``5289元``, ``206.90元``."""
    yuan, rest = divmod(cents, 100)
    return f"{yuan}.{rest:02d}元" if rest else f"{yuan}元"


class CashBox:
    """What the court received in one case and where it went: first the fee, then the claim, then back to the debtor
    (民诉法解释第508条；执行工作规定第34条)."""

    def __init__(self, claim: int) -> None:
        self.owed = claim
        self.fee = fee(claim)
        self.held = 0

    @property
    def missing(self) -> int:
        """What the debtor still has to bring."""
        return max(0, self.owed + self.fee - self.held)

    def take_in(self, amount: int) -> int:
        """Receive a sum and say it."""
        self.held += amount
        return amount

    def hand_out(self) -> dict[str, int]:
        """Give away all that is held: kind of payment and sum, without zeros."""
        fee_part = min(self.fee, self.held)
        claim_part = min(self.owed, self.held - fee_part)
        parts = {"fee": fee_part, "paid_out": claim_part, "refund": self.held - fee_part - claim_part}
        self.fee -= fee_part
        self.owed -= claim_part
        self.held = 0
        return {kind: amount for kind, amount in parts.items() if amount}
