"""`python -m tests.directory PORT DATABASE REDIRECT_URI`: makes its tables, people and client, then serves until it is ended.

The database's host and user come from PGHOST and PGUSER. Prints “Ready” and listens on the loopback alone.
"""

import sys
from wsgiref.simple_server import make_server

import django
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core.management import call_command

CLIENT, SECRET, PASSWORD = "programme", "secret-of-the-client", "known-to-the-directory"
#: user name → (address, whether the directory has verified it)
PEOPLE = {
    "manager": ("larch.manager@northmoor.example", True),
    "lead": ("lead@northmoor.example", True),
    "newcomer": ("newcomer@northmoor.example", True),
    "namesake": ("larch.manager@northmoor.example", True),
    "unverified": ("coach@northmoor.example", False),
    "stranger": ("analyst@programme.example", True),
    "demonstration": ("team.member@demo.example", True),
}


def configure(database: str) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    settings.configure(
        SECRET_KEY="directory-of-the-tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.directory.urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": database}},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
            "allauth", "allauth.account", "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
             "OPTIONS": {"context_processors": ["django.template.context_processors.request",
                                                "django.contrib.messages.context_processors.messages"]}},
        ],
        AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        SESSION_COOKIE_NAME="directory",
        USE_TZ=True,
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        IDP_OIDC_PRIVATE_KEY=pem,
        IDP_OIDC_ADAPTER="tests.directory.adapter.DirectoryOfTests",
    )  # fmt: skip


def fill(redirect_uri: str) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User

    for name, (address, verified) in PEOPLE.items():
        user = User.objects.create_user(name, address, PASSWORD)
        EmailAddress.objects.create(user=user, email=f"{name}+{address}" if name == "namesake" else address,
                                    verified=verified, primary=True)  # fmt: skip
    client = Client(id=CLIENT, name="Programme", scopes="openid\nprofile\nemail", redirect_uris=redirect_uri, skip_consent=True)
    client.set_secret(SECRET)
    client.save()


def main() -> None:
    port, database, redirect_uri = sys.argv[1:]
    configure(database)
    django.setup()
    call_command("migrate", verbosity=0)
    fill(redirect_uri)
    from django.core.wsgi import get_wsgi_application

    with make_server("127.0.0.1", int(port), get_wsgi_application()) as server:
        print("Ready", flush=True)  # noqa: T201 - whoever started it waits for the word
        server.serve_forever()


if __name__ == "__main__":
    main()
