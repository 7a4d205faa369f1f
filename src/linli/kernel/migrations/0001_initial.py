import linli.kernel.ids
from django.db import migrations, models
from linli.kernel import immutability


def seal_tables(apps, schema_editor):
    immutability.install(schema_editor.connection, "kernel_trailline")
    immutability.install(schema_editor.connection, "kernel_trailseal")


def unseal_tables(apps, schema_editor):
    immutability.uninstall(schema_editor.connection, "kernel_trailline")
    immutability.uninstall(schema_editor.connection, "kernel_trailseal")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('value', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='TrailSeal',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('first_line', models.BigIntegerField(unique=True)),
                ('last_line', models.BigIntegerField(unique=True)),
                ('algorithm', models.CharField(max_length=10)),
                ('digest', models.CharField(max_length=64)),
                ('previous', models.CharField(max_length=64)),
                ('sealed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('value', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('revision', models.CharField(max_length=40)),
                ('document', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('current', models.BooleanField(default=False)),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('current', True)), fields=('name',), name='one_current_part'), models.UniqueConstraint(fields=('name', 'revision'), name='one_part_per_revision')],
            },
        ),
        migrations.CreateModel(
            name='RateWindow',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('starts_at', models.BigIntegerField()),
                ('count', models.IntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['starts_at'], name='kernel_rate_starts__37c8ef_idx')],
            },
        ),
        migrations.CreateModel(
            name='TrailLine',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('name', models.CharField(max_length=80)),
                ('actor_kind', models.CharField(max_length=12)),
                ('actor_id', models.UUIDField(null=True)),
                ('via', models.CharField(max_length=20)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField(null=True)),
                ('data', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_kind', 'subject_id', 'number'], name='kernel_trai_subject_6f688e_idx'), models.Index(fields=['name', 'at'], name='kernel_trai_name_d47998_idx')],
            },
        ),
        migrations.RunPython(seal_tables, unseal_tables),
    ]
