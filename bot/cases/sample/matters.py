"""What a sample case is about: cause, claim, document enforced, and who takes part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any, NamedTuple

from bot.cases.model import Role
from bot.cases.sample import money
from bot.cases.sample.data_files import load
from bot.cases.sample.offices import Court
from bot.cases.sample.people import People, Person, pick
from bot.cases.sample.stories import Story

Row = tuple[Any, ...]


class Matter(NamedTuple):
    """A story with a cause; ``claim`` in cents."""

    story: Story
    cause: str
    claim: int
    basis: str
    applicant: str
    debtor: str


class Matters:
    """Draws a story and a cause that fit each other."""

    def __init__(self, stories: list[Story], rng: Random) -> None:
        data = load("causes")
        self._rng = rng
        self._documents: dict[str, str] = data["basis"]
        self._stories = [story for story in stories for _ in range(story.weight)]
        self._causes = {story.name: _fitting(story, data["causes"]) for story in stories}

    def draw(self, court: Court, start: int) -> Matter:
        """A matter for a case that begins on a day; the document is some months to a year older."""
        rng = self._rng
        story: Story = pick(rng, self._stories)
        cause = pick(rng, self._causes[story.name])
        claim = money.draw(rng, max(cause["claim"][0], story.claim[0]), min(cause["claim"][1], story.claim[1]))
        year = date.fromordinal(start - 60 - int(rng.random() * 340)).year
        document = self._documents[story.basis or pick(rng, cause["basis"])]
        basis = document.format(year=year, code=court.code, serial=1 + int(rng.random() * 12000))
        debtor = story.debtor or pick(rng, cause["debtor"])
        return Matter(story, cause["cause"], claim, basis, pick(rng, cause["applicant"]), debtor)


def _fitting(story: Story, causes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    least, most = story.claim
    return [
        cause
        for cause in causes
        if cause["claim"][1] > 1.5 * least
        and cause["claim"][0] < most
        and (story.debtor is None or story.debtor in cause["debtor"])
        for _ in range(cause["weight"])
    ]


class Cast:
    """Who takes part in one case. ``applicant`` and ``debtor`` are the places of the first ones in :meth:`rows`."""

    def __init__(self, people: People, rng: Random, court: Court, matter: Matter) -> None:
        self._people, self._rng, self._court = people, rng, court
        self._members: list[tuple[Role, Person, int | None]] = []
        self.applicant = self._join(Role.APPLICANT, people.draw(matter.applicant, court.data))
        self.debtor = self._join(Role.DEBTOR, people.debtor(matter.debtor, court.data))
        if rng.random() < 0.18:
            self._join(Role.DEBTOR, people.debtor("person", court.data))
        if matter.applicant == "person" and rng.random() < 0.04:
            self._join(Role.APPLICANT, people.draw("person", court.data))
        if rng.random() < (0.25 if matter.applicant == "person" else 0.6):
            self._join(Role.AGENT, pick(rng, court.lawyers), self.applicant)
        if rng.random() < 0.06:
            self._join(Role.AGENT, pick(rng, court.lawyers), self.debtor)
        if matter.story.third_party:
            self._join(Role.THIRD_PARTY, people.draw("person", court.data))

    def rows(self, case_number: str, ids: Iterator[int]) -> list[Row]:
        """The rows of ``v_party``, in the order in which they joined."""
        party_ids = [f"P{next(ids):010d}" for _ in self._members]
        return [
            (
                party_ids[place],
                case_number,
                person.person_key,
                person.name,
                role.value,
                person.is_organisation,
                person.phone,
                person.id_tail,
                None if principal is None else party_ids[principal],
            )
            for place, (role, person, principal) in enumerate(self._members)
        ]

    @property
    def debtor_is_organisation(self) -> bool:
        """What the first debtor is; fines of organisations are higher."""
        return self._members[self.debtor][1].is_organisation

    def _join(self, role: Role, person: Person, principal: int | None = None) -> int:
        """Add somebody and say their place. Nobody joins twice, and no two in a case have one name."""
        while any(person.name == other.name for _, other, _ in self._members):
            person = self._people.draw("company" if person.is_organisation else "person", self._court.data)
        self._members.append((role, person, principal))
        return len(self._members) - 1
