from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from people.keys import new_key, unordered_key
from people.nhs_numbers import ShortText


class Person(models.Model):
    """A human being, or the system itself, of whom the programme keeps a record. May have no account."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    name = ShortText()
    title = ShortText(blank=True, default="", help_text="What they do, in their own words")
    email = models.EmailField(blank=True, default="")
    is_system = models.BooleanField(default=False)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str | None, password: str | None = None, **fields: object) -> "Account":
        account = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """How a person signs in: with an email address, or with a name that they chose and a code card.

    Exempt from row-level security: it is read before anybody is known. `sign_in_key` is the name as
    `people.names.sign_in_key` folds it, so that names which look alike are one.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account", db_constraint=True)
    email = models.EmailField(unique=True, null=True, blank=True)
    sign_in_name = models.CharField(max_length=40, blank=True, default="")
    sign_in_key = models.CharField(max_length=80, unique=True, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    # allauth and Django's own pages ask for these; nobody is staff, for there is no admin site.
    is_staff = False
    is_superuser = False

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email__isnull=False) | models.Q(sign_in_key__isnull=False), name="account_some_name"
            )
        ]

    def __str__(self) -> str:
        return self.email or self.sign_in_name


class SignInCode(models.Model):
    """One code of a code card: a keyed hash, good for one sign-in. Exempt from row-level security like the account."""

    id = models.UUIDField(primary_key=True, default=unordered_key, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_in_codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="sign_in_code_once")]


class SignIn(models.Model):
    """One try to sign in with a known account and, if it was good, the session that it opened (`people.sign_ins`)."""

    class Result(models.TextChoices):
        GOOD = "good", "Signed in"
        WRONG_PASSWORD = "wrong_password", "Password not right"
        WRONG_CODE = "wrong_code", "Code not right"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField(default=timezone.now)
    result = models.CharField(max_length=14, choices=Result, default=Result.GOOD)
    how = models.CharField(max_length=60, blank=True, default="", help_text="By what: password, code, passkey …")
    browser = models.CharField(max_length=40, help_text="Its kind and the machine's, in words")
    seen_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "id")
        indexes = [models.Index(fields=["person", "-at"])]


class Mail(models.Model):
    """One mail in the outbox. Unique per person, kind, period and programme, so that nothing is made twice.

    States: queued → sending → sent; a send that was cut off is `uncertain` and never retried by the machine;
    `failed` has an error that will not pass; `withdrawn` was not wanted any more before it went.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to go"
        SENDING = "sending", "Going now"
        SENT = "sent", "Sent"
        UNCERTAIN = "uncertain", "Not certain that it arrived"
        FAILED = "failed", "Could not be sent"
        WITHDRAWN = "withdrawn", "Withdrawn before it went"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mails")
    # A key alone: this room knows no programme. The foreign key stands beside the wall, in a migration of wards.
    programme_id = models.UUIDField(
        null=True,
        blank=True,
        db_index=True,
        help_text="Key of the programme that it came from; none: of the account itself",
    )
    kind = models.CharField(max_length=40)
    period = models.CharField(max_length=40, help_text="ISO week, month or key that the mail is for")
    to = models.EmailField()
    content = models.JSONField(
        null=True, blank=True, help_text="What it is about, where a room words it as late as it is sent (`people.outbox`)"
    )
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True, default="")
    secret = models.CharField(
        max_length=200, blank=True, default="", help_text="Stands in the mail where the text says SECRET; emptied once sent"
    )
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    made_at = models.DateTimeField(auto_now_add=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True, default="")
    again_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        help_text="Who sent it again by hand",
    )  # fmt: skip
    address_refused = models.BooleanField(
        default=False, help_text="A server refused the address for good: no reminder is made for it until this mail is sent again"
    )

    class Meta:
        ordering = ("-made_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "period", "programme_id"], nulls_distinct=False, name="mail_once")
        ]
        indexes = [
            models.Index(fields=["made_at", "id"], condition=models.Q(state="queued"), name="mail_waiting"),
            models.Index(fields=["state"], condition=models.Q(state__in=["sending", "uncertain", "failed"]), name="mail_trouble"),
        ]
