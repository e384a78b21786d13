"""Browsers of people: signed in once, and listened to. What a browser complains of, and what it asks of others, is noted."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from jixiao.web.people.demonstration import DEMO_PASSWORD

DESK, PHONE = (1280, 900), (390, 844)


@dataclass
class Site:
    """The running site, with a browser for each person who was asked for."""

    chromium: Browser
    address: str
    complaints: list[str] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)
    expected: set[int] = field(default_factory=set)
    """Statuses that a test asks for on purpose; the browser's word about them is no complaint."""
    _open: dict[tuple[str, tuple[int, int]], BrowserContext] = field(default_factory=dict)

    def visit(self, who: str, path: str = "/", size: tuple[int, int] = DESK) -> Page:
        """A page as somebody sees it; signed in first, if they are not yet. Nobody for an empty name."""
        known = self._open.get((who, size))
        if known is None:
            known = self.chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
            self._open[who, size] = known
            page = known.new_page()
            page.on("console", self._heard)
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            page.on("request", self._asked)
            page.set_default_timeout(20_000)
            if who:
                self._sign_in(page, who)
        page = known.pages[0]
        page.goto(self.address + path)
        return page

    def _sign_in(self, page: Page, who: str) -> None:
        page.goto(f"{self.address}/sign-in/")
        page.get_by_label("账号", exact=True).fill(who)
        page.get_by_label("密码", exact=True).fill(DEMO_PASSWORD)
        page.get_by_role("main").get_by_role("button", name="登录").click()
        page.wait_for_url(f"{self.address}/")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(f"status of {status}" in message.text for status in self.expected):
            self.complaints.append(f"{message.text} ({message.location.get('url')})")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.outside.add(request.url)

    def close(self) -> None:
        """Shut all browsers."""
        for each in self._open.values():
            each.close()
