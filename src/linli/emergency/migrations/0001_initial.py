import django.db.models.deletion
import linli.kernel.fields
import linli.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '__first__'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Emergency',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('plan', models.CharField(max_length=60)),
                ('revision', models.CharField(max_length=40)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('reason', models.CharField(max_length=200)),
                ('on_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('off_at', models.DateTimeField(null=True)),
                ('report', models.JSONField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('off_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('on_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', 'on_at'], name='emergency_place')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('off_at__isnull', True)), fields=('area', 'plan'), name='one_emergency_of_a_plan'), models.CheckConstraint(condition=models.Q(('off_at__isnull', True), ('off_at__gte', models.F('on_at')), _connector='OR'), name='emergency_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Door',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('needs', models.JSONField(default=list)),
                ('at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('emergency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='emergency.emergency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('emergency', 'household'), name='one_door_a_household'), models.CheckConstraint(condition=models.Q(models.Q(('at__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('at__isnull', False)), _connector='OR'), name='door_knocked_at')],
            },
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('criterion', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('emergency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='emergency.emergency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('emergency', 'area', 'criterion'), name='criterion_met_once')],
            },
        ),
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('emergency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='emergency.emergency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('emergency', 'area'), name='one_award_an_estate')],
            },
        ),
        migrations.CreateModel(
            name='Sent',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('holding_id', models.UUIDField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('emergency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='emergency.emergency')),
            ],
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=60)),
                ('begins', models.DateTimeField()),
                ('ends', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('emergency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='emergency.emergency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('emergency', 'key', 'begins', 'account'), name='shift_once_a_person')],
            },
        ),
    ]
