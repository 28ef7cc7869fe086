"""Looking at a page as a strict visitor: no script refused, nothing axe objects to, no sideways scrolling, no boxes
instead of characters. With PICTURES=FOLDER people can look too.
"""

import os
from pathlib import Path
from typing import Any

SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 800}}
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

NO_CHARACTER = "\u0378"
"""A code point that Unicode never gave away: fonts draw their box for it."""
BOXES = """async none => {
  await document.fonts.ready;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 48;
  const pen = canvas.getContext("2d", {willReadFrequently: true});
  const drawn = (character, font) => {
    pen.clearRect(0, 0, 48, 48);
    pen.font = font;
    pen.fillText(character, 12, 34);
    return pen.getImageData(0, 0, 48, 48).data.join();
  };
  const found = new Set(), seen = new Set(), boxes = {};
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const holder = texts.currentNode.parentElement, style = getComputedStyle(holder);
    if (!holder.checkVisibility() || ["SCRIPT", "STYLE"].includes(holder.tagName)) continue;
    const font = `${style.fontWeight} 24px ${style.fontFamily}`;
    boxes[font] ??= drawn(none, font);
    for (const character of texts.currentNode.data.match(/[\\p{L}\\p{N}\\p{P}\\p{S}\\p{Cn}\\p{Co}]/gu) ?? []) {
      if (seen.has(font + character)) continue;
      seen.add(font + character);
      if (drawn(character, font) === boxes[font]) found.add(character);
    }
  }
  return [...found];
}"""


def boxes(page: Any) -> list[str]:
    """Characters of the page that no font here can draw: a reader sees a box in their place."""
    return page.evaluate(BOXES, NO_CHARACTER)


def listen(page: Any) -> Any:
    """Keep what the browser complains of in `page.complaints`. `page.typed`: signs that visitors typed themselves."""
    page.complaints = []
    page.typed = ""
    page.on("console", lambda message: is_fault(message) and page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def is_fault(message: Any) -> bool:
    """Errors in the console; that a form came back with a message (422) is none."""
    return message.type == "error" and "status of 422" not in message.text


def violations(page: Any) -> list[str]:
    """Rules of WCAG 2.2 AA (and axe's best practices) that the page breaks, with the first place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(
        "tags => axe.run({runOnly: tags}).then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].target))", WCAG
    )


def look(page: Any) -> None:
    """Raises AssertionError with everything that is wrong with the page."""
    page.wait_for_load_state("load")
    root = "document.documentElement"
    wide = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    found = [*page.complaints, *violations(page), *([f"{wide} px too wide"] if wide > 0 else [])]
    found += [f"box instead of U+{ord(character):04X}" for character in boxes(page) if character not in page.typed]
    assert not found, f"{page.url}: {found}"


def show(page: Any, name: str) -> None:
    """Look at the page; with PICTURES=FOLDER people can look too."""
    look(page)
    if os.environ.get("PICTURES"):
        page.screenshot(path=Path(os.environ["PICTURES"]) / f"{name}.png", full_page=True)
