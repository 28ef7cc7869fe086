"""Looking at a page as a strict visitor: no script refused, nothing axe objects to, no sideways scrolling."""

from pathlib import Path
from typing import Any

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def listen(page: Any) -> Any:
    """Keep what the browser complains of in `page.complaints`."""
    page.complaints = []
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
    root = "document.documentElement"
    wide = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    found = [*page.complaints, *violations(page), *([f"{wide} px too wide"] if wide > 0 else [])]
    assert not found, f"{page.url}: {found}"
