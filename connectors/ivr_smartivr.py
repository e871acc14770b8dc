"""顶顶通 smartivr (FreeSWITCH mod_vad): JSON in, one action out; ``flowdata`` comes back with the next request.

Source: http://82012.com/smartivr/restful.html (enter, asrprogress_notify, asrmessage_notify, playback, bridge, hangup).
"""

from __future__ import annotations

from typing import Any

from sanic import Request

from connectors.incoming import Refused, json_object
from connectors.ivr_contract import Guess, Heard, Problem, digest_of
from connectors.ivr_platform import LONGEST_TEXT, call_of, keys_of, text_of, whole
from connectors.ivr_words import means

_EXAMPLE = '{"notify": "enter", "callid": "…"}'
_ASR = {"min_speak_ms": 100, "max_speak_ms": 10000, "min_pause_ms": 300, "max_pause_ms": 600, "pause_play_ms": 200}
_EVENTS = {
    "enter": "start",
    "playback_result": "no-input",  # it waited for speech after the prompt, and none came
    "wait_result": "no-input",
    "bridge_result": "no-input",  # nobody took the call
    "leave": "hang-up",
}


class Smartivr:
    """``POST smartivr/<token>``."""

    name = "smartivr"

    def read(self, request: Request) -> Heard | None:
        content = _body(request)
        notify = text_of(content, "notify")
        call, digest, caller = call_of(content, "callid"), digest_of(content), text_of(content, "callerid")[:64]
        if notify == "asrmessage_notify":
            text = text_of(content, "message")[:LONGEST_TEXT]
            playing = text_of(content, "playstate").lower() in ("true", "1") and bool(text)
            event = "interrupted" if playing else "speech" if text else "no-match"
            heard_ms = whole(content, "playms") if playing else None
            return Heard(call, None, event, digest, caller, (Guess(text),), heard_ms=heard_ms)
        if notify == "getdtmf_result":
            return Heard(call, None, "keys", digest, caller, keys=keys_of(content, "dtmf"))
        event = _EVENTS.get(notify, "")
        return Heard(call, None, event, digest, caller) if event else None

    def write(self, heard: Heard | None, answer: dict[str, Any], request: Request) -> dict[str, Any]:
        if heard is None:
            return self._while_speaking(_body(request))
        flow = {"flowdata": str(answer["turn"])}
        prompt = {"prompt": answer["speech"]["text"], "wait": _wait(answer), "retry": 0}
        kind = answer["action"]["type"]
        if heard.event == "hang-up":
            return {"action": "noop", **flow}
        if heard.event == "start":
            return {"action": "start_asr", "params": _ASR, "after_action": "playback", "after_params": prompt, **flow}
        played = {"action": "playback", "params": prompt, **flow}
        if kind == "transfer":
            return {**played, "after_action": "bridge", "after_params": {"number": answer["action"]["target"]}}
        if kind == "hang-up":
            return {**played, "after_action": "hangup", "after_params": {"cause": "NORMAL_CLEARING", "usermsg": ""}}
        return {**played, "suspend_asr": False}

    def _while_speaking(self, content: dict[str, Any]) -> dict[str, Any]:
        """Speech that is not finished stops what we say, unless it is a mere 嗯; it never enters the conversation."""
        flow = {"flowdata": content.get("flowdata")}
        text = text_of(content, "message")
        speaks = text_of(content, "notify") == "asrprogress_notify" and len(text) > 1 and not means("filler", text)
        return (
            {"action": "console_playback", "params": {"command": "stop"}, **flow}
            if speaks
            else {"action": "noop", **flow}
        )


def _body(request: Request) -> dict[str, Any]:
    try:
        return json_object(request, _EXAMPLE)
    except Refused as refused:
        code = "too_large" if refused.status == 413 else "not_json"
        raise Problem(refused.status, code, example=_EXAMPLE) from refused


def _wait(answer: dict[str, Any]) -> int:
    """Milliseconds to wait for speech after the prompt."""
    return int(answer["expect"]["silence"]) * 1000 if answer["expect"] else 0
