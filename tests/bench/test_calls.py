"""The benchmark of finished calls, as far as it needs no run."""

from __future__ import annotations

import os

from bench import calls, report


def test_what_one_call_costs_is_told_beside_what_the_clock_says() -> None:
    memory = {done: 900.0 for done in range(100, 1001, 100)}
    found = calls.report(calls.Measured(calls=1000, size=1_000_000, wall=10.0, cpu=6.0, memory=memory))
    cells = {row[0]: row[2] for row in found.table}
    assert (cells["每秒读完（按墙上的钟）"], cells["一通的处理器时间"], cells["由此推算，两个核都空着时"]) == (
        "100",
        "6.00",
        "333",
    )
    assert [name for name in cells if "内存" in name] == [
        "读完 100 通时的内存",
        "读完 600 通时的内存",
        "读完 1,000 通时的内存",
    ]


def test_its_section_is_on_the_page() -> None:
    page = report.PAGE.read_text("utf-8")
    assert page.count("<!-- calls -->\n") == page.count("\n<!-- /calls -->") == 1


def test_the_scales_weigh_this_process() -> None:
    assert os.getpid() in calls._family() and calls._resident(os.getpid()) > 1000
    assert calls._cpu() > 0
