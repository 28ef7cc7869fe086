"""What the application server loads: `granian --interface wsgi config.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

YOUNG = (20_000, 20, 100)
"""After so many new objects Python looks for such as hold each other, instead of after 700. Requests leave next to none
behind, and each look in vain goes past all that is known of the questionnaires.
"""

application = get_wsgi_application()
gc.collect()
gc.freeze()
gc.set_threshold(*YOUNG)
