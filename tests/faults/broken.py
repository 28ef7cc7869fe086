"""Two sites that are broken on purpose: what compares the books must find them out.

`losing` says "saved" at once and writes from memory later, so that a kill loses what waited; `doubling` stores each
save once more, as a page without a key of its own would. Loaded by the server in place of config.wsgi.
"""

import threading
import time
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from config.wsgi import application  # first: it loads the apps that the others need
from respondents import append as writing
from respondents.flow import answering
from respondents.models import Interview

LATER_S = 30.0
append = writing.append


def _later(interview_id: UUID, event: writing.NewEvent) -> writing.Appended:
    """Acknowledged from memory: the answer waits for a thread that comes too late."""
    interview = Interview.objects.get(pk=interview_id)
    appended, _ = writing._folded(interview, event)
    threading.Thread(target=_write, args=(interview_id, event), daemon=True).start()
    return appended


def _write(interview_id: UUID, event: writing.NewEvent) -> None:
    time.sleep(LATER_S)
    append(interview_id, event)


def _twice(interview_id: UUID, event: writing.NewEvent) -> writing.Appended:
    done = append(interview_id, event)
    append(interview_id, replace(event, key=uuid4().hex))
    return done


def _site(writer: Any) -> Any:
    answering.append = writer
    return application


def losing(environ: Any, start_response: Any) -> Any:
    return _site(_later)(environ, start_response)


def doubling(environ: Any, start_response: Any) -> Any:
    return _site(_twice)(environ, start_response)
