"""DATABASE_URL and REDIS_URL in the words of Django and Celery."""

from urllib.parse import parse_qsl, unquote, urlsplit

from helpdesk.environment import BadSetting

# A dead server is to be a clear page soon, not a browser that waits.
CONNECT_SECONDS = 2
UNANSWERED_MILLISECONDS = 4000  # until a connection counts as lost whose packets nobody acknowledges
# A server that is switched off sends no end: whoever waits for its answer asks after it once in a while.
ASKED_AFTER = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2}  # seconds, seconds, times


def django_database(url):
    """Return the entry of DATABASES for `postgresql://user:password@host:port/name?sslmode=…`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadSetting(f"DATABASE_URL cannot be read: {error}.") from None
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise BadSetting("DATABASE_URL must end in the database's name: postgresql://user:password@host:5432/name.")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", unquote(parts.hostname or ""))  # ?host=/folder names a Unix socket's folder
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": {
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": UNANSWERED_MILLISECONDS,
            **ASKED_AFTER,
            **options,
        },
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


def celery_broker(redis_url):
    """Celery knows a Redis behind a Unix socket by another scheme than redis-py does."""
    return redis_url.replace("unix://", "redis+socket://", 1) if redis_url.startswith("unix://") else redis_url
