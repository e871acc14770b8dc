"""What a screen shows of a reply: its title and its lines."""

from __future__ import annotations

from bot.answers.reply import Reply


def written(reply: Reply) -> str:
    """Title and lines. A title that says what the first line says is left out; lines never are: two equal payments on
    one day are two payments."""
    lines = [line.strip() for line in reply.lines if line.strip()]
    title = reply.title.strip()
    if title and (not lines or _bare(title) != _bare(lines[0])):
        lines.insert(0, title)
    return "\n".join(lines)


def _bare(sentence: str) -> str:
    return sentence.rstrip("。！？：:!?. ")
