"""The sample case store: thousands of invented but believable cases in one SQLite file, the same for the same seed."""

from bot.cases.sample.demo import DemoCase, DemoPerson, demo_cases, demo_table
from bot.cases.sample.seed import Summary, seed

__all__ = ["DemoCase", "DemoPerson", "Summary", "demo_cases", "demo_table", "seed"]
