"""Everything that the assistant can say, read aloud: short enough to listen to, and nothing in it that must be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from bot.answers import elsewhere, fitted, law, law_entries, notice, progress, talk
from bot.answers.reply import Reply
from bot.answers.speech import spoken
from bot.answers.texts import texts
from bot.answers.viewer import viewer_of
from bot.cases.model import CaseFile
from bot.cases.sample import demo_cases
from bot.desk.wording import texts as desk_texts
from bot.engine.clock import today
from bot.engine.wiring import Parts
from bot.settings import Settings
from connectors.speech import LONGEST_PART, heard, offer
from tests.cases.told_cases import read_all
from tests.connectors.test_speech import MORE, unsayable

ENTRIES = [entry for topic in law_entries.load().values() for entry in topic.entries]
PROGRESS = ("ask_progress", "ask_measures", "ask_payout", "ask_contact", "ask_time_limit")
FITTED = ("ask_consequences", "ask_terminated", "ask_credit_repair", "ask_how_to_fulfil")
TOPICS = ("talk", "identity", "case_number", "sums", "ticket", "notice", "progress", "fitted", "guidance", "lobby")
# Not said to anybody: patterns, and names by which data refer to each other.
PATTERNS = {"asks", "withdraws", "waits", "facts", "needs", "when"}
# What only a reader can do or see.
SEEN = re.compile(
    r"打字|案号发|数字发|没看到|没看懂|没看清|写在这里|出现在这里|在这里看到|回数字|回复“|再发一|再发给我|只发|网址|：要继续"
)
SAMPLE = {
    "number": "（2026）粤0111执1001号", "court": "广州市白云区人民法院", "known": "2026年，编号1001", "missing": "年份",
    "value": "52,000元", "count": 3, "at": 1, "cause": "买卖合同纠纷", "day": "2026年11月3日", "name": "林书瑶",
    "stage": "已立案", "seconds": 40, "minutes": 15, "left": 3, "who": "快执组（值班）", "when": "11月30日（周一）9:00",
    "opening": "明天9:00", "parts": "“他名下有2套房”", "meaning": "怎么还款", "standing": "在等同事受理",
    "note": "已冻结1,000元", "sent": "发出过", "step": "划拨", "text": "继续查询。", "how": "执行完毕",
    "amount": "39,079.50元", "handler": "林法官", "team": "快执组", "phone": "0756-00004023", "place": "三楼306室",
    "hours": "工作日9:00-17:00",
    "kind": "冻结存款", "target": "尾号6208的账户", "status": "生效中", "until": "2026年3月1日", "rank": "，轮候第1位",
    "total": "40,157.50元", "formula": "50,000元×10天＋40,000元×10天", "days": 20, "first": "2024年3月2日",
    "rate": "年利率3.85%÷365", "percent": "3.85", "fee": "7,400元", "flat": "50元", "part": "490,000元", "year": 2024,
    "spans": "8:30-12:00、14:30-17:30", "next": "11月30日8:30", "month": 11, "weekday": "一", "time": "9:05",
    "things": "身份证、案号", "address": "样例路1号一楼", "names": "1号窗口、自助终端", "modules": "案件查询、文书模板",
    "does": "查进展", "module": "案件查询", "where": "一楼北侧",
    "principal": "90,000元", "daily": "15.75元",
    "person": "导诉台", "said": "半年", "member": "林书瑶", "queue": "调解团队",
}  # fmt: skip


def read(reply: Reply) -> list[str]:
    """What the caller hears of a reply as an action utters it; checks that it can be listened to."""
    reply = replace(reply, speech=spoken(reply))
    parts = heard(reply)
    assert parts
    for part in (*parts, _offered(reply.choices)):
        assert len(part) <= LONGEST_PART, part
        assert len(re.findall("[。！？]", part.removesuffix(MORE))) <= 3, part
        assert not unsayable(part), (unsayable(part), part)
        assert not SEEN.search(part), part
        assert not re.match("[，。、；：！？]", part), part
    assert all(part.endswith(MORE) for part in parts[:-1])
    return parts


@cache
def _offered(choices: tuple[str, ...]) -> str:
    return offer(Reply(lines=(), choices=choices))


def test_every_answer_of_law() -> None:
    for intent in law_entries.intents():
        for role in ("applicant", "debtor", None):
            read(law.answer(intent, law_entries.load()[intent].default(role).ask, role=role, today=today()))
    for entry in ENTRIES:
        read(law.answer("ask_apply", entry.ask, role=None, today=today()))


def test_everything_about_every_case_for_everybody_in_it(embedded: Settings, parts: Parts) -> None:
    demo = {case.case_number for case in demo_cases()}
    answers, files = 0, {file.case.case_number: file for file in read_all(embedded.sample_store)}
    assert demo <= set(files)
    for file in files.values():
        for person in {party.person_key for party in file.parties}:
            for reply in _about(file, person, today()):
                answers += bool(read(reply))
    assert answers > 10 * len(files)


def _about(file: CaseFile, person: str, day: date) -> Iterator[Reply]:
    viewer = viewer_of(file, person)
    if viewer is None:
        return
    yield from (progress.answer(question, file, viewer, day) for question in PROGRESS)
    yield from filter(None, (fitted.answer(intent, file, viewer, day) for intent in FITTED))
    yield from (notice.explain(paper, day, (file, viewer)) for paper in notice.Notice)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_sentence_of_the_other_answers(topic: str) -> None:
    for sentence in _sentences(texts(topic)):
        read(Reply(lines=(sentence.format(**SAMPLE),)))


def test_what_is_not_the_court_s_business() -> None:
    for one in elsewhere.everything():
        if one.id != "languages":  # it speaks to somebody who knows no Chinese
            read(Reply(lines=one.lines, choices=one.choices))


def test_what_the_desk_says_to_a_party() -> None:
    told = [one for one in desk_texts()["party"].values() if isinstance(one, str)]
    for sentence in (*told, *desk_texts()["standing"].values()):
        read(Reply(lines=(sentence.format(**SAMPLE),)))


def test_meanings_to_choose_from_are_heard_once() -> None:
    reply = talk.clarify(list(talk.MEANINGS)[:3])
    assert "".join(read(reply)).count(talk.MEANINGS["ask_progress"]) == 1
    assert offer(reply) == ""


def test_a_case_is_named_by_its_court() -> None:
    """The code of a court tells a caller nothing; beside the name it helps to compare."""
    assert read(Reply(lines=("（2026）粤0111执1001号还没结案。",))) == [
        "二零二六年，广州市白云区人民法院，执字，幺零零幺号还没结案。"
    ]
    assert (
        "粤零幺幺幺，执字，幺零零幺号，广州市白云区人民法院。"
        in read(Reply(lines=("案号（2026）粤0111执1001号，广州市白云区人民法院。",)))[0]
    )
    assert read(Reply(lines=("1. （2026）粤0111执恢1**1号 借款合同纠纷，2026年2月1日立案",)))[0].startswith(
        "第一个，二零二六年，广州市白云区人民法院，执恢字，尾号幺，借款合同纠纷，"
    )


def _sentences(content: Any, key: str = "") -> Iterator[str]:
    """The texts of a data file, wherever they stand in it."""
    if key in PATTERNS:
        return
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for name, below in content.items():
            yield from _sentences(below, name)
    elif isinstance(content, list):
        for below in content:
            yield from _sentences(below, key)
