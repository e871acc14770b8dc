"""The named cases of the sample store (``demo.yml``): what documentation, console and tests can rely on."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cases.sample.data_files import load


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of a demo case; the phone is the one to which the one-time code goes."""

    name: str
    phone: str


@dataclass(frozen=True)
class DemoCase:
    """One demo case; ``story`` is one Chinese line about where it stands."""

    case_number: str
    story: str
    applicant: DemoPerson
    debtor: DemoPerson
    agent: DemoPerson | None


def demo_cases() -> tuple[DemoCase, ...]:
    """The demo cases, in the order of the documentation."""
    return tuple(
        DemoCase(
            case_number=data["number"],
            story=data["story"],
            applicant=_person(data["applicant"]),
            debtor=_person(data["debtor"]),
            agent=_person(data["agent"]) if "agent" in data else None,
        )
        for data in load("demo")["cases"]
    )


def demo_table() -> str:
    """The demo cases as a Markdown table."""
    lines = ["| 案号 | 情况 | 申请执行人 | 被执行人 | 代理人 |", "| --- | --- | --- | --- | --- |"]
    for demo in demo_cases():
        agent = _cell(demo.agent) if demo.agent else "—"
        lines.append(
            f"| {demo.case_number} | {demo.story} | {_cell(demo.applicant)} | {_cell(demo.debtor)} | {agent} |"
        )
    return "\n".join(lines) + "\n"


def _cell(person: DemoPerson) -> str:
    return f"{person.name} {person.phone}"


def _person(key: str) -> DemoPerson:
    data = load("demo")["people"][key]
    return DemoPerson(data["name"], data["phone"])
