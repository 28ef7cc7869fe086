"""Two ways of working a page: with the mouse, and with nothing but keys. Both do the same things."""

from abc import ABC, abstractmethod
from typing import Any

MOST_STOPS = 600
"""Stops of Tab on the longest page; more, and something cannot be reached."""
HERE = "element => element === document.activeElement"
WAY = """target => {
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, iframe, [tabindex]")]
    .filter(e => e.tabIndex >= 0 && !e.disabled && e.type !== "hidden" && e.type !== "radio" && e.checkVisibility());
  const from = stops.indexOf(document.activeElement), to = stops.indexOf(target);
  if (to < 0) return ["Tab", 0];
  const ahead = (to - from + stops.length) % stops.length;
  return ahead <= stops.length / 2 ? ["Tab", ahead] : ["Shift+Tab", stops.length - ahead];
}"""
"""Which way round is shorter, and about how many stops it takes; where the focus then is, is looked at."""
STORED = """names => names.every(name => {
  const field = document.querySelector(`[data-field='${name}'] [data-kept]`);
  return field && field.textContent.startsWith('stored');
})"""


class Hands(ABC):
    """`page`: what they work on; change it to work in another window."""

    def __init__(self, page: Any) -> None:
        self.page = page

    @abstractmethod
    def press(self, place: Any) -> None:
        """A button or link: a selector, or a locator, such as one inside a frame."""

    @abstractmethod
    def tick(self, place: Any) -> None:
        """A box, or a radio button."""

    @abstractmethod
    def choose(self, place: Any, words: str) -> None:
        """An option of a list, by its words."""

    @abstractmethod
    def enter(self, place: Any) -> None:
        """Go into a text field."""

    def at(self, place: Any) -> Any:
        return self.page.locator(place) if isinstance(place, str) else place

    def type(self, place: Any, words: str) -> None:
        """What stood in the field goes."""
        self.enter(place)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(words)

    def go(self, place: Any) -> None:
        """Press, and wait for the page that comes."""
        with self.page.expect_navigation():
            self.press(place)

    def leave(self) -> None:
        self.page.keyboard.press("Tab")

    def write(self, texts: dict[str, str]) -> None:
        """Fields of the editor by name; waits until each says that it is stored."""
        for name, words in texts.items():
            self.type(f"[name='{name}']", words)
        self.leave()
        self.page.wait_for_function(STORED, arg=list(texts))

    def rewrite(self, name: str, words: str) -> None:
        """A field whose change loads the page anew."""
        self.type(f"[name='{name}']", words)
        with self.page.expect_navigation():
            self.leave()


class Mouse(Hands):
    def press(self, place: Any) -> None:
        self.at(place).click()

    def tick(self, place: Any) -> None:
        self.at(place).check(force=True)

    def choose(self, place: Any, words: str) -> None:
        self.at(place).select_option(label=words)

    def enter(self, place: Any) -> None:
        self.at(place).click()


class Keys(Hands):
    def press(self, place: Any) -> None:
        self.enter(place)
        self.page.keyboard.press("Enter")

    def tick(self, place: Any) -> None:
        self.enter(place)
        self.page.keyboard.press("Space")
        assert self.at(place).is_checked()

    def choose(self, place: Any, words: str) -> None:
        """By typing its first word, as browsers find it: a space that comes late would open the list instead."""
        self.enter(place)
        self.page.keyboard.type(words.split(" ")[0])

    def enter(self, place: Any) -> None:
        """By Tab alone. Raises AssertionError where it cannot be reached."""
        wanted = self.at(place)
        key, about = wanted.evaluate(WAY)
        for _ in range(about - 3):
            self.page.keyboard.press(key)
        for _ in range(MOST_STOPS):
            if wanted.evaluate(HERE):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{place} cannot be reached by Tab")
