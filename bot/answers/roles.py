"""Which side of an enforcement case a person says they are on. The patterns are ``data/roles.yml``.

Only what people say of themselves counts: clauses that deny, suppose, ask or report are not read, and who names both
sides has named none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.answers.texts import texts

_CLAUSES = re.compile(r"[,，。.;；!！?？\s]+")
_QUESTION_MARK = re.compile(r"([?？])")


def stated(text: str) -> str | None:
    """``applicant``, ``debtor`` or ``third_party`` as a cleaned text says it, else ``None``."""
    patterns, not_read = _patterns()
    clauses = [clause for clause in _CLAUSES.split(_QUESTION_MARK.sub(r"吗\1", text)) if not not_read.search(clause)]
    named = {role for role, pattern in patterns.items() for clause in clauses if pattern.search(clause)}
    return named.pop() if len(named) == 1 else None


def is_all(text: str) -> bool:
    """Whether the text says which side the person is on and nothing else."""
    return re.fullmatch(texts("roles")["only"], _CLAUSES.sub("", text)) is not None and stated(text) is not None


@lru_cache(maxsize=1)
def _patterns() -> tuple[dict[str, re.Pattern[str]], re.Pattern[str]]:
    content = texts("roles")
    roles = {role: re.compile("|".join(content[role])) for role in ("applicant", "debtor", "third_party")}
    return roles, re.compile("|".join(content["not_read"]))
