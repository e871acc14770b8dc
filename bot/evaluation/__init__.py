"""Measuring how well the assistant understands. Nothing here is served, so a change here makes no model stale."""
