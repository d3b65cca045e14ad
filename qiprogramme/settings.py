"""Settings. Everything that differs between machines comes from the environment (docs/configuration.md)."""

import os
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from figures.arguments import FigureError
from figures.disclosure import raise_thresholds
from qiprogramme.environment import databases, directories, flag, redis_urls

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / ".data").resolve()

#: development, test or production
MODE = os.environ.get("QI_MODE", "development")
if MODE not in {"development", "test", "production"}:
    raise ImproperlyConfigured("QI_MODE must be development, test or production")
PRODUCTION = MODE == "production"
DEMO = flag("QI_DEMO", default=not PRODUCTION)
if DEMO and PRODUCTION:
    raise ImproperlyConfigured("Demo mode signs people in without a password: QI_DEMO cannot be on in production")

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text")
    kept = DATA_DIR / "secret-key"
    SECRET_KEY = kept.read_text().strip() if kept.exists() else "development-only-key-that-protects-nothing-at-all-0000"
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]
DEBUG = False
ALLOWED_HOSTS = [
    host
    for host in os.environ.get("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver").split(",")
    if host
]
SITE_ADDRESS = os.environ.get("SITE_ADDRESS") or f"http://localhost:{os.environ.get('PORT') or 8000}"
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]

PROGRAMME_NAME = os.environ.get("PROGRAMME_NAME", "Mental Health Act QI Programme")
SHOW_NHS_LOGO = flag("SHOW_NHS_LOGO")

INSTALLED_APPS = [
    "qiprogramme.apps.QIProgrammeConfig",
    "impact",
    "events",
    "coaching",
    "surveys",
    "ideas",
    "wards",
    "people",
    "ui",
    "django.contrib.auth",
    "django.forms",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "knox",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "ui.security.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.middleware.LiveSession",
    "people.middleware.SignInFirst",
    "people.middleware.ActingPerson",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.StepUp",
    "wards.middleware.SecondFactor",
]

ROOT_URLCONF = "qiprogramme.urls"
WSGI_APPLICATION = "qiprogramme.wsgi.application"
CSRF_FAILURE_VIEW = "qiprogramme.views.account.stale_form"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["ui.templatetags.nhs", "ui.templatetags.charts", "ui.templatetags.formats"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "qiprogramme.navigation.context",
            ],
        },
    }
]
FORM_RENDERER = "ui.forms.NHSRenderer"

_database, REDIS_URL = databases(sys.argv, DATA_DIR)
DATABASES = {"default": _database}
CACHE_URL, BROKER_URL = redis_urls(REDIS_URL, int(os.environ.get("REDIS_DATABASE", "0")))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL, "KEY_PREFIX": "qi"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
if MODE == "test":  # tests sign hundreds of people in; a slow hash protects nobody there
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "people.sign_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "people.forms.SignInForm",
    "reset_password": "people.forms.ResetPasswordForm",
    "reset_password_from_key": "people.forms.NewPasswordForm",
    "change_password": "people.forms.ChangePasswordForm",
    "set_password": "people.forms.SetPasswordForm",
    "reauthenticate": "people.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/account/login/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# A hospital is one address: many people fail from it on a Monday morning.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "100/m/ip,10/5m/key"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "people.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A code counts once: the library forgets a used one after 30 seconds, so none may be good for longer.
MFA_TOTP_TOLERANCE = 0
MFA_TOTP_ISSUER = PROGRAMME_NAME
MFA_FORMS = {
    "authenticate": "people.forms.CodeForm",
    "reauthenticate": "people.forms.CodeAgainForm",
    "activate_totp": "people.forms.FirstCodeForm",
    "add_webauthn": "people.forms.PasskeyForm",
    "edit_webauthn": "people.forms.PasskeyNameForm",
    "authenticate_webauthn": "people.forms.PasskeyStepForm",
    "reauthenticate_webauthn": "people.forms.PasskeyAgainForm",
    "login_webauthn": "people.forms.PasskeySignInForm",
}
SOCIALACCOUNT_ADAPTER = "people.single_sign_on.DirectoryAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "people.single_sign_on.Directory",
        "APPS": directories(os.environ.get("SINGLE_SIGN_ON", ""), production=PRODUCTION),
    }
}
# A form that led to another site would be stopped by the Content Security Policy; linking to an account that is
# signed in, which a link must never do, is refused altogether.
SOCIALACCOUNT_LOGIN_ON_GET = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SIGN_IN_HISTORY_DAYS = int(os.environ.get("SIGN_IN_HISTORY_DAYS") or 180)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION and ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / ".build" / "collected"
STATICFILES_DIRS = [path for path in (BASE_DIR / "static", BASE_DIR / ".build" / "static") if path.exists()]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

DEFAULT_FROM_EMAIL = os.environ.get("FROM_EMAIL") or "programme@demo.example"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
#: After so long a mail that is still being sent counts as cut off (people/outbox.py). Longer than a server may take.
MAIL_LEASE_SECONDS = float(os.environ.get("MAIL_LEASE_SECONDS") or 120)
# Without a mail server, mails become files that the outbox page shows.
EMAIL_BACKEND = "people.mail_server.SMTPBackend" if EMAIL_HOST else "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mails"

CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 600

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "qiprogramme.api.sign_in.TokenSignIn",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["qiprogramme.api.sign_in.SignedIn"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
REST_KNOX = {"TOKEN_TTL": None, "USER_SERIALIZER": None}
SPECTACULAR_SETTINGS = {"TITLE": "QI programme", "VERSION": "1"}

#: Days after which things that were needed for a time are let go (wards/retention.py); 0: never.
RETENTION_DAYS = {
    "mails": int(os.environ.get("KEEP_MAILS_DAYS", "400")),
    "invitations": int(os.environ.get("KEEP_INVITATIONS_DAYS", "180")),
    "calls": int(os.environ.get("KEEP_CALLS_DAYS", "180")),
    "details of those who left": int(os.environ.get("KEEP_DETAILS_DAYS", "90")),
}

#: Small numbers: from how many valid answers a place sees its own results, and everybody else any. They can only be raised.
FEWEST_ANSWERS = {
    "own": int(os.environ.get("FEWEST_ANSWERS_OWN") or 0),
    "wider": int(os.environ.get("FEWEST_ANSWERS_WIDER") or 0),
}
try:
    raise_thresholds(**FEWEST_ANSWERS)
except FigureError as error:
    raise ImproperlyConfigured(f"FEWEST_ANSWERS_OWN and FEWEST_ANSWERS_WIDER: {error}") from None

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
}
