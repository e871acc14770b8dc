"""All actions: those of the forms and commands, and those that answer, each behind the conversation's memory."""

from __future__ import annotations

from rasa_sdk import Action

from bot.actions.answering import Answering
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
from bot.actions.talk import HandOver, Law, OutOfScope, Service, SmallTalk
from bot.actions.unclear import Clarify

_ANSWERING = (CaseAnswer, CaseOrRule, Law, LawOrSum, FittedLaw, Service, SmallTalk, OutOfScope, Clarify, HandOver)
_OTHERS = (
    AfterForm,
    AskCaseNumber,
    ValidateCaseForm,
    AskName,
    AskCode,
    ValidateIdentityForm,
    AskPrincipal,
    AskDueDay,
    AskOrdinaryRate,
    AskPartPayments,
    ValidateInterestForm,
    InterestResult,
    Exit,
    Cancel,
    Repeat,
)


def all_actions(services: Services) -> list[Action]:
    """Every action that ``domain.yml`` names, over these services."""
    answering = {action.name(): action for action in (kind(services) for kind in _ANSWERING)}
    return [
        *(Answering(action, answering) for action in answering.values()),
        *(action(services) for action in _OTHERS),
    ]
