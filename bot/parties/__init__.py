"""Who is asking, and what they may hear: identity check by one-time code, rules of disclosure, masking for logs."""

from bot.parties.identity import IdentityService
from bot.parties.outcomes import (
    Binding,
    Confirmed,
    Expired,
    IdentityUnavailable,
    Locked,
    NothingPending,
    Started,
    TooMany,
    Wrong,
)
from bot.parties.ports import CodeSender, PartyDirectory, RegisteredParty
from bot.parties.settings import IdentitySettings

__all__ = [
    "Binding",
    "CodeSender",
    "Confirmed",
    "Expired",
    "IdentityService",
    "IdentitySettings",
    "IdentityUnavailable",
    "Locked",
    "NothingPending",
    "PartyDirectory",
    "RegisteredParty",
    "Started",
    "TooMany",
    "Wrong",
]
