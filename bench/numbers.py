"""Case numbers alone: how many of the numbers in generated texts are found, and how many are found that are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from bench.number_samples import Half, Maker, Number, Sample
from bench.report import Report
from bot.case_number import CaseNumber, Found, find
from bot.intents.cleaning import clean

Outcome = Literal["exact", "asked", "missed", "wrong"]

CASES, SEED = 2_000, 18
WRONG_AT_MOST = 0.3  # percent of all texts that hold a number


@dataclass(frozen=True)
class Group:
    """Texts of one sort; ``right`` is the least share in percent that must come out right."""

    title: str
    make: Callable[[Maker], Sample]
    right: float
    asking_is_right: bool = False


GROUPS = (
    Group("书写", Maker.written, 99.5),
    Group("口述", Maker.spoken, 99),
    Group("口述，一个同音字", lambda maker: maker.homophones(1), 97, asking_is_right=True),
    Group("口述，两个同音字", lambda maker: maker.homophones(2), 93, asking_is_right=True),
    Group("不完整的案号", Maker.partial, 97),
    Group("别的号码、日期、金额", Maker.other, 99.8),
    Group("训练句中没有案号的", Maker.training_line, 99.8),
)


@dataclass(frozen=True)
class Result:
    """What came out for the samples of a group, each with what happened to it."""

    group: Group
    outcomes: Sequence[tuple[Sample, Outcome]]

    def share(self, *outcomes: Outcome) -> float:
        """How many percent came out in one of these ways."""
        return 100 * sum(outcome in outcomes for _, outcome in self.outcomes) / len(self.outcomes)

    @property
    def right(self) -> float:
        """How many percent came out right."""
        return self.share("exact", "asked") if self.group.asking_is_right else self.share("exact")


def heard(text: str) -> list[Found]:
    """The numbers in a message, as the assistant finds them."""
    return find(clean(text).text)


def outcome(sample: Sample) -> Outcome:
    """``exact``; ``asked``: the right number is among those the person is asked about; ``wrong``: another number or
    part is taken as certain; ``missed``: anything else. A text without a number is ``exact`` if none is found."""
    found = heard(sample.text)
    if sample.number is None:
        return "wrong" if found else "exact"
    if any(not each.alternatives and _contradicts(each.number, sample.number) for each in found):
        return "wrong"
    if len(found) != 1 or sample.number not in (found[0].number, *found[0].alternatives):
        return "missed"
    return "asked" if found[0].alternatives else "exact"


def _contradicts(got: Number, right: Number) -> bool:
    """Whether a part is not the right one; a part that nobody said counts as well. 之二 tells no case apart."""
    parts = ("year", "court", "type", "serial", "special")
    return any(getattr(got, part) and getattr(got, part) != getattr(right, part) for part in parts)


def measure(half: Half, seed: int, cases: int = CASES) -> list[Result]:
    """The outcomes of so many samples a group."""
    results = []
    for group in GROUPS:
        maker = Maker(half, seed)
        samples = [group.make(maker) for _ in range(cases)]
        results.append(Result(group, [(sample, outcome(sample)) for sample in samples]))
    return results


def wrong(results: Sequence[Result]) -> float:
    """How many percent of the texts with a number yield a wrong one as certain."""
    counted = Counter(
        outcome for result in results for sample, outcome in result.outcomes if isinstance(sample.number, CaseNumber)
    )
    return 100 * counted["wrong"] / sum(counted.values())


def failures(results: Sequence[Result]) -> list[str]:
    """What came out neither right nor as a question, a line each. For the half that the grammar is tuned on only."""
    return [
        f"{result.group.title}\t{outcome}\t{sample.text!r}\t{sample.number or '-'}"
        for result in results
        for sample, outcome in result.outcomes
        if outcome in ("missed", "wrong")
    ]


def report(results: Sequence[Result], half: Half, seed: int) -> Report:
    """The report of one run."""
    heading = ["文字", "句数", "完全正确 %", "反问，正确的在内 %", "没认出 %", "认错而不问 %", "目标 %"]
    rows = [
        [
            result.group.title,
            str(len(result.outcomes)),
            *(f"{result.share(each):.2f}" for each in ("exact", "asked", "missed", "wrong")),
            f"≥ {result.group.right}" + ("（含反问）" if result.group.asking_is_right else ""),
        ]
        for result in results
    ]
    notes = [
        f"有案号的各句中，认错而不问的占 {wrong(results):.2f}%（目标 ≤ {WRONG_AT_MOST}%）",
        "“反问”的各句都给出两个以上的读法让人选，其中有正确的；没有案号的句子，“认错而不问”是把别的当成了案号",
        f"句子由 bench/data/numbers.yml 的说法随机拼成（种子 {seed}）；调语法时逐句看的只是一半说法，"
        + ("本表是另一半（只看过合计）" if half == "held" else "本表就是这一半"),
    ]
    details = {
        "half": half,
        "seed": seed,
        "groups": {
            result.group.title: {each: result.share(each) for each in ("exact", "asked", "missed", "wrong")}
            for result in results
        },
    }
    return Report("numbers", [heading, *rows], notes, details)
