"""The shipped study as an edition, as far as flyers and messages read it; logos made for tests."""

import io
import json

from PIL import Image

from surveys.load import read_folder
from surveys.models import Edition, Study

OFFERED = ("nl", "en", "ar", "tr", "ti")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path fill="#c00" d="M0 0h40v20H0z"/></svg>'


def shipped_edition() -> Edition:
    """Perspectief with its materials, open until 31 January 2027."""
    shipped = read_folder("perspectief-2024")
    study = Study.objects.create(slug="perspectief-2024", title="Perspectief")
    document = {key: shipped[key] for key in ("study", "materials", "languages")}
    document["dates"] = {"close": "2027-01-31"}
    text = json.dumps(document, default=str)
    return Edition.objects.create(study=study, number=1, document=text, document_hash="0" * 64, offered=list(OFFERED))


def picture(size: tuple[int, int] = (600, 300), form: str = "PNG", mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (200, 0, 0) if mode == "RGB" else None).save(out, form, **more)
    return out.getvalue()
