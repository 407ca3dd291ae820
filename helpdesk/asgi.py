"""One port for all: pages run as WSGI in a fixed pool of threads, each of which keeps its database connection.

Django's own ASGI handler gives each request a new thread and so a new connection: it is three times slower and runs
out of connections.
"""

import os

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

from django.conf import settings

from helpdesk.wsgi import application as pages

application = WSGIMiddleware(pages, workers=settings.WEB_THREADS)
