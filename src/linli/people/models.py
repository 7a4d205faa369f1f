"""Tables of people. Sealed columns hold what `kernel.cipher.seal` made, never plain words."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from linli.kernel.ids import new_id
from linli.people.terms import (
    LONGEST_VIEW_NAME,
    LONGEST_VIEW_QUERY,
    RequestKind,
    RequestState,
    ViewList,
)


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts for tests and for `createsuperuser`-like tools; linli uses the services."""

    def create_user(
        self, username: str, password: str | None = None, *, display_name: str = "", **extra: Any
    ) -> Account:
        account = self.model(username=username, display_name=display_name or username, **extra)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Identity(models.Model):
    """One person, encrypted. `key_sealed` is the person's own key, wrapped by the county's data
    key; destroying it destroys everything sealed under it, here and elsewhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_sealed = models.BinaryField(null=True)
    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    id_number_sealed = models.BinaryField(null=True)
    address_sealed = models.BinaryField(null=True)
    phone_digest = models.CharField(max_length=64, null=True, unique=True)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["touched_at"]),)
        constraints = (
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False, key_sealed__isnull=True)
                | Q(erased_at__isnull=True, key_sealed__isnull=False),
                name="people_identity_key_until_erased",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(
                    name_sealed__isnull=True,
                    phone_sealed__isnull=True,
                    id_number_sealed__isnull=True,
                    address_sealed__isnull=True,
                    phone_digest__isnull=True,
                ),
                name="people_identity_erased_is_empty",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Account(AbstractBaseUser):
    """Someone who works in linli and signs in by name. `identity`: the same person's personal
    data, where their phone is needed; never their display name, which colleagues see.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=60)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    password_changed_at = models.DateTimeField(null=True)
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]
    objects: ClassVar[AccountManager] = AccountManager()

    def __str__(self) -> str:
        return self.username


class OldPassword(models.Model):
    """Hashes of an account's last passwords, so that they are not used again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["account", "set_at"]),)

    def __str__(self) -> str:
        return str(self.id)


class SignedIn(models.Model):
    """A session in use: so that its owner sees it, ends it, and their number is bounded."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    client = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["account", "seen_at"]),)

    def __str__(self) -> str:
        return str(self.id)


class Consent(models.Model):
    """What a person agreed to, in which version of the words; withdrawn as easily as given."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["identity", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="people_one_consent_in_force",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="people_consent_given_before_withdrawn",
            ),
        )

    def __str__(self) -> str:
        return f"{self.identity_id} {self.purpose}"


class Reveal(models.Model):
    """Somebody looked at plain personal data: who, whose, when, what for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["identity", "at"]), models.Index(fields=["at"]))

    def __str__(self) -> str:
        return str(self.id)


class SignInCode(models.Model):
    """A code on its way to a phone. The plain code and phone are sealed, and dropped once the
    code is used or worn out; the answer is checked against a keyed digest.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phone_digest = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    phone_sealed = models.BinaryField(null=True)
    code_sealed = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["phone_digest", "created_at"]),
            models.Index(fields=["expires_at"]),
        )

    def __str__(self) -> str:
        return str(self.id)


class SubjectRequest(models.Model):
    """A person asks for a copy, a correction or deletion of what linli holds of them. The words
    are sealed under the person's key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in RequestKind])
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.value) for s in RequestState],
        default=RequestState.OPEN.value,
    )
    words_sealed = models.BinaryField(null=True)
    answer_sealed = models.BinaryField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["state", "due_at"]),)
        constraints = (
            models.UniqueConstraint(
                fields=["identity", "kind"],
                condition=Q(state="open"),
                name="people_one_open_request_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="people_request_answered_when_closed",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class SavedView(models.Model):
    """A filter of a list that a member of staff keeps under a name of their own. `query` is what
    stands behind the question mark of the list's address, without the page.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    shown_on = models.CharField(max_length=20, choices=[(o.value, o.value) for o in ViewList])
    name = models.CharField(max_length=LONGEST_VIEW_NAME)
    query = models.CharField(max_length=LONGEST_VIEW_QUERY)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["account", "name"], name="people_one_saved_view_of_a_name"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)
