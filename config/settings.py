"""All settings. The environment is read here and nowhere else; README.md lists the names.

Secure unless the site is local: PUBLIC_URL=https://… switches on Secure cookies, HSTS and the redirect to https,
and demands keys from the environment. Without PUBLIC_URL the site serves this machine only.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django.conf.locale
from csp.constants import NONE, SELF
from environs import Env

from config.environment import LOCAL_HOSTS, database, generated_key, is_local, keys_of, refuse_debug_in_public

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR: Path = env.path("VAR_DIR", BASE_DIR / "var").resolve()
DEBUG: bool = env.bool("DEBUG", False)
PUBLIC_URL: str = env.str("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
LOCAL: bool = is_local(PUBLIC_URL)
refuse_debug_in_public(debug=DEBUG, local=LOCAL)
SECRET_KEY: str = generated_key("SECRET_KEY", env.str("SECRET_KEY", ""), VAR_DIR, local=LOCAL)
CODE_KEY: str = generated_key("CODE_KEY", env.str("CODE_KEY", ""), VAR_DIR, local=LOCAL)
_contacts_key: str = generated_key("CONTACTS_KEY", env.str("CONTACTS_KEY", ""), VAR_DIR, local=LOCAL)
CONTACTS_KEYS: tuple[str, ...] = keys_of("CONTACTS_KEY", _contacts_key)
REDIS_URL: str = env.str("REDIS_URL", "")
PROXIES: int = env.int("PROXIES", 0)
SHOW_INCOMPLETE_LANGUAGES: bool = env.bool("SHOW_INCOMPLETE_LANGUAGES", False)
PUBLISH_NEEDS_TWO: bool = env.bool("PUBLISH_NEEDS_TWO", False)
SECURITY_CONTACT: str = env.str("SECURITY_CONTACT", "")
PRINTER_COLUMNS: list[str] = env.list("PRINTER_COLUMNS", ["reference", "status", "date"])

# Letters on paper: windows as x, y, width, height in mm from the sheet's top left
LETTER_WINDOWS: dict[str, list[float]] = {
    "left": env.list("LETTER_WINDOW_LEFT", [33, 50, 83, 40], subcast=float),
    "right": env.list("LETTER_WINDOW_RIGHT", [109, 50, 76, 40], subcast=float),
}
LETTER_RETURN_ADDRESS: str = env.str("LETTER_RETURN_ADDRESS", "")
LETTER_KIX: bool = env.bool("LETTER_KIX", True)
LETTER_CODE_COLUMNS: str = env.str("LETTER_CODE_COLUMNS", "standard")
LETTER_PLAIN_DOWNLOAD: bool = env.bool("LETTER_PLAIN_DOWNLOAD", LOCAL)
LETTER_DAYS_KEPT: int = env.int("LETTER_DAYS_KEPT", 30)

_host = urlsplit(PUBLIC_URL).hostname or ""
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [_host, *(LOCAL_HOSTS if LOCAL else ())])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "staff.apps.StaffConfig",
    "surveys.apps.SurveysConfig",
    "invitations.apps.InvitationsConfig",
    "respondents.apps.RespondentsConfig",
    "exports.apps.ExportsConfig",
    "crispy_forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compress.CompressPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "staff.middleware.staff_pages",
    "axes.middleware.AxesMiddleware",
]

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
CRISPY_ALLOWED_TEMPLATE_PACKS = ("inburgerstem",)
CRISPY_TEMPLATE_PACK = "inburgerstem"
CRISPY_FAIL_SILENTLY = False

# Storage: contact wishes in a database of their own
CONTACTS_DATABASE_URL: str = env.str("CONTACTS_DATABASE_URL", "")
_pool = env.int("DATABASE_POOL", 8)
_contacts_url = CONTACTS_DATABASE_URL or f"sqlite:///{VAR_DIR / 'contacts.sqlite3'}"
DATABASES = {
    "default": database(env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'inburgerstem.sqlite3'}"), _pool),
    "contacts": database(_contacts_url, _pool, "CONTACTS_DATABASE_URL"),
}
DATABASE_ROUTERS = ["respondents.contacts_store.ContactsRouter"]
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# Without Redis each web process counts failed log-ins for itself; README.md says to set REDIS_URL in public.
SILENCED_SYSTEM_CHECKS = [] if REDIS_URL else ["axes.W001"]

# Languages
django.conf.locale.LANG_INFO["ti"] = {"bidi": False, "code": "ti", "name": "Tigrinya", "name_local": "ትግርኛ"}
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English"), ("ar", "العربية"), ("tr", "Türkçe"), ("ti", "ትግርኛ")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "nl"
MODELTRANSLATION_LANGUAGES = tuple(code for code, _ in LANGUAGES)
MODELTRANSLATION_ENABLE_FALLBACKS = False
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = not LOCAL
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = LOCAL
if LOCAL:  # served from where they lie; whitenoise wants the directory all the same
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
_static = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(VAR_DIR)}},
    "staticfiles": {"BACKEND": _static if LOCAL else "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# What the browser is told
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer makes browsers post with "Origin: null": docs/decisions/0005
CSRF_FAILURE_VIEW = "respondents.errors.csrf_failure"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if LOCAL else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_HSTS_PRELOAD = not LOCAL
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "staff" if LOCAL else "__Secure-staff"
SESSION_COOKIE_PATH = "/staff/"
SESSION_COOKIE_AGE = int(timedelta(hours=10).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# Staff accounts. A second factor is required by staff.middleware and has no setting.
AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "staff:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "staff.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_ADAPTER = "staff.accounts.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Inburgerstem"
MFA_TOTP_TOLERANCE = 1  # half a minute to type it in and for clocks that differ (RFC 6238, 5.2: at most one step)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=5)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "staff/locked_out.html"
AXES_USERNAME_CALLABLE = "staff.accounts.attempted_email"
AXES_CLIENT_IP_CALLABLE = "staff.accounts.client_address"

# Mail
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.str("SMTP_HOST", "")
    else ("django.core.mail.backends.filebased.EmailBackend")
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.str("SMTP_HOST", "")
EMAIL_PORT = env.int("SMTP_PORT", 587)
EMAIL_HOST_USER = env.str("SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.str("SMTP_PASSWORD", "")
EMAIL_USE_TLS = True
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", f"inburgerstem@{_host}")

# Jobs
JOB_QUEUE = "inburgerstem"
JOB_ATTEMPTS = 3
CELERY_BROKER_URL = REDIS_URL or None
CELERY_TASK_DEFAULT_QUEUE = JOB_QUEUE
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 20
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": int(timedelta(hours=12).total_seconds())}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "remove old sessions": {"task": "staff.tasks.clear_sessions", "schedule": timedelta(hours=24)},
    "remove letters that left": {"task": "invitations.tasks.delete_old_letters", "schedule": timedelta(hours=24)},
}

# Logs: text without codes, query strings or addresses (config.logs); errors are never mailed, mails carry requests.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"scrubbed": {"()": "config.logs.ScrubbingFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "scrubbed"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "django.db.backends": {"level": "WARNING"},
        "axes": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        "csp": {"level": "WARNING"},
    },
}
