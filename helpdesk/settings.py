"""All settings, read from the environment; docs/settings.md is their table."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from helpdesk import environment as env
from helpdesk.databases import celery_broker, django_database
from helpdesk.embedded.places import socket_folder
from helpdesk.secret_key import kept_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = (BASE_DIR / env.text("VAR_DIR", "var")).resolve()

# --- Servers: those the environment names, else embedded ones under VAR_DIR.
DATABASE_URL = env.address("DATABASE_URL", None, schemes=("postgresql", "postgres"))
REDIS_URL = env.address("REDIS_URL", None, schemes=("redis", "rediss", "unix"))
EMBEDDED_POSTGRES = DATABASE_URL is None
EMBEDDED_REDIS = REDIS_URL is None
EMBEDDED = EMBEDDED_POSTGRES  # a trial on one machine: a made key, mail kept in a folder, plain http
SOCKET_DIR = socket_folder(VAR_DIR)
if EMBEDDED_POSTGRES:
    DATABASE_URL = f"postgresql://helpdesk@/helpdesk?host={SOCKET_DIR}"
if EMBEDDED_REDIS:
    REDIS_URL = f"unix://{SOCKET_DIR}/redis.sock"

DATABASES = {"default": django_database(DATABASE_URL)}
# PgBouncer in transaction mode gives each transaction another connection, so no cursor may outlive one.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.switch("DISABLE_SERVER_SIDE_CURSORS", False)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, so that pages work with Redis down.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- This installation.
PORT = env.number("PORT", 8000, least=1, most=65535)
DEBUG = env.switch("DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY", None) or (kept_secret_key(VAR_DIR) if EMBEDDED else env.text("SECRET_KEY"))
SITE_URL = env.address("SITE_URL", f"http://127.0.0.1:{PORT}" if EMBEDDED else env.REQUIRED, schemes=("https", "http"))
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"] if EMBEDDED else env.REQUIRED)
WEB_THREADS = env.number("WEB_THREADS", 8, least=1)
WORKER_PROCESSES = env.number("WORKER_PROCESSES", 2, least=1)
ATTACHMENT_ROOT = VAR_DIR / "attachments"
MEDIA_ROOT = ATTACHMENT_ROOT
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700  # other users of the machine read none
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024  # a pasted log of 2 MB triples in a form's encoding
DATA_UPLOAD_MAX_NUMBER_FILES = 1000  # above what a message takes, so that the form can say so
FILE_UPLOAD_HANDLERS = [
    "tickets.uploads.LimitedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- What it is made of.
ROOMS = [
    *("core", "accounts", "sla", "catalogue", "tickets", "escalation", "reports"),
    *("notifications", "api", "portal", "desk"),
]
INSTALLED_APPS = [
    "helpdesk.apps.HelpdeskConfig",
    *ROOMS,
    "helpdesk.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "helpdesk.static.StaticFiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "helpdesk.middleware.OddRequestMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "helpdesk.middleware.ReaderMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "helpdesk.middleware.DomainErrorMiddleware",
]
ROOT_URLCONF = "helpdesk.urls"
WSGI_APPLICATION = "helpdesk.wsgi.application"
ASGI_APPLICATION = "helpdesk.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Language and time.
LANGUAGE_CODE = "en"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.zone("TIME_ZONE", "Europe/Berlin")

# --- Sign-in.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "helpdesk.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by the administration, which knows their address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to an address that somebody only typed in
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.partition("://")[0]
PASSWORD_RESET_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "helpdesk.password_links.PasswordLinks"
# Without it the limits of the sign-in would count the proxy instead of the guesser.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("ALLAUTH_TRUSTED_PROXY_COUNT", 0)

# --- What browsers are told.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS and env.switch("HTTPS_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the machine itself, behind the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS or not EMBEDDED
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- Static files: ours, and the few we use of the packages npm fetched.
NODE_MODULES = BASE_DIR / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/tabler", NODE_MODULES / "@tabler/core/dist"),
    ("vendor/inter", NODE_MODULES / "@fontsource-variable/inter"),
    ("vendor/htmx", NODE_MODULES / "htmx.org/dist"),
    ("vendor/idiomorph", NODE_MODULES / "idiomorph/dist"),
]
STATICFILES_FINDERS = [
    "helpdesk.static.NeededFilesFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "helpdesk.static.Storage"},
}
WHITENOISE_USE_FINDERS = DEBUG

# --- API.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["api.authentication.MayUseScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsing.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_PAGINATION_CLASS": "api.paging.CursorPaging",
    "DEFAULT_SCHEMA_CLASS": "api.schema.Schema",
    "EXCEPTION_HANDLER": "api.errors.answer_to",
}
SPECTACULAR_SETTINGS = {
    "DEFAULT_GENERATOR_CLASS": "api.schema.Description",
    "TITLE": "Service desk",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "Category": "core.choices.Category",
        "ClockKind": "tickets.models.TicketClock.Kind",
        "PromisedClock": "api.inputs.PROMISED_CLOCKS",
        "TargetClock": "sla.models.Target.Clock",
        "TicketStatus": "tickets.models.Ticket.Status",
        "TierVersionStatus": "sla.models.TierVersion.Status",
        "MessageKind": "tickets.models.Message.Kind",
        "OrganisationKind": "accounts.models.Organisation.Kind",
        "HandOverReason": "escalation.models.HandOver.Reason",
        "GiveBackReason": "escalation.models.HandOver.GiveBackReason",
        "Level": "core.choices.Level",
        "VendorKind": "escalation.models.VendorCase.Kind",
    },
}

# --- Mail out.
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL", "Service desk <service@helpdesk.example>" if EMBEDDED else env.REQUIRED
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_REPLY_TO = env.text("MAIL_REPLY_TO", "")  # where answers to ticket mails are read; none: mails lead to the ticket
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.text("EMAIL_HOST", None if EMBEDDED else env.REQUIRED)
EMAIL_PORT = env.number("EMAIL_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.switch("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env.switch("EMAIL_USE_SSL", False)
if EMAIL_USE_TLS and EMAIL_USE_SSL:
    raise env.BadSetting("EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other. Set the one your mail server speaks.")
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 20, least=1)  # seconds; notifications.sending's lease is made from it
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "helpdesk.mail.KeptMail"

# --- Background work.
CELERY_BROKER_URL = celery_broker(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Without these two Celery goes deaf on a half-open connection.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 5, "visibility_timeout": 300}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 60  # seconds
CELERY_TASK_TIME_LIMIT = 75
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# Without a file of its own: no entry needs to know when it last ran, and there is nothing to be damaged when it is killed.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Django's own handlers would print each line a second time.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # A line for each sweep would be 17,000 a day.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
