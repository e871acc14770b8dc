"""阿里云语音服务, 智能语音交互呼入回调: a form in, one action out; ``dynamic_id`` comes back with the next request.

Source: https://help.aliyun.com/document_detail/118737.html, 118741.html (呼入), 112703.html (呼出).
"""

from __future__ import annotations

import json
import re
from typing import Any

from sanic import Request

from connectors.incoming import LARGEST_BODY
from connectors.ivr_contract import Guess, Heard, Problem, digest_of
from connectors.ivr_platform import LONGEST_TEXT, call_of, keys_of, text_of, whole

_FORBIDDEN = re.compile(r'[@=:："“”$\{\}^*¥￥]')  # not allowed in the text of a callback (SmartCall)
_NEXT_CALL_MS = 10_000


class Aliyun:
    """``POST aliyun/<token>``."""

    name = "aliyun"

    def read(self, request: Request) -> Heard | None:
        form = _form(request)
        kind, content = text_of(form, "content_type"), _content(form)
        call, digest = call_of(form, "call_id"), digest_of({**form, "content": content})
        if kind == "callin":
            return Heard(call, None, "start", digest, text_of(content, "caller")[:64])
        if kind == "normal":
            return _speech(call, digest, content)
        if kind == "dtmf":
            return Heard(call, None, "keys", digest, keys=keys_of(content, "dtmf"))
        if kind in ("mute", "parallel_transfer"):  # silence; a transfer that came back
            return Heard(call, None, "no-input", digest)
        if kind == "hangup":
            return Heard(call, None, "hang-up", digest)
        return None

    def write(self, heard: Heard | None, answer: dict[str, Any], request: Request) -> dict[str, Any]:
        call = text_of(_form(request), "call_id")
        if heard is None or heard.event == "hang-up":
            return _data({"call_id": call})
        text = _FORBIDDEN.sub("，", answer["speech"]["text"])
        action, expect = answer["action"], answer["expect"]
        data = {
            "call_id": call,
            "action": {"transfer": "transfer", "hang-up": "hangup"}.get(action["type"], "play"),
            "action_code": "$tts$",
            "action_code_param": json.dumps({"tts": text}, ensure_ascii=False),
            "dynamic_id": str(answer["turn"]),
            "mute_time": expect["silence"] * 1000 if expect else _NEXT_CALL_MS,
        }
        if heard.event == "start":
            data["action"] = "answer"
        if action["type"] == "transfer":
            data["called"] = action["target"]
        return _data(data)


def _speech(call: str, digest: str, content: dict[str, Any]) -> Heard:
    text = text_of(content, "words")[:LONGEST_TEXT]
    guesses = (Guess(text),)
    began, played = whole(content, "asr_begin_time"), whole(content, "play_begin_time")
    if text and text_of(content, "is_playing").lower() == "true":
        heard_ms = max(0, began - played) if began is not None and played is not None else None
        return Heard(call, None, "interrupted", digest, guesses=guesses, heard_ms=heard_ms)
    return Heard(call, None, "speech" if text else "no-match", digest, guesses=guesses)


def _form(request: Request) -> dict[str, Any]:
    """The fields of the form or of the query. Raises :class:`~connectors.ivr_contract.Problem`."""
    if len(request.body) > LARGEST_BODY:
        raise Problem(413, "too_large")
    fields = {**request.args, **(request.form or {})}
    return {name: values[0] for name, values in fields.items() if values}


def _content(form: dict[str, Any]) -> dict[str, Any]:
    try:
        content = json.loads(form.get("content") or "{}")
    except (ValueError, RecursionError) as error:
        raise Problem(400, "bad_field", field="content", why="JSON") from error
    if not isinstance(content, dict):
        raise Problem(400, "bad_field", field="content", why="JSON")
    return content


def _data(data: dict[str, Any]) -> dict[str, Any]:
    return {"result": "success", "code": 200, "message": "", "data": data}
