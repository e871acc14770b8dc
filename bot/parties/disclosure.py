"""What each role may know of a case, as tables; the functions below only look up.

What happens in an enforcement case is disclosed to its parties and their agents (法发〔2014〕18号第三条), to each as
far as the law serves it on them. Whatever a table does not name is not told. ``own`` always means: it concerns this
person, for an agent the principal (``Party.represents``): their property, or money that they paid or get.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.cases.model import Audience, NextStep, PaymentKind, Role, Stage
from bot.parties.masking import mask_personal


@dataclass(frozen=True)
class Sight:
    """How far somebody sees: which audiences they belong to, whether they hear of what is only planned, and whether
    they hear of what concerns others."""

    audiences: frozenset[Audience] = frozenset()
    planned: bool = False
    others: bool = False


_SERVED = frozenset({Audience.PARTIES})
_SERVED_AND_EARLY = frozenset({Audience.PARTIES, Audience.APPLICANT})
_NOTHING = Sight()

# Audience.COURT is in no row: nobody outside the court hears of it.
EVENTS = {
    # The applicant may ask what the court found (法释〔2017〕8号第八条、第十二条); the court's mark says how early.
    Role.APPLICANT: Sight(_SERVED_AND_EARLY, planned=True, others=True),
    # The court may act at once, together with the notice (民事诉讼法第二百五十一条): word before would be a warning.
    Role.DEBTOR: Sight(_SERVED, planned=False, others=True),
    # Not a party: the course of other people's case is not theirs to know.
    Role.THIRD_PARTY: _NOTHING,
}

MEASURES = {
    # Rulings of seizure are served on applicant and debtor (法释〔2004〕15号第一条); of plans the court's mark decides.
    Role.APPLICANT: Sight(_SERVED_AND_EARLY, planned=True, others=True),
    # Of their own property and once it is served; another debtor's property is that debtor's affair.
    Role.DEBTOR: Sight(_SERVED, planned=False, others=False),
    # Who must assist, or whose property was taken, is served that ruling (法释〔2004〕15号第一条第二款) and no other.
    Role.THIRD_PARTY: Sight(_SERVED, planned=False, others=False),
}

# Payments whose amount is told although they concern somebody else; one's own are always told.
PAYMENTS_OF_OTHERS = {
    # What came in for the case is what the applicant waits for. What went to other creditors, back to the debtor, or to
    # the court as its fee is between others.
    Role.APPLICANT: frozenset({PaymentKind.RECEIVED}),
    # What came in from anybody makes the debt smaller, and the interest ends with it (法释〔2014〕8号第三条).
    Role.DEBTOR: frozenset({PaymentKind.RECEIVED}),
    # Only what they paid or get themselves.
    Role.THIRD_PARTY: frozenset[PaymentKind](),
}

# Fields of a measure. Not in any row: person keys and party ids, which are for the machine.
_PLAIN = frozenset({"kind", "target", "amount", "began_on", "ends_on", "status"})
MEASURE_FIELDS = {
    # The rank tells the applicant whether others come first; of accounts they see the masked ``target``.
    (Role.APPLICANT, False): _PLAIN | {"rank"},
    (Role.APPLICANT, True): _PLAIN | {"rank"},
    # The rank tells the debtor nothing they need, and would name other creditors' seizures.
    (Role.DEBTOR, True): _PLAIN,
    # What was taken and until when; how much the debtor owes is not their affair.
    (Role.THIRD_PARTY, True): _PLAIN - {"amount"},
}

# Fields of a party. Phones, ends of ID numbers and person keys are in no row: nobody sees them, not even one's own,
# because a stolen phone must not become a source of more personal data.
PARTY_FIELDS = {
    # 当事人名称 is disclosed to the parties (法发〔2014〕18号第三条第一项).
    (Role.APPLICANT, False): frozenset({"name", "role"}),
    (Role.APPLICANT, True): frozenset({"name", "role"}),
    (Role.DEBTOR, False): frozenset({"name", "role"}),
    (Role.DEBTOR, True): frozenset({"name", "role"}),
    (Role.THIRD_PARTY, True): frozenset({"name", "role"}),
}

# Next steps that a role may be told. A search, a levy or the notice, announced to the debtor, would be a warning.
NEXT_STEPS = {
    Role.APPLICANT: frozenset(NextStep),
    # Valuation, auction and pay-out follow a seizure that was served, and are served themselves.
    Role.DEBTOR: frozenset(
        {
            NextStep.VALUE,
            NextStep.AUCTION,
            NextStep.SECOND_AUCTION,
            NextStep.PAY_OUT,
            NextStep.CHECK_SETTLEMENT,
            NextStep.CONCLUDE,
        }
    ),
    Role.THIRD_PARTY: frozenset[NextStep](),
}

# Stages whose very name gives away that property is being looked for or was taken.
TELLING_STAGES = frozenset({Stage.INVESTIGATING, Stage.CONTROLLED, Stage.LEVYING})


def eyes(role: str, principal: str | None = None) -> Role | None:
    """The role whose sight applies: an agent sees what the ``principal``'s role may see (法发〔2014〕18号第三条).

    ``None``, who sees nothing, for an unknown role and for an agent whose principal is unknown or an agent."""
    seen_as = principal if role == Role.AGENT else role
    known = {str(each.value): each for each in Role if each is not Role.AGENT}
    return known.get(seen_as or "")


def may_see(role: str, audience: Audience, *, planned: bool, own: bool, principal: str | None = None) -> bool:
    """Whether this role may hear of a measure; ``planned``: not taken yet."""
    return _within(MEASURES, eyes(role, principal), audience, planned, own)


def may_see_event(role: str, audience: Audience, *, principal: str | None = None) -> bool:
    """Whether this role may hear of an event of the case."""
    return _within(EVENTS, eyes(role, principal), audience, planned=False, own=False)


def may_see_payment(role: str, kind: PaymentKind, *, own: bool, principal: str | None = None) -> bool:
    """Whether this role may hear of a payment; ``own``: paid by or to this person."""
    seen_as = eyes(role, principal)
    return seen_as is not None and (own or kind in PAYMENTS_OF_OTHERS[seen_as])


def may_see_next_step(role: str, step: NextStep, *, principal: str | None = None) -> bool:
    """Whether this role may be told what the court will do next."""
    seen_as = eyes(role, principal)
    return seen_as is not None and step in NEXT_STEPS[seen_as]


def may_see_stage(role: str, stage: Stage, *, served: bool, principal: str | None = None) -> bool:
    """Whether this role may be told the stage; ``served``: a measure or search that they may hear of explains it.

    Without that, "frozen" would tell a debtor of a freeze that is still kept from them."""
    seen_as = eyes(role, principal)
    if seen_as is Role.DEBTOR:
        return served or stage not in TELLING_STAGES
    return seen_as is Role.APPLICANT


def measure_fields(role: str, *, own: bool, principal: str | None = None) -> frozenset[str]:
    """The fields of :class:`bot.cases.model.Measure` that may be told, of a measure that may be seen."""
    return _fields(MEASURE_FIELDS, eyes(role, principal), own)


def party_fields(role: str, *, own: bool, principal: str | None = None) -> frozenset[str]:
    """The fields of :class:`bot.cases.model.Party` that may be told."""
    return _fields(PARTY_FIELDS, eyes(role, principal), own)


def disclosed_text(text: str) -> str:
    """Free text of the court (``target``, ``note``) as it may be told: a full account, phone or ID number that slipped
    into it is hidden from everybody."""
    return mask_personal(text)


def _within(table: dict[Role, Sight], seen_as: Role | None, audience: Audience, planned: bool, own: bool) -> bool:
    sight = table.get(seen_as, _NOTHING) if seen_as else _NOTHING
    return audience in sight.audiences and (sight.planned or not planned) and (sight.others or own)


def _fields(table: dict[tuple[Role, bool], frozenset[str]], seen_as: Role | None, own: bool) -> frozenset[str]:
    return table.get((seen_as, own), frozenset()) if seen_as else frozenset()
