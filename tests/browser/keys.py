"""Somebody who has no pointer, only keys."""

from typing import Any

MOST = 60
VISIBLE = """() => {
  const e = document.activeElement, own = getComputedStyle(e);
  const beside = e.nextElementSibling && getComputedStyle(e.nextElementSibling, '::after');
  return [own, beside].some(s => s && s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2);
}"""
PLACE = """() => [...document.querySelectorAll('*')].indexOf(document.activeElement)"""
WHAT = "() => document.activeElement.outerHTML.slice(0, 80)"


def tabbed(page: Any) -> dict[str, list[str]]:
    """All stops of Tab through the page: those whose focus does not show by 2 px, and those before an earlier stop.

    Raises AssertionError when the keys never come round: a trap.
    """
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
    found: dict[str, list[str]] = {"invisible": [], "out of order": []}
    last, seen = -1, set()
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body") or page.evaluate(PLACE) in seen:
            assert len(seen) > 1, "nothing can be reached"
            return found
        place, what = page.evaluate(PLACE), page.evaluate(WHAT)
        found["invisible"] += [] if page.evaluate(VISIBLE) else [what]
        found["out of order"] += [what] if place < last else []
        last = place
        seen.add(place)
    raise AssertionError(f"no end of Tab: {page.evaluate(WHAT)}")


def reach(page: Any, selector: str, key: str = "Tab") -> None:
    for _ in range(MOST):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} cannot be reached by {key}")


def enter(page: Any, selector: str) -> None:
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")
