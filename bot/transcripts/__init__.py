"""Finished calls of the phone line, read again: what was asked, whether it was answered, what a person must still do.

Nothing here knows the case store, so no fact of a case can stand in a report. ``docs/transcripts.md`` is for operators.
"""
