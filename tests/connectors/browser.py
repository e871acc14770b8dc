"""A real browser without a screen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

CHROMIUM, DRIVER = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
PHONE, DESKTOP = (390, 844), (1280, 900)
_PATIENCE = 20  # seconds; a page that is ready goes on at once

needs_browser = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no Chromium on this machine")


class Browser:
    """A page as a person uses it: finds what is shown by CSS, waits until it is there."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, url: str) -> None:
        self.driver.get(url)

    def shown(self, css: str, text: str = "") -> WebElement:
        """The first element that is visible and holds the text."""

        return self._wait(lambda _: self._found(css, text), f"nothing shown: {css} {text}")

    def click(self, css: str, text: str = "") -> None:
        def clicked(_: object) -> bool:
            element = self._found(css, text)
            if element:
                element.click()
            return element is not None

        self._wait(clicked, f"nothing to click: {css} {text}")

    def write(self, css: str, text: str) -> None:
        self.shown(css).send_keys(text)

    def choose(self, css: str, text: str) -> None:
        """Pick from a list of options."""
        Select(self.shown(css)).select_by_visible_text(text)

    def gone(self, css: str) -> bool:
        """Waits until no such element is visible."""
        return self._wait(
            lambda _: not any(one.is_displayed() for one in self.driver.find_elements(By.CSS_SELECTOR, css)),
            f"still shown: {css}",
        )

    def overflow(self) -> list[str]:
        """What sticks out of the page to the right, with its text."""
        return self.driver.execute_script(
            "return [...document.querySelectorAll('body *')]"
            ".filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.unseen'))"
            ".filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
            ".map(e => `${e.tagName}.${e.className} ${e.textContent.slice(0, 20)}`)"
        )

    def errors(self) -> list[str]:
        """What the browser complained of; hints for forms are no errors."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]

    def _wait(self, until: object, message: str) -> WebElement:
        ignored = (StaleElementReferenceException, ElementNotInteractableException, ElementClickInterceptedException)
        return WebDriverWait(self.driver, _PATIENCE, 0.1, ignored).until(until, message)

    def _found(self, css: str, text: str) -> WebElement | None:
        elements = self.driver.find_elements(By.CSS_SELECTOR, css)
        return next((one for one in elements if one.is_displayed() and text in one.text), None)


@contextmanager
def browsing(size: tuple[int, int]) -> Iterator[Browser]:
    """A browser of its own, with a page of so many pixels."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"):
        options.add_argument(argument)
    metrics = {"width": size[0], "height": size[1], "pixelRatio": 1, "touch": size == PHONE}
    options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
