import django.db.models.deletion
import django.db.models.expressions
import linli.deliberation.terms.charters
import linli.deliberation.terms.elections
import linli.deliberation.terms.gatherings
import linli.deliberation.terms.pledges
import linli.deliberation.terms.selections
import linli.kernel.fields
import linli.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('publicity', '0001_initial'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('since', models.DateField()),
                ('term_ends', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', 'kind'], name='deliberation_bodies')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('kind', 'area', 'name'), name='deliberation_one_body'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='deliberation_body_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('name', models.CharField(max_length=60)),
                ('story', models.TextField()),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('organisation',), name='deliberation_one_brand')],
            },
        ),
        migrations.CreateModel(
            name='Charter',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
            ],
            options={
                'indexes': [models.Index(fields=['area_path'], name='deliberation_charters')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'area'), name='deliberation_one_charter')],
            },
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=40)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('span', models.CharField(max_length=8)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publicity.period')),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', 'key'], name='deliberation_disclosures')],
                'constraints': [models.UniqueConstraint(fields=('key', 'area', 'span'), name='deliberation_disclosed_once'), models.CheckConstraint(condition=models.Q(models.Q(('period__isnull', False), ('reason', '')), models.Q(('period__isnull', True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='deliberation_shown_or_excused')],
            },
        ),
        migrations.CreateModel(
            name='DisclosureReminder',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=40)),
                ('span', models.CharField(max_length=8)),
                ('late', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'area', 'span', 'late'), name='deliberation_reminded_once')],
            },
        ),
        migrations.CreateModel(
            name='Election',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('revision', models.CharField(max_length=40)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('state', models.CharField(default=linli.deliberation.terms.elections.ElectionState['PREPARING'], max_length=10)),
                ('registered', models.PositiveIntegerField(default=0)),
                ('roll_published', models.DateField(null=True)),
                ('polls_held', models.PositiveSmallIntegerField(default=0)),
                ('vacant', models.PositiveSmallIntegerField(default=0)),
                ('vacant_reason', models.CharField(blank=True, max_length=200)),
                ('first_time', models.BooleanField(null=True)),
                ('shouldered', models.BooleanField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('completed_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.body')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['decided_at'], name='deliberation_decided')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['preparing', 'roll', 'nominated', 'voting', 'again', 'decided', 'completed'])), name='deliberation_election_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', [linli.deliberation.terms.elections.ElectionState['DECIDED'], linli.deliberation.terms.elections.ElectionState['COMPLETED']]), _negated=True), models.Q(('decided_at__isnull', False), ('first_time__isnull', False)), _connector='OR'), name='deliberation_decided_with_figures')],
            },
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('positions', models.JSONField(default=list)),
                ('tags', models.JSONField(default=list)),
                ('standing', models.CharField(default=linli.deliberation.terms.elections.CandidateStanding['NOMINATED'], max_length=10)),
                ('name', models.CharField(blank=True, max_length=40)),
                ('consented_at', models.DateTimeField(null=True)),
                ('written_in', models.BooleanField(default=False)),
                ('nominated_at', models.DateTimeField()),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.election')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('account__isnull', False)), fields=('election', 'account'), name='deliberation_candidate_account'), models.UniqueConstraint(condition=models.Q(('identity__isnull', False)), fields=('election', 'identity'), name='deliberation_candidate_person'), models.CheckConstraint(condition=models.Q(('account__isnull', False), ('identity__isnull', False), _connector='OR'), name='deliberation_candidate_is_somebody'), models.CheckConstraint(condition=models.Q(('standing__in', ['nominated', 'accepted', 'withdrawn'])), name='deliberation_standing_known'), models.CheckConstraint(condition=models.Q(('name', ''), ('consented_at__isnull', False), _connector='OR'), name='deliberation_name_with_consent')],
            },
        ),
        migrations.CreateModel(
            name='Excuse',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('period', models.CharField(max_length=8)),
                ('reason', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.body')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('body', 'kind', 'period'), name='deliberation_owed_excused_once')],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account',), name='deliberation_one_feed')],
            },
        ),
        migrations.CreateModel(
            name='Gathering',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('revision', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=80)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('state', models.CharField(default=linli.deliberation.terms.gatherings.State['WANTED'], max_length=10)),
                ('place', models.CharField(blank=True, max_length=80)),
                ('online', models.BooleanField(default=False)),
                ('called_at', models.DateTimeField(null=True)),
                ('meets_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('subject_kind', models.CharField(blank=True, max_length=40)),
                ('subject_id', models.UUIDField(null=True)),
                ('step_id', models.UUIDField(null=True)),
                ('run_id', models.UUIDField(null=True)),
                ('wanted_at', models.DateTimeField()),
                ('wanted_text', models.UUIDField(null=True)),
                ('wanted_way', models.CharField(blank=True, max_length=8)),
                ('rehearsal', models.BooleanField(default=False)),
                ('key_sealed', models.BinaryField(null=True)),
                ('minutes_sealed', models.BinaryField(null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.body')),
                ('called_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', 'meets_at'], name='deliberation_by_place'), models.Index(fields=['body', 'kind', 'meets_at'], name='deliberation_by_body'), models.Index(condition=models.Q(('subject_id__isnull', False)), fields=['subject_id'], name='deliberation_of_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['wanted', 'called', 'open', 'held', 'void', 'dropped'])), name='deliberation_gathering_state_known'), models.UniqueConstraint(condition=models.Q(('step_id__isnull', False), models.Q(('state__in', ['void', 'dropped']), _negated=True)), fields=('step_id',), name='deliberation_one_gathering_a_step')],
            },
        ),
        migrations.CreateModel(
            name='Juror',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('household', models.CharField(blank=True, max_length=60)),
                ('floor_area', models.DecimalField(decimal_places=2, default=0, max_digits=9)),
                ('tags', models.JSONField(default=list)),
                ('votes', models.BooleanField(default=True)),
                ('represents', models.PositiveSmallIntegerField(default=0)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.body')),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('until__isnull', True)), fields=['account'], name='deliberation_of_account'), models.Index(condition=models.Q(('until__isnull', True)), fields=['identity'], name='deliberation_of_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('account__isnull', False), ('until__isnull', True)), fields=('body', 'account'), name='deliberation_account_once'), models.UniqueConstraint(condition=models.Q(('identity__isnull', False), ('until__isnull', True)), fields=('body', 'identity'), name='deliberation_identity_once'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='deliberation_member_ends_after_beginning'), models.CheckConstraint(condition=models.Q(('floor_area__gte', 0)), name='deliberation_area_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.gathering')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('gathering', 'member'), name='deliberation_guest_once')],
            },
        ),
        migrations.CreateModel(
            name='Motion',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=80)),
                ('way', models.CharField(max_length=8)),
                ('state', models.CharField(default=linli.deliberation.terms.gatherings.MotionState['WAITING'], max_length=10)),
                ('matter_id', models.UUIDField(null=True)),
                ('figures', models.JSONField(null=True)),
                ('passed', models.BooleanField(null=True)),
                ('number', models.CharField(blank=True, max_length=40)),
                ('opened_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('public_key', models.TextField(blank=True)),
                ('private_sealed', models.BinaryField(null=True)),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.gathering')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('gathering', 'position'), name='deliberation_agenda_numbered'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'papers', 'open', 'decided', 'dropped'])), name='deliberation_motion_state_known'), models.CheckConstraint(condition=models.Q(('way__in', ['hands', 'named', 'secret', 'talk'])), name='deliberation_way_known')],
            },
        ),
        migrations.CreateModel(
            name='CharterVersion',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('adopted_on', models.DateField()),
                ('from_day', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('filing', models.CharField(default=linli.deliberation.terms.charters.Filing['NOT_YET'], max_length=8)),
                ('filed_on', models.DateField(null=True)),
                ('filing_note', models.CharField(blank=True, max_length=200)),
                ('charter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.charter')),
                ('filed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('motion', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.motion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('charter', 'number'), name='deliberation_charter_numbered'), models.UniqueConstraint(fields=('charter', 'from_day'), name='deliberation_charter_one_a_day'), models.CheckConstraint(condition=models.Q(('from_day__gte', models.F('adopted_on'))), name='deliberation_in_force_after_vote')],
            },
        ),
        migrations.CreateModel(
            name='Boxed',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_random_id, editable=False, primary_key=True, serialize=False)),
                ('choice', models.CharField(max_length=1000)),
                ('digest', models.CharField(max_length=64)),
                ('message', models.TextField()),
                ('signature', models.TextField()),
                ('mark', models.TextField()),
                ('motion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.motion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('motion', 'digest'), name='deliberation_paper_once')],
            },
        ),
        migrations.CreateModel(
            name='Nominee',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('story', models.TextField()),
                ('state', models.CharField(default=linli.deliberation.terms.selections.NomineeState['OFFERED'], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('awarded', models.BooleanField(default=False)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='JuryScore',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('score', models.PositiveSmallIntegerField()),
                ('juror', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.juror')),
                ('nominee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.nominee')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('juror', 'nominee'), name='deliberation_scored_once'), models.CheckConstraint(condition=models.Q(('score__lte', 100)), name='deliberation_score_in_range')],
            },
        ),
        migrations.CreateModel(
            name='PaperCount',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('choice', models.CharField(max_length=8)),
                ('count', models.PositiveIntegerField()),
                ('motion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.motion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('motion', 'choice'), name='deliberation_counted_once'), models.CheckConstraint(condition=models.Q(('choice__in', ['yes', 'no', 'abstain', 'spoilt'])), name='deliberation_counted_choice_known')],
            },
        ),
        migrations.CreateModel(
            name='Pledge',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('revision', models.CharField(max_length=40)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('named', models.BooleanField(default=False)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('closes_at', models.DateTimeField()),
                ('state', models.CharField(default=linli.deliberation.terms.pledges.PledgeState['RUNNING'], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('figures', models.JSONField(null=True)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', '-until'], name='deliberation_pledges'), models.Index(condition=models.Q(('state', 'running')), fields=['closes_at'], name='deliberation_to_settle')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='deliberation_pledge_ends_after_beginning'), models.CheckConstraint(condition=models.Q(('state__in', ['running', 'settled', 'withdrawn'])), name='deliberation_pledge_state_known'), models.CheckConstraint(condition=models.Q(('account__isnull', False), ('organisation__isnull', False), _connector='OR'), name='deliberation_pledge_is_somebodys')],
            },
        ),
        migrations.CreateModel(
            name='PledgeVoice',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('signed', models.BooleanField()),
                ('said', models.CharField(max_length=8)),
                ('words', models.TextField(blank=True)),
                ('words_state', models.CharField(default=linli.deliberation.terms.pledges.WordsState['NONE'], max_length=8)),
                ('text_number', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('pledge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.pledge')),
                ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('identity__isnull', False)), fields=('pledge', 'identity'), name='deliberation_one_voice_a_person'), models.CheckConstraint(condition=models.Q(('signed', True), ('identity__isnull', True), _connector='OR'), name='deliberation_a_person_is_signed'), models.CheckConstraint(condition=models.Q(('said__in', ['kept', 'partly', 'not_kept', 'unknown'])), name='deliberation_said_known'), models.CheckConstraint(condition=models.Q(('words_state__in', ['none', 'waiting', 'shown', 'hidden'])), name='deliberation_words_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Poll',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(max_length=8)),
                ('rule', models.JSONField()),
                ('seats', models.JSONField()),
                ('registered', models.PositiveIntegerField()),
                ('opened_at', models.DateTimeField()),
                ('counted_at', models.DateTimeField(null=True)),
                ('handed_out', models.PositiveIntegerField(null=True)),
                ('taken_back', models.PositiveIntegerField(null=True)),
                ('valid', models.PositiveIntegerField(null=True)),
                ('invalid', models.PositiveIntegerField(null=True)),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.election')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('election', 'number'), name='deliberation_poll_number'), models.UniqueConstraint(condition=models.Q(('counted_at__isnull', True)), fields=('election',), name='deliberation_one_poll_open'), models.CheckConstraint(condition=models.Q(('kind__in', ['first', 'rerun', 'tie'])), name='deliberation_poll_kind_known'), models.CheckConstraint(condition=models.Q(('counted_at__isnull', True), models.Q(('handed_out__lte', models.F('registered')), ('taken_back', django.db.models.expressions.CombinedExpression(models.F('valid'), '+', models.F('invalid'))), ('taken_back__lte', models.F('handed_out'))), _connector='OR'), name='deliberation_ballots_add_up')],
            },
        ),
        migrations.CreateModel(
            name='PollLine',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.CharField(max_length=40)),
                ('votes', models.PositiveIntegerField(null=True)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.candidate')),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.poll')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('poll', 'position', 'candidate'), name='deliberation_stands_once')],
            },
        ),
        migrations.CreateModel(
            name='Rehearsal',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('revision', models.CharField(max_length=40)),
                ('scene', models.PositiveSmallIntegerField(default=0)),
                ('remarks', models.JSONField(default=list)),
                ('began_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('for_body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.body')),
                ('gathering', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='deliberation.gathering')),
                ('sample', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.body')),
            ],
            options={
                'indexes': [models.Index(fields=['account', 'began_at'], name='deliberation_practices'), models.Index(fields=['began_at'], name='deliberation_practice_ends')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('period', models.CharField(max_length=8)),
                ('stage', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.body')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('body', 'kind', 'period', 'stage'), name='deliberation_owed_told_once')],
            },
        ),
        migrations.CreateModel(
            name='Renewal',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('target', models.DateField()),
                ('launched_at', models.DateTimeField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('launched_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', 'target'], name='deliberation_renewals')],
            },
        ),
        migrations.AddField(
            model_name='election',
            name='renewal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.renewal'),
        ),
        migrations.CreateModel(
            name='RollCorrection',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('change', models.IntegerField()),
                ('reason', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.election')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('change', 0), _negated=True), name='deliberation_change_is_one')],
            },
        ),
        migrations.CreateModel(
            name='RollEntry',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('household', models.CharField(blank=True, max_length=60)),
                ('floor_area', models.DecimalField(decimal_places=2, default=0, max_digits=9)),
                ('tags', models.JSONField(default=list)),
                ('votes', models.BooleanField(default=True)),
                ('came', models.CharField(default=linli.deliberation.terms.gatherings.Came['NOT_YET'], max_length=8)),
                ('came_at', models.DateTimeField(null=True)),
                ('excuse', models.CharField(blank=True, max_length=100)),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.gathering')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.member')),
                ('proxy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.rollentry')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('gathering', 'member'), name='deliberation_once_on_the_roll'), models.CheckConstraint(condition=models.Q(('came__in', ['not_yet', 'room', 'online', 'proxy', 'away'])), name='deliberation_came_known')],
            },
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=100)),
                ('motion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.motion')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.rollentry')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('motion', 'entry'), name='deliberation_recused_once')],
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('medium', models.CharField(max_length=8)),
                ('choice', models.CharField(blank=True, max_length=8)),
                ('asked', models.CharField(blank=True, max_length=64)),
                ('signed', models.TextField(blank=True)),
                ('motion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.motion')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.rollentry')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('motion', 'entry'), name='deliberation_one_vote'), models.CheckConstraint(condition=models.Q(('choice', ''), ('choice__in', ['yes', 'no', 'abstain', 'spoilt']), _connector='OR'), name='deliberation_choice_known'), models.CheckConstraint(condition=models.Q(('medium__in', ['online', 'paper'])), name='deliberation_medium_known')],
            },
        ),
        migrations.CreateModel(
            name='RollLine',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('household', models.CharField(max_length=60)),
                ('voters', models.PositiveSmallIntegerField()),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.election')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('election', 'household'), name='deliberation_household_once'), models.CheckConstraint(condition=models.Q(('voters__gt', 0)), name='deliberation_line_has_voters')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.CharField(max_length=40)),
                ('reserved', models.BooleanField(default=False)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.candidate')),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.election')),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.poll')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('election', 'candidate'), name='deliberation_one_seat_each')],
            },
        ),
        migrations.CreateModel(
            name='Selection',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('revision', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=80)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('stage', models.CharField(default=linli.deliberation.terms.selections.Stage['NOMINATING'], max_length=10)),
                ('nominate_until', models.DateField()),
                ('opens_at', models.DateTimeField(null=True)),
                ('closes_at', models.DateTimeField(null=True)),
                ('counted_at', models.DateTimeField(null=True)),
                ('result', models.JSONField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['-made_at'], name='deliberation_selections')],
                'constraints': [models.CheckConstraint(condition=models.Q(('stage__in', ['nominating', 'shown', 'voting', 'counted', 'dropped'])), name='deliberation_stage_known')],
            },
        ),
        migrations.AddField(
            model_name='nominee',
            name='selection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.selection'),
        ),
        migrations.AddField(
            model_name='juror',
            name='selection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.selection'),
        ),
        migrations.CreateModel(
            name='SelectionBallot',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_random_id, editable=False, primary_key=True, serialize=False)),
                ('picks', models.JSONField()),
                ('selection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.selection')),
            ],
        ),
        migrations.CreateModel(
            name='SelectionHour',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('hour', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=0)),
                ('selection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.selection')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('selection', 'hour'), name='deliberation_one_hour')],
            },
        ),
        migrations.CreateModel(
            name='SelectionVoter',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_random_id, editable=False, primary_key=True, serialize=False)),
                ('mark', models.CharField(max_length=64)),
                ('selection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.selection')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('selection', 'mark'), name='deliberation_one_ballot')],
            },
        ),
        migrations.CreateModel(
            name='TextVersion',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=80)),
                ('words', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject_kind', 'subject_id', 'number'), name='deliberation_text_numbered')],
            },
        ),
        migrations.AddField(
            model_name='motion',
            name='text',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.textversion'),
        ),
        migrations.CreateModel(
            name='Undertaking',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('made_at', models.DateTimeField()),
                ('motion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.motion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('motion', 'subject_id'), name='deliberation_undertaken_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='gathering',
            constraint=models.CheckConstraint(condition=models.Q(('state', linli.deliberation.terms.gatherings.State['WANTED']), ('state', linli.deliberation.terms.gatherings.State['DROPPED']), models.Q(('called_at__isnull', False), ('meets_at__gte', models.F('called_at')), ('meets_at__isnull', False)), _connector='OR'), name='deliberation_called_before_it_meets'),
        ),
        migrations.AddConstraint(
            model_name='charterversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('filed_on__isnull', True), ('filing', linli.deliberation.terms.charters.Filing['NOT_YET'])), models.Q(('filed_on__gte', models.F('adopted_on')), ('filing__in', ['filed', 'returned'])), _connector='OR'), name='deliberation_filed_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='pledge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', linli.deliberation.terms.pledges.PledgeState['SETTLED']), _negated=True), models.Q(('figures__isnull', False), ('settled_at__isnull', False)), _connector='OR'), name='deliberation_settled_with_figures'),
        ),
        migrations.AddConstraint(
            model_name='pledgevoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('words_state', linli.deliberation.terms.pledges.WordsState['SHOWN']), _negated=True), ('read_at__isnull', False), _connector='OR'), name='deliberation_shown_after_reading'),
        ),
        migrations.AddIndex(
            model_name='election',
            index=models.Index(fields=['renewal', 'area_path'], name='deliberation_elections'),
        ),
        migrations.AddConstraint(
            model_name='election',
            constraint=models.UniqueConstraint(condition=models.Q(('state', linli.deliberation.terms.elections.ElectionState['COMPLETED']), _negated=True), fields=('kind', 'area'), name='deliberation_one_election'),
        ),
        migrations.AddConstraint(
            model_name='election',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('completed_at__isnull', False), ('state', linli.deliberation.terms.elections.ElectionState['COMPLETED'])), models.Q(models.Q(('state', linli.deliberation.terms.elections.ElectionState['COMPLETED']), _negated=True), ('completed_at__isnull', True)), _connector='OR'), name='deliberation_completed_at'),
        ),
        migrations.AddConstraint(
            model_name='rollentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('came', linli.deliberation.terms.gatherings.Came['PROXY']), ('proxy__isnull', False)), models.Q(models.Q(('came', linli.deliberation.terms.gatherings.Came['PROXY']), _negated=True), ('proxy__isnull', True)), _connector='OR'), name='deliberation_proxy_has_a_holder'),
        ),
        migrations.AddConstraint(
            model_name='selection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', linli.deliberation.terms.selections.Stage['COUNTED']), _negated=True), ('result__isnull', False), _connector='OR'), name='deliberation_counted_with_a_result'),
        ),
        migrations.AddConstraint(
            model_name='nominee',
            constraint=models.UniqueConstraint(fields=('selection', 'organisation'), name='deliberation_nominated_once'),
        ),
        migrations.AddConstraint(
            model_name='juror',
            constraint=models.UniqueConstraint(fields=('selection', 'account'), name='deliberation_juror_once'),
        ),
        migrations.AddConstraint(
            model_name='motion',
            constraint=models.CheckConstraint(condition=models.Q(('private_sealed__isnull', True), ('state', linli.deliberation.terms.gatherings.MotionState['PAPERS']), _connector='OR'), name='deliberation_key_destroyed_with_the_last_paper'),
        ),
    ]
