"""How a reply sounds: in parts that can be listened to, without anything that has to be seen."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.answers.reply import Reply
from bot.case_number.numerals import cardinal_of
from connectors.aloud import aloud
from connectors.render import portions, render
from connectors.speech import LONGEST_PART, heard, offer, spoken
from connectors.spoken_numbers import count, share, yuan
from tests.connectors.test_render import replies

MORE = "要继续听吗？"


def unsayable(text: str) -> list[str]:
    """What no voice can say: a figure, a sign that is no stop, an abbreviation."""
    return re.findall(r"[^\w，。、；：！？ ]|[\d_]|[A-Z]{2,}|https?|www\.", text)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("本金5,289.00元", "本金五千二百八十九元。"),
        ("还64,656.24元", "还六万四千六百五十六元二角四分。"),
        ("100.05元、0.05元、0元、2元", "一百元零五分、五分、零元、两元。"),
        ("10万元，1.5亿元", "十万元，一点五亿元。"),
        ("12000000元，100002000元，5000000010元", "一千二百万元，一亿零两千元，五十亿零一十元。"),
        ("12,000平方米", "一万两千平方米。"),
        ("2026-11-03", "二零二六年十一月三日。"),
        ("2026年11月2日前", "二零二六年十一月二日前。"),
        ("2个月内、2日内、第2次、2次", "两个月内、二日内、第二次、两次。"),
        ("3至7年，5-8天", "三到七年，五到八天。"),
        ("利率0.0175%", "利率万分之一点七五。"),
        ("日万分之1.75", "日万分之一点七五。"),
        ("年利率3.85%", "年利率百分之三点八五。"),
        ("5%至20%", "百分之五至百分之二十。"),
        ("降5%，-5%，-500块", "降百分之五，负百分之五，负五百块。"),
        ("￥5,000.50或¥300元", "五千元五角或三百元。"),
        ("9月1日-10月2日，20%-30%", "九月一日到十月二日，百分之二十到百分之三十。"),
        ("（2015）穗云法执字第1234号", "二零一五年，穗云法执字，幺二三四号。"),
        ("法释〔2014〕8号第1条", "法释二零一四年八号第一条。"),
        ("第513条", "第五百一十三条。"),
        ("工作日9:00–17:00", "工作日上午九点到下午五点。"),
        ("8:30至12:00，14:05开门", "上午八点半到中午十二点，下午两点零五分开门。"),
        ("下午2:30", "下午两点半。"),
        ("明天0:00、24:00", "明天凌晨零点、晚上二十四点。"),
        ("比例1:2，占1/3", "比例一比二，占三分之一。"),
        ("打12368，有危险打110，身体不适打120", "打幺二三六八，有危险打幺幺零，身体不适打幺二零。"),
        ("or call 12368.", "or call，幺二三六八。"),
        ("110元、120天、12000人", "一百一十元、一百二十天、一万两千人。"),
        ("电话0756-00004023", "电话零七五六，零零零零，四零二三。"),
        ("手机15400001005", "手机幺五四，零零零零，幺零零五。"),
        ("手机154****1005", "手机幺五四，尾号幺零零五。"),
        ("号牌粤A***7K的车", "号牌粤A，尾号七K的车。"),
        ("306室，3号窗口", "三零六室，三号窗口。"),
        ("编号ZX1126-12", "编号Z X，幺幺二六，幺二。"),
        ("（2026）粤0111执1001号", "二零二六年，粤零幺幺幺，执字，幺零零幺号。"),
        ("验证码123456", "验证码幺二三四五六。"),
        ("尾号6208", "尾号六二零八。"),
        ("100,000元×30天÷365＝300元", "十万元乘以三十天除以三百六十五等于三百元。"),
        ("A4纸、PDF文件、手机APP、LPR", "A四纸、P D F文件、手机应用、贷款市场报价利率。"),
        ("见《民事诉讼法》（一）和“判决书”", "见，民事诉讼法，一，和判决书。"),
        ("1. 甲案", "第一个，甲案。"),
        ("- 甲案", "甲案。"),
        ("**重要**：详见https://www.example.cn/a?b=1。", "重要：详见网址。"),
        ("您是想问：。第1个，查进展。", "您是想问：第一个，查进展。"),
        ("没看到金额。请只发数字，例如“52000元”或“5.2万”。", "没听到金额。请只说数字，例如五万两千元或五点二万。"),
        ("😀好的！！", "好的！"),
        ("①甲，½，10㎡", "一甲，二分之一，十平方米。"),
        ("１２３６８　Ａ４", "幺二三六八，A四。"),
        ("\n \n", ""),
    ],
)  # fmt: skip
def test_what_is_written_and_what_is_said(written: str, said: str) -> None:
    assert aloud(written) == said


@given(st.integers(0, 99_999_999))
@example(10)
@example(20_002)
def test_a_count_is_understood_as_it_was_meant(number: int) -> None:
    assert cardinal_of(count(str(number))) == number


@given(st.integers(1, 9_999_999_999))
def test_an_amount_of_money_says_every_cent(cents: int) -> None:
    whole, jiao, fen = re.fullmatch(r"(?:(.+)元)?零?(?:(.)角)?(?:(.)分)?", yuan(f"{Decimal(cents) / 100:.2f}")).groups()
    digits = {sign: at for at, sign in enumerate("零一二三四五六七八九")}
    assert (cardinal_of(whole) if whole else 0) * 100 + digits[jiao or "零"] * 10 + digits[fen or "零"] == cents


def test_tiny_rates_are_said_in_ten_thousandths() -> None:
    assert [share(rate) for rate in ("0.05", "0.5", "0.0175", "1.50", "100")] == [
        "万分之五", "百分之零点五", "万分之一点七五", "百分之一点五零", "百分之一百",
    ]  # fmt: skip


def test_the_phone_hears_three_sentences_and_is_asked() -> None:
    reply = Reply(lines=("见文字。",), speech="第一。第二！第三？第四。第五。")
    assert portions(reply, "ivr") == ["第一。第二！第三？要继续听吗？", "第四。第五。"]
    assert render(Reply(lines=(), speech="第一。第二。第三。"), "ivr") == "第一。第二。第三。"


def test_the_replies_of_one_turn_are_heard_as_one() -> None:
    assert heard(Reply(lines=("第一。", "第二。")), Reply(lines=("第三。", "第四。"))) == [
        "第一。第二。第三。要继续听吗？",
        "第四。",
    ]
    assert heard() == []


def test_speech_without_a_text_of_its_own_comes_from_the_lines() -> None:
    assert render(Reply(title="进展", lines=("（一）财产已冻结", "您是想问：")), "ivr") == "一，财产已冻结。您是想问："


def test_what_is_too_long_for_half_a_minute_is_cut_between_clauses() -> None:
    first, second = heard(Reply(lines=("查封冻结，" * 30,)))
    assert first.endswith("查封冻结。要继续听吗？")
    assert first.removesuffix(MORE).rstrip("。") + "，" + second == "查封冻结，" * 29 + "查封冻结。"


def test_choices_are_offered_as_a_question_without_what_was_said_already() -> None:
    reply = Reply(lines=("没听懂。", "1. 查进展"), choices=("查进展", "怎么还款？", "转人工", "退出", "重发"))
    assert offer(reply) == "您还可以说：怎么还款，转人工，或者退出。"
    assert offer(replace(reply, choices=("转人工",))) == "您还可以说：转人工。"
    assert offer(replace(reply, choices=("查进展",))) == offer(replace(reply, choices=())) == ""


@given(replies)
def test_every_part_is_short_and_can_be_said(reply: Reply) -> None:
    parts = heard(reply)
    assert all(part.endswith(MORE) for part in parts[:-1])
    for part in parts:
        assert len(part) <= LONGEST_PART
        assert len(re.findall(r"[。！？]+", part.removesuffix(MORE))) <= 3
        assert not unsayable(part)


@given(st.text())
def test_any_text_can_be_said(text: str) -> None:
    assert not unsayable(aloud(text))
    assert aloud(aloud(text)) == aloud(text)


@given(st.lists(st.text("甲乙丙丁戊", min_size=1, max_size=60), min_size=1, max_size=12))
def test_the_phone_hears_everything_in_the_end(sentences: list[str]) -> None:
    reply = Reply(lines=tuple(sentences))
    assert "".join(part.removesuffix(MORE) for part in heard(reply)) == spoken(reply) == "。".join((*sentences, ""))
