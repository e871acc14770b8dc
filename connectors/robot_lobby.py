"""What happens at a robot: visits begin and end, the visitor is told, shown and led."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.answers.reply import Reply
from connectors import robot_view as view
from connectors.incoming import Refused
from connectors.queue_board import QueueBoard
from connectors.robot_ports import House, Point, Spot
from connectors.robot_request import ENDING, Event, RobotTurn
from connectors.robot_view import Answer, Gesture, said
from connectors.robot_visits import Visit, Visits
from connectors.turns import OnNewMessage, replies_to
from connectors.words import say_at_robot


class Lobby:
    """One turn after the other at any number of robots; what it must remember is in the visits. ``qr`` is the picture
    that leads to one's own phone."""

    def __init__(self, house: House, board: QueueBoard, qr: str) -> None:
        self._house = house
        self._board = board
        self._qr = qr

    async def turn(self, turn: RobotTurn, visits: Visits, on_new_message: OnNewMessage) -> dict[str, Any]:
        """The answer to one turn. Raises :class:`~connectors.incoming.Refused` and ``redis.RedisError``; the visit goes
        on all the same."""
        self._check_place(turn)
        if turn.event in ENDING:
            await self._forget(visits.end(turn.robot))
            return Answer(listen=False, end=True).to_dict(turn.session, fresh=False)
        known = None if turn.event is Event.WAKE else visits.current(turn.robot, turn.session)
        mark = self._mark(turn)
        if known and (repeated := known.repeated(turn.turn, mark)):
            return repeated
        visit, before = (known, "") if known else visits.begin(turn.robot, turn.session)
        await self._forget(before)
        visit, told = await self._answer(turn, visit, on_new_message, fresh=known is None)
        content = told.to_dict(turn.session, fresh=known is None)
        if not visits.keep(turn.robot, replace(visit, turn=turn.turn, mark=mark, answer=content)):
            await self._forget(visit.conversation)
            raise Refused(409, say_at_robot("gone"))
        return content

    def _mark(self, turn: RobotTurn) -> str:
        """Tells what was said from everything else; of the words as they may be kept."""
        return hashlib.sha256(
            f"{turn.event.value} {self._house.hear(turn.text).text}".encode("utf-8", "replace")
        ).hexdigest()

    def _check_place(self, turn: RobotTurn) -> None:
        venue = self._house.venue()
        if venue and venue.stands_at(turn.place) is None:
            raise Refused(404, say_at_robot("unknown_place", place=turn.place[:32]))

    async def _answer(
        self, turn: RobotTurn, visit: Visit, on_new_message: OnNewMessage, *, fresh: bool
    ) -> tuple[Visit, Answer]:
        """The visit after this turn, and what the robot says and does."""
        if turn.event is Event.WAKE or (turn.event is Event.TOUCH and fresh):
            return visit, view.greeting(self._openings(), self._qr)
        if turn.event is Event.TOUCH:
            return visit, Answer()
        if turn.event in (Event.NAV_DONE, Event.NAV_FAILED):
            return replace(visit, going="", offered=""), self._after_walk(turn, self._spot(visit.going))
        return await self._spoken(turn, visit, on_new_message)

    async def _spoken(self, turn: RobotTurn, visit: Visit, on_new_message: OnNewMessage) -> tuple[Visit, Answer]:
        heard = self._house.hear(turn.text)
        offered = self._spot(visit.offered)
        if offered and _is("consents", heard.text):
            return replace(visit, offered="", going=offered.id), self._walk(turn, offered)
        if offered and _is("refuses", heard.text):
            stay = said("stay", self._qr, Gesture.POINT, name=offered.name, where=offered.where)
            return replace(visit, offered=""), self._with_way(turn, stay, offered)
        if heard.personal and not heard.text:
            return visit, said("not_here", self._qr, Gesture.BOW)
        replies = await replies_to(heard.text, visit.conversation, "robot", on_new_message, metadata=self._stands(turn))
        return await self._told(turn, visit, replies, heard.text, plea=heard.personal)

    async def _told(
        self, turn: RobotTurn, visit: Visit, replies: Sequence[Reply], text: str, *, plea: bool
    ) -> tuple[Visit, Answer]:
        if not replies:
            return visit, said("claimed", self._qr)
        spot = self._spot(next((reply.place for reply in replies if reply.place), ""))
        if spot and spot.at and _is("leads", text):
            return replace(visit, offered="", going=spot.id), self._walk(turn, spot)
        offer = spot if spot and spot.at else None
        more = [say_at_robot("not_here")] if plea else []
        hints = await self._hints(spot)
        told = view.told(replies, hints, self._qr, offer, self._way(turn, spot))
        if more and told.card:
            card = replace(told.card, lines=(*more, *told.card.lines))
            told = replace(told, speech="".join((*more, told.speech)), card=card)
        return replace(visit, offered=offer.id if offer else ""), told

    async def _hints(self, spot: Spot | None) -> tuple[str, ...]:
        count = await self._board.waiting(spot.id) if spot else None
        if spot is None or count is None:
            return ()
        return (say_at_robot("waiting" if count else "waiting_nobody", name=spot.name, count=count),)

    def _stands(self, turn: RobotTurn) -> dict[str, str]:
        """Which robot it is and where, for a colleague who has to go there."""
        venue = self._house.venue()
        where = venue.name_of(turn.place) if venue else turn.place
        return {"stands": say_at_robot("stands", robot=turn.robot, where=where)}

    def _walk(self, turn: RobotTurn, spot: Spot) -> Answer:
        come = said("come", "", Gesture.LEAD, name=spot.name)
        return replace(self._with_way(turn, come, spot), walk=spot, listen=False)

    def _after_walk(self, turn: RobotTurn, spot: Spot | None) -> Answer:
        if turn.event is Event.NAV_DONE:
            if spot is None:
                return said("arrived_somewhere", self._qr)
            return said("arrived", self._qr, Gesture.POINT, name=spot.name)
        if spot is None:
            return said("stuck_somewhere", self._qr, Gesture.BOW)
        return self._with_way(turn, said("stuck", self._qr, Gesture.BOW, name=spot.name, where=spot.where), spot)

    def _with_way(self, turn: RobotTurn, told: Answer, spot: Spot) -> Answer:
        if told.card is None:
            return told
        return replace(told, card=replace(told.card, place=spot.id, way=tuple(self._way(turn, spot))))

    def _way(self, turn: RobotTurn, spot: Spot | None) -> Sequence[Point]:
        venue = self._house.venue()
        start = venue.stands_at(turn.place) if venue else None
        return venue.way(start, spot.at) if venue and start and spot and spot.at else ()

    def _spot(self, place_id: str) -> Spot | None:
        venue = self._house.venue()
        return venue.place(place_id) if venue and place_id else None

    def _openings(self) -> list[str]:
        return say_at_robot("choices_here" if self._house.venue() else "choices").split("|")

    async def _forget(self, conversation: str) -> None:
        if conversation:
            await self._house.forget(conversation)


def _is(what: str, text: str) -> bool:
    return re.search(say_at_robot(what), text.strip()) is not None
