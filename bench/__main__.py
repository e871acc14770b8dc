"""The command line: ``python -m bench --help``."""

from bench.cli import app

app(prog_name="python -m bench")
