"""Questions to a page that stands in the browser; each answers with everything that is wrong."""

from typing import Any

AREA = 24
ROW = 48
SPACED = "* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important} p {margin-bottom: 2em !important}"  # noqa: E501
"""WCAG 1.4.12. Where our own line height is larger, a reader's 1.5 makes it smaller: that must hold too."""
LANGUAGE_TAGS = ("nl", "en", "ar", "tr", "ti")

TARGETS = """least => [...document.querySelectorAll('a, button, summary, input, select, textarea')].flatMap(e => {
  if (!e.checkVisibility() || e.type === 'hidden' || e.closest('.hidden')) return [];
  const row = e.matches('input[type=radio], input[type=checkbox]') ? e.closest('label') || e : e;
  const box = row.getBoundingClientRect();
  const inline = e.tagName === 'A' && getComputedStyle(e).display === 'inline'
    && e.parentElement.textContent.trim() !== e.textContent.trim();
  const needs = row.tagName === 'LABEL' ? least.row : least.area;
  return inline || Math.min(box.width, box.height) >= needs - .5 ? []
    : [`${e.outerHTML.slice(0, 80)}: ${box.width}×${box.height}`];
})"""
CLIPPED = """() => [...document.querySelectorAll('main *, footer *, header *')].flatMap(e => {
  const style = getComputedStyle(e);
  if (!e.checkVisibility() || e.closest('.hidden, svg, .name-text') || !e.textContent.trim()) return [];
  const cut = style.overflowX !== 'visible' || style.overflowY !== 'visible';
  return cut && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
    && !['SELECT', 'TEXTAREA'].includes(e.tagName) ? [e.outerHTML.slice(0, 80)] : [];
})"""
MOVING = "() => document.getAnimations().map(a => (a.effect.target || {}).outerHTML || 'moves')"
DIM = """() => [...document.querySelectorAll('main .btn, .entry, .code, main input')].flatMap(e => {
  if (!e.checkVisibility() || e.type === 'hidden' || e.closest('.hidden')) return [];
  const style = getComputedStyle(e);
  const edged = parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== 'none';
  return edged || style.appearance === 'auto' ? [] : [e.outerHTML.slice(0, 80)];
})"""


def small_targets(page: Any) -> list[str]:
    """Controls under 24 px (2.5.8), and rows of answers under 48."""
    return page.evaluate(TARGETS, {"area": AREA, "row": ROW})


def too_wide(page: Any) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wide} px too wide"] if wide > 0 else []


def clipped(page: Any) -> list[str]:
    """Elements that hide a part of their text."""
    return page.evaluate(CLIPPED)


def moving(page: Any) -> list[str]:
    return page.evaluate(MOVING)


def dim_targets(page: Any) -> list[str]:
    """Controls that show no edge where the system draws the colours."""
    return page.evaluate(DIM)


def language_faults(page: Any) -> list[str]:
    """Tags that are none of ours, and directions that do not go with them."""
    tagged = page.evaluate("[...document.querySelectorAll('[lang]')].map(e => [e.lang, e.dir])")
    return [
        f"{language} {direction}"
        for language, direction in tagged
        if language not in LANGUAGE_TAGS or (direction and (direction == "rtl") != (language == "ar"))
    ]
