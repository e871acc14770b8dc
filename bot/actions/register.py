"""All actions, in the order of the conversation."""

from __future__ import annotations

from rasa_sdk import Action

from bot.actions.case import AfterForm, CaseAnswer, CaseOrRule
from bot.actions.case_form import AskCaseNumber, ValidateCaseForm
from bot.actions.commands import Cancel, Exit, Repeat
from bot.actions.fitted import FittedLaw
from bot.actions.identity_form import AskCode, AskName, ValidateIdentityForm
from bot.actions.interest_form import (
    AskDueDay,
    AskOrdinaryRate,
    AskPartPayments,
    AskPrincipal,
    InterestResult,
    ValidateInterestForm,
)
from bot.actions.law_sums import LawOrSum
from bot.actions.services import Services
from bot.actions.talk import Clarify, HandOver, Law, OutOfScope, Service, SmallTalk

_ACTIONS = (
    CaseAnswer,
    CaseOrRule,
    AfterForm,
    AskCaseNumber,
    ValidateCaseForm,
    AskName,
    AskCode,
    ValidateIdentityForm,
    Law,
    LawOrSum,
    FittedLaw,
    AskPrincipal,
    AskDueDay,
    AskOrdinaryRate,
    AskPartPayments,
    ValidateInterestForm,
    InterestResult,
    Service,
    SmallTalk,
    OutOfScope,
    Clarify,
    HandOver,
    Exit,
    Cancel,
    Repeat,
)


def all_actions(services: Services) -> list[Action]:
    """Every action that ``domain.yml`` names, over these services."""
    return [action(services) for action in _ACTIONS]
