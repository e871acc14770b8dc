"""The desk's tables as they grew, one file a step."""
