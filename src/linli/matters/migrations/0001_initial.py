import django.db.models.deletion
import linli.kernel.fields
import linli.kernel.ids
import linli.matters.terms.lists
import linli.matters.terms.values
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('procedures', '0001_initial'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Matter',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=40, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('category', models.CharField(blank=True, max_length=60)),
                ('urgency', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('longitude', models.FloatField(null=True)),
                ('latitude', models.FloatField(null=True)),
                ('state', models.CharField(default=linli.matters.terms.values.State['OPEN'], max_length=10)),
                ('closing', models.CharField(blank=True, max_length=40)),
                ('channel', models.CharField(max_length=10)),
                ('method_revision', models.CharField(max_length=40)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.run')),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', 'opened_at'], name='matters_mat_area_pa_fb7f8b_idx'), models.Index(fields=['opened_at'], name='matters_mat_opened__a17dbc_idx'), models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['closed_at', 'area_path'], name='matter_closed'), models.Index(condition=models.Q(('parent__isnull', False)), fields=['parent'], name='matter_children'), models.Index(fields=['category', 'opened_at'], name='matters_mat_categor_6512b5_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='matter_point_on_earth')],
            },
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('place', 'place'), ('category', 'category'), ('urgency', 'urgency')], max_length=10)),
                ('value', models.JSONField()),
                ('reason', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
            ],
            options={
                'indexes': [models.Index(fields=['matter', 'at'], name='matters_fac_matter__5dba51_idx')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=10, unique=True)),
                ('client_key', models.CharField(max_length=64, null=True, unique=True)),
                ('words', models.TextField(blank=True)),
                ('place_words', models.CharField(blank=True, max_length=120)),
                ('digest', models.CharField(max_length=64)),
                ('may_publish', models.BooleanField(default=False)),
                ('channel', models.CharField(choices=[('page', 'page'), ('staff', 'staff'), ('phone', 'phone'), ('import', 'import'), ('api', 'api')], max_length=10)),
                ('at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(null=True)),
                ('identity', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('identity__isnull', False)), fields=['identity', 'at'], name='report_by_person')],
            },
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('solved', models.BooleanField()),
                ('satisfied', models.SmallIntegerField(null=True)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.report')),
            ],
            options={
                'indexes': [models.Index(fields=['matter', 'at'], name='matters_rat_matter__faa3e8_idx'), models.Index(fields=['at', 'matter', 'solved', 'satisfied'], name='rating_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('satisfied', None), ('satisfied__range', (1, 5)), _connector='OR'), name='rating_one_to_five')],
            },
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('state', linli.matters.terms.values.State['OPEN'])), fields=['area_path', 'area', 'state'], name='matter_open_place'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('longitude__isnull', False), ('state', linli.matters.terms.values.State['OPEN'])), fields=['opened_at', 'area_path'], name='matter_open_point'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', linli.matters.terms.values.State['OPEN'])), models.Q(models.Q(('state', linli.matters.terms.values.State['OPEN']), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='matter_closed_at_with_state'),
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(max_length=40)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('identity', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('identity__isnull', False)), fields=['identity', 'role'], name='enrolment_of_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='enrolment_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('matter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('matter', 'identity', 'role'), name='party_once')],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('words', models.TextField(blank=True)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('raised', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.report')),
            ],
            options={
                'indexes': [models.Index(fields=['matter', 'at'], name='remark_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', False), ('report', None)), models.Q(('by', None), ('report__isnull', False)), _connector='OR'), name='remark_by_one_side')],
            },
        ),
        migrations.CreateModel(
            name='ListLine',
            fields=[
                ('matter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='matters.matter')),
                ('number', models.CharField(max_length=40)),
                ('sort', models.CharField(max_length=60)),
                ('counted', models.IntegerField(default=0)),
                ('due_on', models.DateField(null=True)),
                ('waits', models.UUIDField(null=True)),
                ('above', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.listline')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Condition',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.SmallIntegerField()),
                ('words', models.CharField(max_length=300)),
                ('evidence', models.SmallIntegerField(default=1)),
                ('met_at', models.DateTimeField(null=True)),
                ('met_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.listline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('line', 'number'), name='one_condition_per_number'), models.CheckConstraint(condition=models.Q(('evidence__range', (0, 9))), name='condition_evidence_range')],
            },
        ),
        migrations.CreateModel(
            name='MatterLink',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'target'), name='one_link_per_pair'), models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='link_of_two')],
            },
        ),
        migrations.CreateModel(
            name='MatterList',
            fields=[
                ('matter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='matters.matter')),
                ('key', models.CharField(max_length=40)),
                ('counted', models.IntegerField(default=0)),
                ('waits', models.UUIDField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['key'], name='list_key')],
            },
        ),
        migrations.AddField(
            model_name='listline',
            name='list',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matterlist'),
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('invited', models.BooleanField()),
                ('state', models.CharField(default=linli.matters.terms.lists.OfferState['OPEN'], max_length=10)),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.listline')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['line', 'at'], name='offer_line')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('area', None), ('organisation__isnull', False)), models.Q(('area__isnull', False), ('organisation', None)), _connector='OR'), name='offer_by_unit_or_area')],
            },
        ),
        migrations.AddConstraint(
            model_name='listline',
            constraint=models.UniqueConstraint(fields=('list', 'sort'), name='one_line_per_number'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', linli.matters.terms.lists.OfferState['ACCEPTED'])), fields=('line',), name='one_claim_wins'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('organisation__isnull', False), ('state', linli.matters.terms.lists.OfferState['OPEN'])), fields=('line', 'organisation'), name='one_offer_per_unit'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('area__isnull', False), ('state', linli.matters.terms.lists.OfferState['OPEN'])), fields=('line', 'area'), name='one_offer_per_area'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('state', linli.matters.terms.lists.OfferState['OPEN'])), models.Q(models.Q(('state', linli.matters.terms.lists.OfferState['OPEN']), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='offer_settled_at_with_state'),
        ),
        migrations.CreateModel(
            name='HotSpot',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('category', models.CharField(max_length=60)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('days', models.IntegerField()),
                ('count', models.IntegerField()),
                ('found_at', models.DateTimeField()),
                ('counted_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('proactive', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['area_path', 'found_at'], name='hot_spot_place'), models.Index(condition=models.Q(('proactive__isnull', False)), fields=['proactive'], name='hot_spot_proactive')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('area', 'category', 'kind'), name='hot_spot_once')],
            },
        ),
        migrations.CreateModel(
            name='HotSpotMatter',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('hot_spot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.hotspot')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('hot_spot', 'matter'), name='hot_spot_matter_once')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reports', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('matter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('matter',), name='merged_once'), models.CheckConstraint(condition=models.Q(('matter', models.F('into')), _negated=True), name='merge_of_two')],
            },
        ),
        migrations.CreateModel(
            name='LineVersion',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('words', models.TextField(blank=True)),
                ('conditions', models.JSONField(default=list)),
                ('due_on', models.DateField(null=True)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.listline')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('line', 'number'), name='one_version_per_number')],
            },
        ),
    ]
