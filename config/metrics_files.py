"""Where the processes of one server put their counts, so that whichever is asked tells of all. Loads with the settings.

prometheus_client decides when it is loaded: PROMETHEUS_MULTIPROC_DIR names a folder, in which each process keeps files.
"""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
SHORTEST = 20
"""Characters of a token; `openssl rand -hex 24` gives 48."""


def checked_token(token: str) -> str:
    """Raises ImproperlyConfigured for a token that could be guessed; an empty one switches the page off."""
    if token and len(token) < SHORTEST:
        raise ImproperlyConfigured(f"METRICS_TOKEN is shorter than {SHORTEST} characters: `openssl rand -hex 24`.")
    return token


def prepare_metrics(var_dir: Path, *, wished: bool) -> None:
    """A private folder for the counts, unless the environment names one. Of this machine: VAR_DIR may be shared.

    Raises ImproperlyConfigured where somebody else owns it.
    """
    if not wished:
        return
    named = f"inburgerstem-metrics-{os.getuid()}-{sha256(str(var_dir).encode()).hexdigest()[:12]}"
    place = Path(os.environ.setdefault(VARIABLE, str(Path(tempfile.gettempdir()) / named)))
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    if place.stat().st_uid != os.getuid():
        raise ImproperlyConfigured(f"{place} belongs to somebody else. Set {VARIABLE} to a folder of your own.")
