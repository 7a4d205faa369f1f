import django.db.models.deletion
import linli.kernel.fields
import linli.kernel.ids
import linli.visits.terms.values
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Subject',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('label', models.CharField(blank=True, max_length=60)),
                ('group', models.CharField(blank=True, max_length=40)),
                ('longitude', models.FloatField(null=True)),
                ('latitude', models.FloatField(null=True)),
                ('key_sealed', models.BinaryField(null=True)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('helper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', 'kind'], name='visits_subjects')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['household', 'enterprise', 'place', 'point'])), name='visits_subject_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='visits_point_on_earth'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('kind', 'area', 'label'), name='visits_one_subject')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('due_on', models.DateField()),
                ('shift', models.CharField(blank=True, max_length=20)),
                ('again', models.BooleanField(default=False)),
                ('state', models.CharField(default=linli.visits.terms.values.PlanState['OPEN'], max_length=8)),
                ('done_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='visits.subject')),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'kind'], name='visits_plans')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'done', 'missed', 'dropped'])), name='visits_plan_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('client_key', models.CharField(max_length=64, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('method_revision', models.CharField(max_length=40)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('device_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('met', models.BooleanField()),
                ('answers', models.JSONField()),
                ('sealed', models.BinaryField(null=True)),
                ('digest', models.CharField(max_length=64)),
                ('conflict', models.CharField(blank=True, max_length=8)),
                ('settled_at', models.DateTimeField(null=True)),
                ('counts', models.BooleanField(default=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('erased_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='visits.plan')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='visits.subject')),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'kind', 'device_at'], name='visits_of_subject'), models.Index(fields=['area_path', 'device_at'], name='visits_made'), models.Index(condition=models.Q(models.Q(('conflict', ''), _negated=True), ('settled_at__isnull', True)), fields=['at'], name='visits_to_settle')],
                'constraints': [models.CheckConstraint(condition=models.Q(('conflict__in', ['', 'other', 'form'])), name='visits_conflict_known')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('question', models.CharField(max_length=60)),
                ('answers', models.JSONField()),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('matter_kind', models.CharField(blank=True, max_length=40)),
                ('category', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField()),
                ('state', models.CharField(default=linli.visits.terms.values.FindingState['OPEN'], max_length=8)),
                ('matter_id', models.UUIDField(null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('settled_at', models.DateTimeField(null=True)),
                ('cleared_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='visits.subject')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='visits.visit')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'area_path', 'at'], name='visits_findings'), models.Index(fields=['subject', 'kind', 'question'], name='visits_same_finding'), models.Index(condition=models.Q(('matter_id__isnull', False)), fields=['matter_id'], name='visits_finding_matter')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'matter', 'council', 'settled'])), name='visits_finding_state_known')],
            },
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(condition=models.Q(('state', linli.visits.terms.values.PlanState['OPEN'])), fields=['area_path', 'due_on'], name='visits_to_make'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(condition=models.Q(('state', linli.visits.terms.values.PlanState['OPEN'])), fields=('subject', 'kind', 'shift'), name='visits_one_open_plan'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('matter_id__isnull', False), ('state', linli.visits.terms.values.FindingState['MATTER'])), models.Q(models.Q(('state', linli.visits.terms.values.FindingState['MATTER']), _negated=True), ('matter_id__isnull', True)), _connector='OR'), name='visits_matter_with_state'),
        ),
        migrations.CreateModel(
            name='Patrol',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('shift', models.CharField(blank=True, max_length=20)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('began_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', 'began_at'], name='visits_patrols')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('team', 'kind'), name='visits_one_patrol_out'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='visits_patrol_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='PatrolMember',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patrol', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='visits.patrol')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('patrol', 'account'), name='visits_once_in_a_patrol')],
            },
        ),
        migrations.AddField(
            model_name='visit',
            name='patrol',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='visits.patrol'),
        ),
    ]
