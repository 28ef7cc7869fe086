"""A recording script as the bytes of a PDF, with the project's fonts and today's date."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from surveys.recording_script import Script, write_script


def pdf_of(script: Script) -> bytes:
    """Raises TypesetError."""
    with tempfile.TemporaryDirectory() as aside:
        made = Path(aside) / script.file_name
        write_script(script, settings.BASE_DIR / "fonts", made, day=timezone.localdate())
        return made.read_bytes()
