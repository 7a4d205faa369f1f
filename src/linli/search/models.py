"""The table of search, and its two kinds of index."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.ddl_references import Statement
from django.db.models import Q

from linli.kernel.fields import PathField


class WordsField(models.TextField):  # type: ignore[type-arg]  # django-stubs: a plain str column
    """Tokens: a `tsvector` on PostgreSQL, the tokens themselves on SQLite."""

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"


_FTS5 = (
    "CREATE VIRTUAL TABLE {table}_fts USING fts5("
    "words, content='{table}', content_rowid='number', tokenize='ascii', detail='full')"
)
_FORGET = (
    "INSERT INTO {table}_fts({table}_fts, rowid, words) VALUES ('delete', old.number, old.words);"
)
_LEARN = "INSERT INTO {table}_fts(rowid, words) VALUES (new.number, new.words);"
_TRIGGERS = (
    "CREATE TRIGGER {table}_fts_insert AFTER INSERT ON {table} BEGIN " + _LEARN + " END",
    "CREATE TRIGGER {table}_fts_delete AFTER DELETE ON {table} BEGIN " + _FORGET + " END",
    "CREATE TRIGGER {table}_fts_update AFTER UPDATE OF words ON {table} BEGIN "
    + _FORGET
    + _LEARN
    + " END",
)


class WordsIndex(models.Index):
    """GIN over the tsvector on PostgreSQL; on SQLite an FTS5 table beside the table, kept by
    triggers, so that writing an entry is one statement on both.
    """

    def create_sql(
        self, model: Any, schema_editor: Any, using: str = " USING gin", **kwargs: Any
    ) -> Any:
        table = model._meta.db_table  # noqa: SLF001 - Django's documented model API
        if schema_editor.connection.vendor == "postgresql":
            return super().create_sql(model, schema_editor, using=using or " USING gin", **kwargs)
        for sql in _TRIGGERS:
            schema_editor.deferred_sql.append(sql.format(table=table))
        return Statement(_FTS5.format(table=table))

    def remove_sql(self, model: Any, schema_editor: Any, **kwargs: Any) -> Any:
        table = model._meta.db_table  # noqa: SLF001
        if schema_editor.connection.vendor == "postgresql":
            return super().remove_sql(model, schema_editor, **kwargs)
        for name in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_fts_{name}")
        return Statement(f"DROP TABLE IF EXISTS {table}_fts")


class Entry(models.Model):
    """One searchable thing. `number` rises with time (newest first) and is the row of the FTS5
    table, hence no UUID.
    """

    number = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    area_path = PathField(default="")
    organisation_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    words = WordsField(default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_one_entry"),
            models.CheckConstraint(condition=~Q(kind=""), name="search_kind_given"),
        )
        indexes = (WordsIndex(fields=["words"], name="search_words"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
