import django.db.models.deletion
import linli.kernel.fields
import linli.kernel.ids
import linli.points.terms.ledger
import linli.volunteering.terms.activities
import linli.volunteering.terms.bank
import linli.volunteering.terms.broadcasts
import linli.volunteering.terms.certificates
import linli.volunteering.terms.hours
import linli.volunteering.terms.rotas
import linli.volunteering.terms.teams
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('resources', '0001_initial'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HourBook',
            fields=[
                ('identity', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='people.identity')),
            ],
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('series', models.CharField(blank=True, max_length=40)),
                ('counts', models.CharField(blank=True, max_length=40)),
                ('revision', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=60)),
                ('words', models.TextField()),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('place_words', models.CharField(max_length=80)),
                ('longitude', models.FloatField(null=True)),
                ('latitude', models.FloatField(null=True)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('members_only', models.BooleanField(default=False)),
                ('state', models.CharField(default=linli.volunteering.terms.activities.ActivityState['PLANNED'], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('secret', models.BinaryField(max_length=32)),
                ('served', models.PositiveIntegerField(default=0)),
                ('came', models.PositiveIntegerField(default=0)),
                ('thanks', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.place')),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', 'starts_at'], name='volunteering_activities'), models.Index(fields=['organisation', 'starts_at'], name='volunteering_of_unit'), models.Index(condition=models.Q(('state', 'planned')), fields=['starts_at'], name='volunteering_planned')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='volunteering_activity_takes_time'), models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'closed', 'off'])), name='volunteering_activity_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='volunteering_activity_point_whole'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='volunteering_closed_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='ActivityRole',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=20)),
                ('places', models.PositiveIntegerField()),
                ('taken', models.PositiveIntegerField(default=0)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteering.activity')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('activity', 'name'), name='volunteering_role_once_an_activity'), models.CheckConstraint(condition=models.Q(('places', 0), ('taken__lte', models.F('places')), _connector='OR'), name='volunteering_no_place_twice')],
            },
        ),
        migrations.CreateModel(
            name='Broadcaster',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('since', models.DateTimeField()),
                ('left_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('identity', 'area'), name='volunteering_broadcaster_once')],
            },
        ),
        migrations.CreateModel(
            name='BroadcastPost',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('column', models.CharField(max_length=40)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('title', models.CharField(max_length=80)),
                ('words', models.TextField()),
                ('audio', models.UUIDField(null=True)),
                ('state', models.CharField(default=linli.volunteering.terms.broadcasts.PostState['WAITING'], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('sent_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('broadcaster', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteering.broadcaster')),
                ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', '-read_at'], name='volunteering_posts')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'shown', 'refused', 'withdrawn'])), name='volunteering_post_state_known'), models.CheckConstraint(condition=models.Q(('sent_by__isnull', True), ('read_by__isnull', True), models.Q(('sent_by', models.F('read_by')), _negated=True), _connector='OR'), name='volunteering_read_by_another'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='volunteering_post_has_words')],
            },
        ),
        migrations.CreateModel(
            name='BroadcastSuggestion',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('words', models.TextField(blank=True)),
                ('state', models.CharField(default=linli.volunteering.terms.broadcasts.SuggestionState['WAITING'], max_length=8)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('matter_id', models.UUIDField(null=True, unique=True)),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteering.broadcastpost')),
                ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['post', 'state'], name='volunteering_suggestions')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'taken', 'noted', 'hidden'])), name='volunteering_suggestion_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=10, unique=True)),
                ('serial', models.CharField(max_length=20, unique=True)),
                ('name_shown', models.CharField(default=linli.volunteering.terms.certificates.NameShown['MASKED'], max_length=8)),
                ('show_organisations', models.BooleanField(default=True)),
                ('lines', models.JSONField()),
                ('services', models.PositiveIntegerField()),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('stars', models.JSONField(default=list)),
                ('issued_at', models.DateTimeField()),
                ('state', models.CharField(default=linli.volunteering.terms.certificates.CertificateState['VALID'], max_length=10)),
                ('why', models.CharField(blank=True, max_length=10)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
            ],
            options={
                'indexes': [models.Index(fields=['identity', '-issued_at'], name='volunteering_certificates')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['valid', 'withdrawn'])), name='volunteering_certificate_state_known'), models.CheckConstraint(condition=models.Q(('name_shown__in', ['masked', 'full', 'none'])), name='volunteering_name_shown_known')],
            },
        ),
        migrations.CreateModel(
            name='FamilyLink',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('relation', models.CharField(max_length=40)),
                ('state', models.CharField(default=linli.volunteering.terms.bank.LinkState['ASKED'], max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'confirmed'])), fields=('giver', 'receiver'), name='volunteering_one_link_a_pair'), models.CheckConstraint(condition=models.Q(('giver', models.F('receiver')), _negated=True), name='volunteering_family_is_two'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'confirmed', 'refused', 'ended'])), name='volunteering_link_state_known')],
            },
        ),
        migrations.CreateModel(
            name='HoursList',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField()),
                ('people', models.PositiveIntegerField()),
                ('minutes', models.PositiveIntegerField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', '-made_at'], name='volunteering_lists')],
            },
        ),
        migrations.CreateModel(
            name='OrderFor',
            fields=[
                ('order_id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('relation', models.CharField(max_length=40)),
                ('identity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
            ],
        ),
        migrations.CreateModel(
            name='RecordMove',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=200)),
                ('state', models.CharField(default=linli.volunteering.terms.bank.MoveState['ASKED'], max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('asked_by_origin', models.BooleanField()),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('origin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('origin', models.F('target')), _negated=True), name='volunteering_move_goes_elsewhere'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'consented', 'accepted', 'declined', 'refused'])), name='volunteering_move_state_known')],
            },
        ),
        migrations.CreateModel(
            name='MoveFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('move', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='volunteering.recordmove')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('move', 'state'), name='volunteering_each_step_of_a_move_once')],
            },
        ),
        migrations.CreateModel(
            name='Repeat',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=60)),
                ('every', models.CharField(max_length=14)),
                ('first', models.DateField()),
                ('until', models.DateField()),
                ('made_until', models.DateField(null=True)),
                ('looked_at', models.DateTimeField(null=True)),
                ('fault', models.CharField(blank=True, max_length=80)),
                ('told_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('every__in', ['week', 'fortnight', 'month_day', 'month_weekday'])), name='volunteering_every_known'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('first'))), name='volunteering_repeat_goes_on')],
            },
        ),
        migrations.AddField(
            model_name='activity',
            name='repeat',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteering.repeat'),
        ),
        migrations.CreateModel(
            name='Rota',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('revision', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=40)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('state', models.CharField(default=linli.volunteering.terms.rotas.RotaState['DRAFT'], max_length=10)),
                ('stamp', models.PositiveIntegerField(default=0)),
                ('outcome', models.JSONField(null=True)),
                ('proposal', models.JSONField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', '-until'], name='volunteering_rotas')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='volunteering_rota_ends_after_beginning'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'withdrawn'])), name='volunteering_rota_state_known')],
            },
        ),
        migrations.CreateModel(
            name='RotaLeave',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('identity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
            ],
            options={
                'indexes': [models.Index(fields=['identity', 'until'], name='volunteering_leaves')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='volunteering_leave_ends_after_beginning')],
            },
        ),
        migrations.CreateModel(
            name='RotaMember',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('roles', models.JSONField(default=list)),
                ('left_at', models.DateTimeField(null=True)),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('rota', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteering.rota')),
            ],
            options={
                'indexes': [models.Index(fields=['identity'], name='volunteering_rota_people')],
                'constraints': [models.UniqueConstraint(fields=('rota', 'identity'), name='volunteering_once_on_a_rota')],
            },
        ),
        migrations.CreateModel(
            name='RotaShift',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('pattern', models.CharField(max_length=40)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('people', models.PositiveSmallIntegerField()),
                ('rota', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteering.rota')),
            ],
            options={
                'indexes': [models.Index(fields=['starts_at'], name='volunteering_shifts')],
                'constraints': [models.UniqueConstraint(fields=('rota', 'day', 'pattern'), name='volunteering_shift_once_a_day'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='volunteering_shift_lasts')],
            },
        ),
        migrations.CreateModel(
            name='RotaDuty',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(default=linli.volunteering.terms.rotas.DutyState['PLANNED'], max_length=8)),
                ('why', models.JSONField(default=dict)),
                ('marked_at', models.DateTimeField(null=True)),
                ('record_id', models.UUIDField(null=True)),
                ('marked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteering.rotamember')),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteering.rotashift')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shift', 'member'), name='volunteering_once_on_a_shift'), models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'done', 'absent'])), name='volunteering_duty_state_known')],
            },
        ),
        migrations.CreateModel(
            name='RotaSwap',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(default=linli.volunteering.terms.rotas.SwapState['OPEN'], max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('back', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteering.rotaduty')),
                ('duty', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteering.rotaduty')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteering.rotamember')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taker', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteering.rotamember')),
                ('to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteering.rotamember')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'waiting'])), fields=('duty',), name='volunteering_one_swap_at_a_time'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'waiting', 'done', 'refused', 'withdrawn'])), name='volunteering_swap_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['waiting', 'done']), _negated=True), ('taker__isnull', False), _connector='OR'), name='volunteering_swap_taken_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='RotaWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('liking', models.CharField(max_length=10)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteering.rotamember')),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteering.rotashift')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'shift'), name='volunteering_one_wish'), models.CheckConstraint(condition=models.Q(('liking__in', ['cannot', 'rather_not', 'gladly'])), name='volunteering_liking_known')],
            },
        ),
        migrations.CreateModel(
            name='ServiceRecord',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=80)),
                ('words', models.TextField(blank=True)),
                ('about_kind', models.CharField(blank=True, max_length=40)),
                ('about_id', models.UUIDField(null=True)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('travel_minutes', models.PositiveIntegerField(default=0)),
                ('overlap_minutes', models.PositiveIntegerField(default=0)),
                ('minutes', models.PositiveIntegerField(default=0)),
                ('grade', models.CharField(max_length=8)),
                ('state', models.CharField(max_length=10)),
                ('proof', models.CharField(blank=True, max_length=8)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('code', models.CharField(max_length=10, null=True, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('appeal', models.CharField(blank=True, max_length=200)),
                ('annul_reason', models.CharField(blank=True, max_length=200)),
                ('objection', models.CharField(blank=True, max_length=200)),
                ('annulled_at', models.DateTimeField(null=True)),
                ('entry_id', models.UUIDField(null=True)),
                ('annul_asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('annulled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('refused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['identity', '-started_at'], name='volunteering_records_of'), models.Index(fields=['keeper', '-started_at'], name='volunteering_records_kept'), models.Index(condition=models.Q(('state', 'asked')), fields=['organisation', 'asked_at'], name='volunteering_records_asked')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__gt', models.F('started_at'))), name='volunteering_service_takes_time'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'confirmed', 'refused', 'withdrawn', 'annulled'])), name='volunteering_record_state_known'), models.CheckConstraint(condition=models.Q(('grade__in', [linli.points.terms.ledger.Grade['CREDIT'], linli.points.terms.ledger.Grade['HONOUR']])), name='volunteering_grade_known'), models.CheckConstraint(condition=models.Q(('proof__in', ['', 'event', 'leader', 'helped'])), name='volunteering_proof_known'), models.CheckConstraint(condition=models.Q(('minutes__lte', 1440)), name='volunteering_record_within_a_day'), models.CheckConstraint(condition=models.Q(('confirmed_person__isnull', True), ('identity__isnull', True), models.Q(('confirmed_person', models.F('identity')), _negated=True), _connector='OR'), name='volunteering_nobody_proves_their_own'), models.CheckConstraint(condition=models.Q(('annulled_by__isnull', True), models.Q(('annulled_by', models.F('annul_asked_by')), _negated=True), _connector='OR'), name='volunteering_annulled_by_two')],
            },
        ),
        migrations.CreateModel(
            name='MoveLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('open', models.BooleanField(default=True)),
                ('move', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='volunteering.recordmove')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteering.servicerecord')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('open', True)), fields=('record',), name='volunteering_one_move_a_record'), models.UniqueConstraint(fields=('move', 'record'), name='volunteering_a_record_once_a_move')],
            },
        ),
        migrations.CreateModel(
            name='ListedRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hours_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteering.hourslist')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteering.servicerecord')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('hours_list', 'record'), name='volunteering_a_record_once_a_list')],
            },
        ),
        migrations.CreateModel(
            name='CertifiedRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteering.certificate')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteering.servicerecord')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('certificate', 'record'), name='volunteering_a_record_once_a_certificate')],
            },
        ),
        migrations.CreateModel(
            name='SignUp',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('taking', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('waiting_since', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('checked_in_at', models.DateTimeField(null=True)),
                ('checked_out_at', models.DateTimeField(null=True)),
                ('how', models.CharField(blank=True, max_length=5)),
                ('near', models.BooleanField(null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteering.activity')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteering.activityrole')),
            ],
            options={
                'indexes': [models.Index(fields=['identity', 'taking'], name='volunteering_parts_of'), models.Index(condition=models.Q(('taking', 'waiting')), fields=['role', 'waiting_since', 'id'], name='volunteering_next')],
                'constraints': [models.UniqueConstraint(fields=('activity', 'identity'), name='volunteering_one_part_a_person'), models.CheckConstraint(condition=models.Q(('taking__in', ['in', 'waiting', 'withdrawn', 'came', 'absent', 'off'])), name='volunteering_taking_known'), models.CheckConstraint(condition=models.Q(('how__in', ['', 'code', 'hand'])), name='volunteering_how_known'), models.CheckConstraint(condition=models.Q(('checked_out_at__isnull', True), models.Q(('checked_in_at__isnull', False), ('checked_out_at__gt', models.F('checked_in_at'))), _connector='OR'), name='volunteering_out_after_in'), models.CheckConstraint(condition=models.Q(models.Q(('taking', 'waiting'), _negated=True), ('waiting_since__isnull', False), _connector='OR'), name='volunteering_waits_since')],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='organisations.organisation')),
                ('kind', models.CharField(max_length=40)),
                ('sole', models.BooleanField()),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('about', models.CharField(blank=True, max_length=500)),
                ('recruiting', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', 'kind'], name='volunteering_teams')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('sole', True)), fields=('of', 'kind'), name='volunteering_one_team_each'), models.CheckConstraint(condition=models.Q(('sole', False), ('of__isnull', False), _connector='OR'), name='volunteering_sole_under_one')],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('part', models.CharField(default=linli.volunteering.terms.teams.TeamPart['MEMBER'], max_length=8)),
                ('standing', models.CharField(default=linli.volunteering.terms.teams.TeamStanding['ASKED'], max_length=8)),
                ('tags', models.JSONField(default=list)),
                ('asked_at', models.DateTimeField()),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteering.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team', 'standing'], name='volunteering_members')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('standing__in', ['asked', 'member'])), fields=('team', 'identity'), name='volunteering_once_in_a_team'), models.CheckConstraint(condition=models.Q(('part__in', ['leader', 'member'])), name='volunteering_part_known'), models.CheckConstraint(condition=models.Q(('standing__in', ['asked', 'member', 'left', 'declined'])), name='volunteering_standing_known'), models.CheckConstraint(condition=models.Q(models.Q(('standing', 'member'), _negated=True), models.Q(('since__isnull', False), ('until__isnull', True)), _connector='OR'), name='volunteering_member_since_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Volunteer',
            fields=[
                ('identity', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='people.identity')),
                ('registered_at', models.DateTimeField(null=True)),
                ('skills', models.JSONField(default=list)),
                ('times', models.JSONField(default=list)),
                ('trained_on', models.DateField(null=True)),
                ('trained_in', models.CharField(blank=True, max_length=80)),
                ('insured_until', models.DateField(null=True)),
                ('feed_digest', models.CharField(max_length=64, null=True, unique=True)),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='broadcastpost',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', linli.volunteering.terms.broadcasts.PostState['SHOWN']), _negated=True), ('read_at__isnull', False), _connector='OR'), name='volunteering_shown_after_reading'),
        ),
        migrations.AddConstraint(
            model_name='broadcastsuggestion',
            constraint=models.CheckConstraint(condition=models.Q(('state', linli.volunteering.terms.broadcasts.SuggestionState['WAITING']), ('read_at__isnull', False), _connector='OR'), name='volunteering_suggestion_read'),
        ),
        migrations.AddConstraint(
            model_name='broadcastsuggestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', linli.volunteering.terms.broadcasts.SuggestionState['TAKEN']), _negated=True), ('matter_id__isnull', False), _connector='OR'), name='volunteering_taken_as_a_matter'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', linli.volunteering.terms.certificates.CertificateState['VALID']), ('why', linli.volunteering.terms.certificates.Withdrawn['NONE'])), models.Q(('state', linli.volunteering.terms.certificates.CertificateState['WITHDRAWN']), ('withdrawn_at__isnull', False), models.Q(('why', linli.volunteering.terms.certificates.Withdrawn['NONE']), _negated=True)), _connector='OR'), name='volunteering_withdrawn_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.UniqueConstraint(condition=models.Q(('repeat__isnull', False)), fields=('repeat', 'starts_at'), name='volunteering_once_a_repeat'),
        ),
        migrations.AddConstraint(
            model_name='rota',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', linli.volunteering.terms.rotas.RotaState['PUBLISHED']), _negated=True), ('published_at__isnull', False), _connector='OR'), name='volunteering_published_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='rotaduty',
            constraint=models.CheckConstraint(condition=models.Q(('state', linli.volunteering.terms.rotas.DutyState['PLANNED']), ('marked_at__isnull', False), _connector='OR'), name='volunteering_marked_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='servicerecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', linli.volunteering.terms.hours.RecordState['CONFIRMED']), _negated=True), models.Q(('confirmed_at__isnull', False), models.Q(('proof', ''), _negated=True)), _connector='OR'), name='volunteering_counted_when_proved'),
        ),
    ]
