"""A real desk with the sample team, behind a bot that hands over: what the engine does, in a few lines."""

from __future__ import annotations

from uuid import uuid4

from rasa.core.channels.channel import UserMessage

from bot.answers.reply import Reply, Urgency
from bot.desk.desk import Desk
from bot.desk.ports import SILENT, Request, Ticket
from bot.desk.rules import rules
from bot.desk.wording import texts
from connectors.console_view import Labels
from tests.connectors.server import Bot

LIN, HE, SHEN = "lin.shuyao", "he.zhiyuan", "shen.anran"
TEAM = "0111-K"  # Lin heads it, He serves it, Shen has nothing to do with it
LABELS = Labels(
    reasons={reason: rule.label for reason, rule in rules().items()},
    first={reason: rule.first for reason, rule in rules().items()},
    channels=texts()["channels"],
)


class DeskBot(Bot):
    """Silent while a person owns the conversation, hands over when asked, else answers."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    async def __call__(self, message: UserMessage) -> None:
        owner, content = self._desk.heard(message.sender_id, message.text, uuid4().hex)
        if content is not None:
            reply = Reply(lines=("谢谢您告诉我们。",))
        elif owner in SILENT:
            return
        elif message.text == "转人工":
            ticket = ask(self._desk, message.sender_id, asked="钱什么时候发给我？")
            reply = Reply(lines=(f"已经转给执行团队，编号{ticket.number}。",))
        else:
            reply = Reply(lines=("机器人的回答。",))
        await message.output_channel.send_custom_json(message.sender_id, reply.to_dict())


def ask(desk: Desk, conversation: str = "web:a1", *, urgent: bool = False, **changes: object) -> Ticket:
    """Hand a conversation over."""
    request = {
        "key": uuid4().hex,
        "conversation": conversation,
        "channel": conversation.partition(":")[0],
        "reason": "moving" if urgent else "request_human",
        "urgency": Urgency.URGENT if urgent else Urgency.NORMAL,
        "asked": "他正在把车过户给他弟弟！" if urgent else "钱什么时候发给我？",
        "turns": ("当事人：我的案子到哪一步了", "执询：正在处置财产。", "当事人：转人工"),
        "verified": True,
        "party": "何桂芳",
        "case_number": "（2026）粤0111执1001号",
        "team_id": TEAM,
        "stage": "账户已经冻结，接下来划拨。",
        "deadlines": ("对划拨的异议：还剩3天，12月1日止",),
        "suggested": "款项已经到账，正在核对分配，核对后会通知您。",
    }
    return desk.request(Request(**{**request, **changes}))
