"""The agreement that a provider signs for a team, and its document."""

import hashlib
import io
import re
import uuid
import zipfile
from datetime import date
from pathlib import PurePath, PureWindowsPath

from django.core.exceptions import ValidationError
from django.db import transaction

from people.models import Person
from people.nhs_numbers import refuse_nhs_number
from people.verbs import held, once
from wards.access import ensure_sets_up
from wards.models import Agreement, AgreementDocument, Team
from wards.models.teams import UNSIGNED
from wards.places import refuse_ahead
from wards.teams import State, put_step

MOST_BYTES = 5_000_000
PDF, WORD = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {PDF: ".pdf", WORD: ".docx", "image/png": ".png", "image/jpeg": ".jpg"}


@transaction.atomic
def sign(
    *, by: Person, team: Team, signed_by: str, signed_on: date, expires_on: date,
    document: tuple[str, bytes] | None = None, form_key: uuid.UUID | None = None,
) -> Agreement:  # fmt: skip
    """Keep that a team's agreement was signed: who, when, until when, with its document (name, content) if there is one.

    A team that was interested or selected takes the step “agreement signed”; any other has renewed it.
    The same form_key twice from one person gives the first back. Raises PermissionDenied, ValidationError.
    """
    ensure_sets_up(by, team)
    row: Team = held(team)
    key, made = once(by, form_key, row, Agreement)
    if made:
        return made
    if row.has_ended:
        raise ValidationError(f"{row} takes part no more: {row.get_state_display().lower()}.")
    refuse_ahead(signed_on, "signed_on")
    if expires_on <= signed_on:
        raise ValidationError({"expires_on": "The agreement must end after the day on which it was signed"})
    agreement = Agreement(
        pk=key, team=row, provider_id=row.provider_id, signed_by=signed_by.strip(), signed_on=signed_on, expires_on=expires_on
    )
    agreement.full_clean(exclude=["team", "provider"])
    agreement.save()
    if document:
        attach(by=by, agreement=agreement, name=document[0], content=document[1])
    if row.state in UNSIGNED:
        try:
            put_step(row, State.SIGNED, signed_on, "", by)
        except ValidationError as error:
            raise ValidationError({"signed_on": error.messages}) from None
    return agreement


@transaction.atomic
def attach(*, by: Person, agreement: Agreement, name: str, content: bytes) -> AgreementDocument:
    """Keep the signed paper. Its kind is told from its content, never from its name; another one replaces it.

    Raises PermissionDenied, ValidationError (field "document").
    """
    ensure_sets_up(by, agreement.team_id)
    kind = _kind_of(content)
    title = _plain_name(name, kind)
    AgreementDocument.objects.filter(agreement=agreement).delete()
    document = AgreementDocument(
        agreement=agreement, provider_id=agreement.provider_id, name=title, kind=kind, size=len(content),
        digest=hashlib.sha256(content).hexdigest(), content=content, added_by=by,
    )  # fmt: skip
    document.save()
    return document


def _kind_of(content: bytes) -> str:
    if not content:
        raise ValidationError({"document": "The document is empty"})
    if len(content) > MOST_BYTES:
        raise ValidationError({"document": f"The document must be {MOST_BYTES // 1_000_000} MB or smaller"})
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"PK\x03\x04") and _is_word(content):
        return WORD
    raise ValidationError({"document": "The document must be a PDF, a Word document (.docx), or a picture (.png, .jpg)"})


def _is_word(content: bytes) -> bool:
    """Whether a ZIP holds a Word document without macros. Only its list of names is read, nothing is unpacked."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError):
        return False
    return "word/document.xml" in names and not any("vbaproject" in name.lower() for name in names)


def _plain_name(name: str, kind: str) -> str:
    """The last part of a file's name, in plain characters, with the ending of what it is."""
    last = PurePath(PureWindowsPath(name).name).stem
    plain = re.sub(r"[^\w .()-]", "", last).strip(" .")[:100] or "agreement"
    try:
        refuse_nhs_number(plain)
    except ValidationError as error:
        raise ValidationError({"document": error.messages}) from None
    return plain + ENDINGS[kind]
