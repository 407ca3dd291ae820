"""One port for all: pages run as WSGI in a fixed pool of threads, each of which keeps its database connection.

Django's own ASGI handler gives each request a new thread and so a new connection: it is three times slower and runs
out of connections.
"""

import os

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

from django.conf import settings

from helpdesk.wsgi import application as pages


def usual_spelling(application):
    """Send header names as `Content-Type`: ASGI has them in small letters, and some readers compare letter by letter."""

    async def spelling(scope, receive, send):
        async def send_spelt(message):
            if "headers" in message:
                message = {**message, "headers": [(name.title(), value) for name, value in message["headers"]]}
            await send(message)

        await application(scope, receive, send_spelt)

    return spelling


application = usual_spelling(WSGIMiddleware(pages, workers=settings.WEB_THREADS))
