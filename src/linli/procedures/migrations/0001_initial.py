import datetime
import django.db.models.deletion
import linli.kernel.fields
import linli.kernel.ids
from django.conf import settings
from django.db import migrations, models

from linli.kernel import immutability


def seal_table(apps, schema_editor):
    immutability.install(schema_editor.connection, "procedures_happening")


def unseal_table(apps, schema_editor):
    immutability.uninstall(schema_editor.connection, "procedures_happening")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
        ("territory", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Definition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("revision", models.CharField(max_length=40)),
                ("xml", models.TextField()),
                ("decisions", models.JSONField(default=dict)),
                ("sha256", models.CharField(max_length=64)),
                ("current", models.BooleanField(default=False)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "revision"), name="one_definition_per_revision"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)),
                        fields=("key",),
                        name="one_current_definition",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("method_revision", models.CharField(default="", max_length=40)),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField()),
                ("title", models.CharField(max_length=200)),
                ("number", models.CharField(default="", max_length=40)),
                ("category", models.CharField(default="", max_length=60)),
                ("area_path", linli.kernel.fields.PathField(max_length=200)),
                ("urgency", models.CharField(default="", max_length=20)),
                ("data", models.JSONField(default=dict)),
                ("state", models.CharField(default="running", max_length=10)),
                ("version", models.IntegerField(default=1)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("secret", models.BinaryField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.area",
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.definition",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Happening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("actor_kind", models.CharField(max_length=12)),
                ("outcome", models.CharField(default="", max_length=60)),
                ("data", models.JSONField(default=dict)),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.run",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("node", models.CharField(max_length=80)),
                ("name", models.CharField(default="", max_length=100)),
                ("state", models.CharField(max_length=10)),
                ("group", models.UUIDField(null=True)),
                ("item", models.CharField(default="", max_length=100)),
                ("via", models.CharField(default="", max_length=80)),
                ("duty", models.CharField(default="", max_length=60)),
                (
                    "due_at",
                    models.DateTimeField(
                        default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.UUIDField(null=True)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(default="", max_length=60)),
                ("lapse", models.CharField(default="", max_length=12)),
                ("extended", models.SmallIntegerField(default=0)),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField()),
                ("title", models.CharField(max_length=200)),
                ("category", models.CharField(default="", max_length=60)),
                ("area_path", linli.kernel.fields.PathField(max_length=200)),
                ("urgency", models.CharField(default="", max_length=20)),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.area",
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.run",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("form", models.CharField(default="", max_length=60)),
                ("text", models.TextField(default="")),
                ("answers", models.JSONField(default=dict)),
                ("sealed", models.BinaryField(null=True)),
                ("digest", models.CharField(max_length=64)),
                ("written_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "happening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.happening",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.run",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.step",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="happening",
            name="step",
            field=models.ForeignKey(
                db_index=False, null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="procedures.step",
            ),
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.CharField(max_length=6)),
                ("key", models.CharField(default="", max_length=80)),
                ("limit", models.CharField(default="", max_length=40)),
                ("due_at", models.DateTimeField()),
                ("ladder", models.CharField(default="", max_length=60)),
                ("rung", models.SmallIntegerField(default=0)),
                ("ring_at", models.DateTimeField(null=True)),
                ("met_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(default="", max_length=120)),
                ("tries", models.SmallIntegerField(default=0)),
                (
                    "met_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.run",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.step",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["subject_kind", "subject_id"], name="run_subject"),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["running", "ended", "withdrawn"])),
                name="run_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "running")),
                    models.Q(
                        models.Q(("state", "running"), _negated=True), ("ended_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="run_ended_at",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(fields=["run", "state"], name="step_run"),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["duty", "area", "due_at", "id"],
                name="step_duty",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("state", "open"), ("organisation__isnull", False)),
                fields=["organisation", "due_at", "id"],
                name="step_organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("state", "open"), ("person__isnull", False)),
                fields=["person", "due_at", "id"],
                name="step_person",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("state", "open"), ("claimed_by__isnull", False)),
                fields=["claimed_by", "due_at", "id"],
                name="step_claimed",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["category", "due_at", "id"],
                name="step_category",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["due_at", "id"], name="step_due"
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["area_path", "due_at"],
                name="step_path",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "waiting", "done", "cancelled"])),
                name="step_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("state__in", ["open", "waiting"])),
                    models.Q(("done_at__isnull", False), ("state__in", ["done", "cancelled"])),
                    _connector="OR",
                ),
                name="step_done_at",
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["run"], name="note_run"),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(
                condition=models.Q(("erased_at", None)), fields=["written_at"], name="note_kept"
            ),
        ),
        migrations.AddIndex(
            model_name="happening",
            index=models.Index(fields=["run", "id"], name="happening_run"),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("ring_at__isnull", False)),
                fields=["ring_at"],
                name="clock_ring_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                fields=("step", "kind", "key"), name="one_clock_per_stage"
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["due", "stage", "timer"])), name="clock_kind"
            ),
        ),
        migrations.RunPython(seal_table, unseal_table),
    ]
