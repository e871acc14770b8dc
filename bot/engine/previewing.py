"""What a party would be told, shown to the desk beforehand. Reads the case store and nothing else."""

from __future__ import annotations

from bot.answers.notice import Notice, preview
from bot.answers.texts import say
from bot.case_number import CaseNumberError, parse
from bot.cases.errors import CaseStoreError
from bot.cases.store import CaseStore
from bot.engine.clock import today
from bot.settings import Settings
from connectors.render import render


class NoPreview(Exception):
    """There is nothing to show; the message says why, in Chinese."""


def preview_notice(settings: Settings, case_number: str, notice: Notice) -> str:
    """The explanation of a notice as the debtor of this case reads it on the web page. Raises :class:`NoPreview`."""
    try:
        number = parse(case_number).canonical
        store = CaseStore.open(settings.case_store_url, time_limit=settings.store_time_limit)
    except (CaseNumberError, CaseStoreError) as error:
        raise NoPreview(str(error)) from error
    try:
        file = store.file(number)
    except CaseStoreError as error:
        raise NoPreview(str(error)) from error
    finally:
        store.close()
    reply = preview(notice, file, today()) if file else None
    if reply is None:
        raise NoPreview(say("notice", "missing", number=number))
    return render(reply, "web")
