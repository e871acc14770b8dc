"""Who saw and did what: rows that are only ever added, each sealed with the one before.

The seal is an HMAC with a key from the settings' secret, so that somebody who can write the database cannot make a
fitting one. What was said never stands here, only a keyed fingerprint of it and its length.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.desk.tables import audit, audit_head, stamp

_BEGIN = "0" * 64


@dataclass(frozen=True)
class Verdict:
    """What :func:`verify` found. ``broken`` is the number of the first row that is not as it was written; ``None`` if
    all are. ``rows`` and ``last`` (the last seal) are worth writing down elsewhere."""

    rows: int
    last: str
    broken: int | None = None
    why: str = ""


class Seal:
    """The key of the audit."""

    def __init__(self, secret: str) -> None:
        """``secret`` is the setting; another secret makes every older row look broken."""
        self._key = hmac.digest(secret.encode(), b"zhixun desk audit", "sha256")

    def of(self, *parts: str) -> str:
        """The seal over some texts, in hexadecimal."""
        return hmac.new(self._key, json.dumps(parts).encode(), hashlib.sha256).hexdigest()

    def fingerprint(self, text: str) -> dict[str, Any]:
        """A text without the text: nobody without the key can try out what it was."""
        return {"length": len(text), "print": self.of("text", text)[:32]}


def append(connection: Any, seal: Seal, at: datetime, actor: str, act: str, number: str = "", **detail: Any) -> None:
    """Add one row, inside the transaction of what it tells."""
    head = connection.execute(sa.select(audit_head)).first()
    row = {
        "seq": head.seq + 1 if head else 1,
        "at": stamp(at),
        "actor": actor,
        "act": act,
        "number": number,
        "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True),
    }
    row["hash"] = _seal_of(seal, head.hash if head else _BEGIN, row)
    connection.execute(audit.insert(), row)
    new = {"seq": row["seq"], "hash": row["hash"], "mac": seal.of("head", str(row["seq"]), str(row["hash"]))}
    connection.execute(audit_head.update().values(new) if head else audit_head.insert().values(id=1, **new))


def verify(connection: Any, seal: Seal, noted: tuple[int, str] | None = None) -> Verdict:
    """Check every row and the end.

    Rows changed, added, missing or put elsewhere break the chain where they stand; a tail that was cut off does not fit
    the sealed head. What cannot be seen from inside is the whole database put back to an older copy: for that, hand in
    ``noted``, the number and last seal of an earlier check.
    """
    before, count = _BEGIN, 0
    noted_seq, noted_seal = noted or (0, _BEGIN)
    for row in connection.execute(sa.select(audit).order_by(audit.c.seq)).yield_per(1000).mappings():
        count += 1
        if row["seq"] != count:
            return Verdict(count - 1, before, count, "这一行不见了")
        if not hmac.compare_digest(row["hash"], _seal_of(seal, before, dict(row))):
            return Verdict(count - 1, before, count, "这一行被改过，或者密钥换过")
        before = row["hash"]
        if count == noted_seq and before != noted_seal:
            return Verdict(count, before, count, "和当时记下的不一样")
    if noted_seq > count:
        return Verdict(count, before, count + 1, "比当时记下的少，数据库可能被恢复成了旧的")
    return _checked_end(connection, seal, count, before)


def _checked_end(connection: Any, seal: Seal, count: int, last: str) -> Verdict:
    head = connection.execute(sa.select(audit_head)).first()
    if head is None:
        return Verdict(count, last, 1, "开头不见了") if count else Verdict(0, last)
    if not hmac.compare_digest(head.mac, seal.of("head", str(head.seq), head.hash)):
        return Verdict(count, last, count + 1, "末尾的封印不对，后面的行可能被删掉了")
    if (head.seq, head.hash) != (count, last):
        return Verdict(count, last, count + 1, f"应有 {head.seq} 行，末尾被删掉了")
    return Verdict(count, last)


def _seal_of(seal: Seal, before: str, row: dict[str, Any]) -> str:
    return seal.of(before, *(str(row[name]) for name in ("seq", "at", "actor", "act", "number", "detail")))
