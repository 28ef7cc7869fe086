"""All settings. The environment is read here and nowhere else; README.md lists the names.

Secure unless the site is local: PUBLIC_URL=https://… switches on Secure cookies, HSTS and the redirect to https,
and demands keys from the environment. Without PUBLIC_URL the site serves this machine only.
"""

import tomllib
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django.conf.locale
from celery.schedules import crontab
from csp.constants import NONE, SELF
from environs import Env, validate

from config.environment import (
    LOCAL_HOSTS,
    REDIS_SECONDS,
    database,
    generated_key,
    is_local,
    keys_of,
    redis_options,
    refuse_debug_in_public,
    replica,
)
from config.logs import log_settings
from config.metrics_files import checked_token, prepare_metrics
from config.secret_files import secret, with_password

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
VAR_DIR: Path = env.path("VAR_DIR", BASE_DIR / "var").resolve()
DEBUG: bool = env.bool("DEBUG", False)
PUBLIC_URL: str = env.str("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
LOCAL: bool = is_local(PUBLIC_URL)
refuse_debug_in_public(debug=DEBUG, local=LOCAL)
SECRET_KEY: str = generated_key("SECRET_KEY", secret("SECRET_KEY"), VAR_DIR, local=LOCAL)
CODE_KEY: str = generated_key("CODE_KEY", secret("CODE_KEY"), VAR_DIR, local=LOCAL)
_contacts_key: str = generated_key("CONTACTS_KEY", secret("CONTACTS_KEY"), VAR_DIR, local=LOCAL)
CONTACTS_KEYS: tuple[str, ...] = keys_of("CONTACTS_KEY", _contacts_key)
REDIS_URL: str = secret("REDIS_URL")
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
    "config.requests.observed",
    "config.requests.inside",
    "config.headers.closed_pages",
    "django.middleware.security.SecurityMiddleware",
    "config.content_policy.ContentPolicy",
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
CONTACTS_DATABASE_URL: str = secret("CONTACTS_DATABASE_URL")
DATABASE_PGBOUNCER: bool = env.bool("DATABASE_PGBOUNCER", False)
_pool = env.int("DATABASE_POOL", 8)


def _database(name: str, file: str = "") -> dict[str, object]:
    """The database of the setting NAME_URL, with the password of NAME_PASSWORD; unset, a file in VAR_DIR."""
    url = with_password(secret(f"{name}_URL"), secret(f"{name}_PASSWORD"), f"{name}_PASSWORD")
    return database(url or f"sqlite:///{VAR_DIR / file}", _pool, f"{name}_URL", pgbouncer=DATABASE_PGBOUNCER)


DATABASES = {
    "default": _database("DATABASE", "inburgerstem.sqlite3"),
    "contacts": _database("CONTACTS_DATABASE", "contacts.sqlite3"),
}
if _replica := secret("DATABASE_REPLICA_URL"):
    _replica = with_password(_replica, secret("DATABASE_REPLICA_PASSWORD"), "DATABASE_REPLICA_PASSWORD")
    DATABASES["replica"] = replica(_replica, pgbouncer=DATABASE_PGBOUNCER)
REPLICA_MOST_BEHIND: int = env.int("REPLICA_MOST_BEHIND", 30)  # seconds; further behind it is not read
DATABASE_ROUTERS = ["respondents.contacts_store.ContactsRouter", "exports.replica.ReplicaRouter"]
DATABASE_OWNER_URL: str = with_password(
    secret("DATABASE_OWNER_URL"), secret("DATABASE_OWNER_PASSWORD"), "DATABASE_OWNER_PASSWORD"
)

# What is forgotten when: docs/privacy.md
PURGE_DAYS_AFTER: int = env.int("PURGE_DAYS_AFTER", 1)
EXPORT_DAYS_KEPT: int = env.int("EXPORT_DAYS_KEPT", 30)
WITHDRAWALS_LOG: str = env.str("WITHDRAWALS_LOG", "")

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "OPTIONS": redis_options()}
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
WHITENOISE_ALLOW_ALL_ORIGINS = False
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
        "object-src": [NONE],
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
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 0 if LOCAL else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_HSTS_PRELOAD = not LOCAL
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "staff" if LOCAL else "__Secure-staff"
SESSION_COOKIE_PATH = "/staff/"
CSRF_COOKIE_NAME = "csrftoken" if LOCAL else "__Host-csrftoken"
SESSION_COOKIE_AGE = int(timedelta(hours=10).total_seconds())
STAFF_IDLE = timedelta(minutes=env.int("STAFF_IDLE_MINUTES", 60))
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
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa"}  # not by a code in a mail: who has the mailbox has one factor
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
EMAIL_HOST_PASSWORD = secret("SMTP_PASSWORD")
EMAIL_USE_TLS = True
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", f"inburgerstem@{_host}")

# Backups: each store in a place of its own, encrypted to public keys of age whose secret keys are elsewhere
BACKUP_DIR: Path = env.path("BACKUP_DIR", VAR_DIR / "backups").resolve()
BACKUP_CONTACTS_DIR: Path = env.path("BACKUP_CONTACTS_DIR", VAR_DIR / "backups-contacts")
BACKUP_RECIPIENT: str = env.str("BACKUP_RECIPIENT", "")
BACKUP_CONTACTS_RECIPIENT: str = env.str("BACKUP_CONTACTS_RECIPIENT", "") or BACKUP_RECIPIENT
BACKUP_DAYS: int = env.int("BACKUP_DAYS", 14, validate=validate.Range(min=1))

# Jobs
JOB_QUEUE = "inburgerstem"
JOB_ATTEMPTS = 3
JOB_LOST_SECONDS: int = env.int("JOB_LOST_SECONDS", 60)
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
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": int(timedelta(hours=12).total_seconds()),
    "socket_connect_timeout": REDIS_SECONDS,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "look for lost jobs": {
        "task": "staff.tasks.look_for_lost_jobs",
        "schedule": timedelta(seconds=JOB_LOST_SECONDS),
        "options": {"expires": JOB_LOST_SECONDS},
    },
    "remove old sessions": {"task": "staff.tasks.clear_sessions", "schedule": timedelta(hours=24)},
    "advice on who lags": {"task": "exports.tasks.advise", "schedule": timedelta(hours=1)},
    "remove letters that left": {"task": "invitations.tasks.delete_old_letters", "schedule": timedelta(hours=24)},
    "count fieldwork": {"task": "exports.monitor.tasks.count_open", "schedule": timedelta(hours=1)},
    "tell fieldwork": {"task": "exports.monitor.tasks.tell_morning", "schedule": crontab(hour=7, minute=0)},
    "end emergencies": {"task": "staff.tasks.end_emergencies", "schedule": timedelta(minutes=10)},
    "forget invitations": {"task": "staff.tasks.forget_invitations", "schedule": timedelta(hours=24)},
    "forget failed log-ins": {"task": "staff.tasks.forget_security_log", "schedule": timedelta(hours=24)},
    "forget what is due": {"task": "exports.retention.tasks.forget_due", "schedule": crontab(hour=4, minute=20)},
    "purge contact wishes": {"task": "respondents.tasks.purge_due_wishes", "schedule": timedelta(hours=24)},
    "remove call-backs": {"task": "respondents.tasks.purge_call_backs", "schedule": timedelta(hours=24)},
}

# Logs without codes, query strings or addresses (config.logs); errors are never mailed, mails carry requests.
LOG_ACCESS: bool = env.bool("LOG_ACCESS", not LOCAL)
SECURITY_LOG_DAYS: int = env.int("SECURITY_LOG_DAYS", 7, validate=validate.Range(0, 7))
LOGGING = log_settings(
    env.str("LOG_FORMAT", "text"), env.str("LOG_LEVEL", "INFO").upper(), access=LOG_ACCESS, security=SECURITY_LOG_DAYS
)

# Figures about the site: /metrics, for who shows METRICS_TOKEN (config.metrics)
METRICS_TOKEN: str = checked_token(secret("METRICS_TOKEN"))
prepare_metrics(VAR_DIR, wished=bool(METRICS_TOKEN))
