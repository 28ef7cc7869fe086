"""The Celery app: `celery -A config worker`. Only the job's id travels through Redis."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("inburgerstem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
