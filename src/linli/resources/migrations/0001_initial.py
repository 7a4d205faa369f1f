import django.db.models.deletion
import django.db.models.expressions
import linli.kernel.fields
import linli.kernel.ids
import linli.resources.terms.bases
import linli.resources.terms.lending
import linli.resources.terms.meals
import linli.resources.terms.places
import linli.resources.terms.shop
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
            name='Base',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('about', models.TextField(blank=True)),
                ('mu', models.PositiveIntegerField(default=0)),
                ('hotels', models.PositiveIntegerField(default=0)),
                ('beds', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='BaseVisit',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=10)),
                ('size', models.PositiveSmallIntegerField()),
                ('since', models.DateField()),
                ('days', models.PositiveSmallIntegerField()),
                ('state', models.CharField(default=linli.resources.terms.bases.VisitState['ASKED'], max_length=10)),
                ('note', models.CharField(blank=True, max_length=600)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('arrived', models.PositiveSmallIntegerField(null=True)),
                ('closes_at', models.DateTimeField(null=True)),
                ('base', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.base')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['base', '-since'], name='resources_base_visits')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'confirmed', 'done', 'refused', 'cancelled'])), name='resources_visit_state_known'), models.CheckConstraint(condition=models.Q(('form__in', ['group', 'class'])), name='resources_visit_form_known'), models.CheckConstraint(condition=models.Q(('days__range', (1, 5)), ('size__gte', 1)), name='resources_visit_of_days')],
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=20, unique=True)),
                ('shop', models.CharField(max_length=40)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('amount', models.PositiveBigIntegerField()),
                ('picks', models.PositiveIntegerField()),
                ('state', models.CharField(default=linli.resources.terms.shop.BatchState['DRAWN'], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('drawn_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(null=True)),
                ('drawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', '-drawn_at'], name='resources_batches')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='resources_batch_of_something'), models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='resources_batch_ends_after_beginning'), models.CheckConstraint(condition=models.Q(('state__in', ['drawn', 'signed', 'dropped'])), name='resources_batch_state_known'), models.CheckConstraint(condition=models.Q(('signed_by__isnull', True), ('drawn_by__isnull', True), models.Q(('signed_by', models.F('drawn_by')), _negated=True), _connector='OR'), name='resources_batch_signed_by_another')],
            },
        ),
        migrations.CreateModel(
            name='CircleCount',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('circle', models.CharField(max_length=40)),
                ('revision', models.CharField(max_length=40)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('limit', models.FloatField()),
                ('detour', models.FloatField()),
                ('homes', models.PositiveIntegerField()),
                ('on_network', models.PositiveIntegerField()),
                ('households', models.PositiveIntegerField()),
                ('unplaced', models.PositiveIntegerField()),
                ('by_door', models.BooleanField()),
                ('places', models.JSONField()),
                ('detail', models.BinaryField()),
                ('seconds', models.FloatField()),
                ('counted_at', models.DateTimeField()),
                ('counted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['circle', '-counted_at'], name='resources_counts')],
            },
        ),
        migrations.CreateModel(
            name='CircleSiting',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('service', models.CharField(max_length=40)),
                ('candidates', models.PositiveIntegerField()),
                ('of_all', models.PositiveIntegerField()),
                ('seconds', models.FloatField()),
                ('choices', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('count', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.circlecount')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('count', 'service'), name='resources_sited_once')],
            },
        ),
        migrations.CreateModel(
            name='Course',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('theme', models.CharField(max_length=40)),
                ('halves', models.PositiveSmallIntegerField()),
                ('seats', models.PositiveSmallIntegerField()),
                ('teacher', models.CharField(max_length=40)),
                ('about', models.TextField(blank=True)),
                ('shown', models.BooleanField(default=True)),
                ('base', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.base')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('base', 'name'), name='resources_a_course_once'), models.CheckConstraint(condition=models.Q(('halves__range', (1, 10))), name='resources_course_of_days'), models.CheckConstraint(condition=models.Q(('seats__gte', 1)), name='resources_course_seats')],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('words', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.basevisit')),
            ],
        ),
        migrations.CreateModel(
            name='LentTitle',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('maker', models.CharField(blank=True, max_length=60)),
                ('isbn', models.CharField(blank=True, max_length=13)),
                ('about', models.TextField(blank=True)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'name'], name='resources_shelf')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('isbn', ''), _negated=True), fields=('isbn',), name='resources_one_title_an_isbn')],
            },
        ),
        migrations.CreateModel(
            name='LentCopy',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('barcode', models.CharField(max_length=30, unique=True)),
                ('condition', models.CharField(default=linli.resources.terms.lending.Condition['FINE'], max_length=10)),
                ('state', models.CharField(default=linli.resources.terms.lending.CopyState['SHELF'], max_length=10)),
                ('added_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(null=True)),
                ('title', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.lenttitle')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['shelf', 'kept', 'out', 'repair', 'missing', 'gone'])), name='resources_copy_state_known'), models.CheckConstraint(condition=models.Q(('condition__in', ['fine', 'worn', 'damaged', 'lost'])), name='resources_copy_condition_known')],
            },
        ),
        migrations.CreateModel(
            name='Loan',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('paper', models.CharField(blank=True, max_length=60)),
                ('slot', models.PositiveSmallIntegerField(null=True)),
                ('out_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('renewals', models.PositiveSmallIntegerField(default=0)),
                ('told', models.PositiveSmallIntegerField(default=0)),
                ('deposit', models.PositiveIntegerField(default=0)),
                ('hold_id', models.UUIDField(null=True)),
                ('back_at', models.DateTimeField(null=True)),
                ('condition', models.CharField(blank=True, max_length=10)),
                ('back_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('borrower', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('copy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.lentcopy')),
                ('out_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['borrower', '-out_at'], name='resources_loans_of'), models.Index(condition=models.Q(('back_at__isnull', True)), fields=['due_on'], name='resources_loans_due'), models.Index(fields=['out_at'], name='resources_loans_out')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('back_at__isnull', True)), fields=('copy',), name='resources_lent_once'), models.UniqueConstraint(condition=models.Q(('back_at__isnull', True), ('borrower__isnull', False)), fields=('borrower', 'kind', 'slot'), name='resources_a_slot_once'), models.CheckConstraint(condition=models.Q(('back_at__isnull', False), models.Q(('borrower__isnull', False), ('paper', ''), ('slot__isnull', False)), models.Q(('borrower__isnull', True), models.Q(('paper', ''), _negated=True)), _connector='OR'), name='resources_somebody_has_it'), models.CheckConstraint(condition=models.Q(('back_at__isnull', True), models.Q(('condition', ''), _negated=True), _connector='OR'), name='resources_back_in_a_condition'), models.CheckConstraint(condition=models.Q(('deposit', 0), ('hold_id__isnull', False), _connector='OR'), name='resources_deposit_held')],
            },
        ),
        migrations.CreateModel(
            name='Damage',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('found', models.CharField(max_length=10)),
                ('words', models.CharField(max_length=300)),
                ('charge', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('state', models.CharField(default=linli.resources.terms.lending.DamageState['OPEN'], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('settled_at', models.DateTimeField(null=True)),
                ('entry_id', models.UUIDField(null=True)),
                ('appeal', models.CharField(blank=True, max_length=300)),
                ('upheld', models.BooleanField(null=True)),
                ('ruling', models.CharField(blank=True, max_length=200)),
                ('ruled_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ruled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('loan', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.loan')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'charged', 'waived'])), name='resources_damage_state_known'), models.CheckConstraint(condition=models.Q(('found__in', [linli.resources.terms.lending.Condition['DAMAGED'], linli.resources.terms.lending.Condition['LOST']])), name='resources_damage_found_known'), models.CheckConstraint(condition=models.Q(('by__isnull', True), ('settled_by__isnull', True), models.Q(('by', models.F('settled_by')), _negated=True), _connector='OR'), name='resources_damage_by_another'), models.CheckConstraint(condition=models.Q(('ruled_by__isnull', True), models.Q(models.Q(('by__isnull', True), models.Q(('by', models.F('ruled_by')), _negated=True), _connector='OR'), models.Q(('settled_by__isnull', True), models.Q(('settled_by', models.F('ruled_by')), _negated=True), _connector='OR')), _connector='OR'), name='resources_damage_ruled_by_a_third'), models.CheckConstraint(condition=models.Q(('upheld__isnull', True), models.Q(('ruled_at__isnull', False), models.Q(('appeal', ''), _negated=True)), _connector='OR'), name='resources_damage_ruled_on_appeal')],
            },
        ),
        migrations.CreateModel(
            name='Menu',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('meal', models.CharField(max_length=40)),
                ('dishes', models.CharField(max_length=300)),
                ('fen', models.PositiveIntegerField()),
                ('portions', models.PositiveSmallIntegerField()),
                ('taken', models.PositiveSmallIntegerField(default=0)),
                ('brings', models.BooleanField(default=False)),
                ('off', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['day'], name='resources_menus_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('taken__lte', models.F('portions'))), name='resources_no_more_than_is_cooked')],
            },
        ),
        migrations.CreateModel(
            name='MealOrder',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('group', models.CharField(max_length=40)),
                ('way', models.CharField(max_length=6)),
                ('pay', models.PositiveIntegerField()),
                ('state', models.CharField(default=linli.resources.terms.meals.MealState['ORDERED'], max_length=10)),
                ('at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('eater', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('orderer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('menu', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.menu')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('menu', 'eater'), name='resources_one_meal_an_eater'), models.CheckConstraint(condition=models.Q(('way__in', ['here', 'fetch', 'bring'])), name='resources_way_known'), models.CheckConstraint(condition=models.Q(('state__in', ['ordered', 'withdrawn', 'done', 'missed'])), name='resources_meal_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('shop', models.CharField(max_length=40)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('title', models.CharField(max_length=40)),
                ('words', models.TextField(blank=True)),
                ('scheme', models.CharField(max_length=40)),
                ('price', models.PositiveIntegerField()),
                ('hours', models.BooleanField(default=False)),
                ('worth', models.PositiveIntegerField(default=0)),
                ('stock', models.PositiveIntegerField()),
                ('each', models.PositiveIntegerField(default=0)),
                ('fetch_at', models.CharField(max_length=120)),
                ('fetch_when', models.CharField(blank=True, max_length=120)),
                ('fetch_until', models.DateField(null=True)),
                ('state', models.CharField(default=linli.resources.terms.shop.OfferState['WAITING'], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField()),
                ('judged_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('judged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['shop', 'state', '-made_at'], name='resources_offers'), models.Index(fields=['area_path', '-made_at'], name='resources_offers_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('stock__gte', 0)), name='resources_stock_is_there'), models.CheckConstraint(condition=models.Q(('price__gt', 0)), name='resources_offer_has_a_price'), models.CheckConstraint(condition=models.Q(models.Q(('hours', True), ('worth', 0)), models.Q(('hours', False), ('worth__gt', 0)), _connector='OR'), name='resources_hours_are_worth_no_money'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'shown', 'paused', 'refused', 'closed'])), name='resources_offer_state_known'), models.CheckConstraint(condition=models.Q(('judged_by__isnull', True), ('made_by__isnull', True), models.Q(('judged_by', models.F('made_by')), _negated=True), _connector='OR'), name='resources_offer_judged_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField()),
                ('count', models.PositiveIntegerField()),
                ('picked', models.PositiveIntegerField(default=0)),
                ('given_up', models.PositiveIntegerField(default=0)),
                ('price', models.PositiveIntegerField()),
                ('worth', models.PositiveIntegerField()),
                ('hold', models.UUIDField(unique=True)),
                ('code', models.CharField(max_length=10, unique=True)),
                ('state', models.CharField(default=linli.resources.terms.shop.OrderState['WAITING'], max_length=9)),
                ('made_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.offer')),
            ],
            options={
                'indexes': [models.Index(fields=['identity', '-made_at'], name='resources_orders_of'), models.Index(fields=['offer', 'state'], name='resources_orders_at'), models.Index(condition=models.Q(('state', 'waiting')), fields=['until'], name='resources_orders_to_end')],
                'constraints': [models.UniqueConstraint(fields=('identity', 'key'), name='resources_one_order_a_key'), models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='resources_order_of_something'), models.CheckConstraint(condition=models.Q(('count__gte', django.db.models.expressions.CombinedExpression(models.F('picked'), '+', models.F('given_up')))), name='resources_no_more_than_ordered'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'fetched', 'cancelled', 'lapsed'])), name='resources_order_state_known')],
            },
        ),
        migrations.CreateModel(
            name='PickUp',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField()),
                ('shop', models.CharField(max_length=40)),
                ('count', models.PositiveIntegerField()),
                ('worth', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.batch')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.order')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', '-at'], name='resources_picks'), models.Index(condition=models.Q(('batch__isnull', True), ('worth__gt', 0)), fields=['shop', 'organisation', 'at'], name='resources_picks_to_settle')],
                'constraints': [models.UniqueConstraint(fields=('order', 'key'), name='resources_one_pick_a_key'), models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='resources_pick_of_something')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('area_path', linli.kernel.fields.PathField(max_length=200)),
                ('address', models.CharField(blank=True, max_length=120)),
                ('about', models.TextField(blank=True)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('square_metres', models.PositiveIntegerField(default=0)),
                ('longitude', models.FloatField(null=True)),
                ('latitude', models.FloatField(null=True)),
                ('hours', models.JSONField()),
                ('state', models.CharField(max_length=10)),
                ('opened_on', models.DateField(null=True)),
                ('closed_on', models.DateField(null=True)),
                ('made_at', models.DateTimeField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', 'name'], name='resources_places')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'building', 'open', 'closed'])), name='resources_place_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='resources_place_point_whole')],
            },
        ),
        migrations.AddField(
            model_name='menu',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.place'),
        ),
        migrations.AddField(
            model_name='lentcopy',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.place'),
        ),
        migrations.CreateModel(
            name='LendTurn',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('keep_until', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('copy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.lentcopy')),
                ('title', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.lenttitle')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.place')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['title', 'place', 'at'], name='resources_queue'), models.Index(condition=models.Q(('state', 'ready')), fields=['keep_until'], name='resources_kept_until')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'ready'])), fields=('title', 'person'), name='resources_one_turn_a_person'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'ready', 'taken', 'lapsed', 'left'])), name='resources_turn_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['waiting', 'ready']), _negated=True), ('person__isnull', False), _connector='OR'), name='resources_somebody_waits')],
            },
        ),
        migrations.AddField(
            model_name='base',
            name='place',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.place'),
        ),
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('list', models.CharField(max_length=40)),
                ('revision', models.CharField(max_length=40)),
                ('items', models.JSONField()),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('place', 'list'), name='resources_accepted_once')],
            },
        ),
        migrations.CreateModel(
            name='PlaceException',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('spans', models.JSONField()),
                ('note', models.CharField(max_length=60)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'day'), name='resources_one_exception_a_day')],
            },
        ),
        migrations.CreateModel(
            name='PlaceItem',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('list', models.CharField(max_length=40)),
                ('item', models.CharField(max_length=40)),
                ('met', models.BooleanField()),
                ('words', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'list', 'item'), name='resources_an_item_once')],
            },
        ),
        migrations.CreateModel(
            name='PlaceService',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(blank=True, max_length=40)),
                ('words', models.CharField(blank=True, max_length=30)),
                ('order', models.PositiveSmallIntegerField()),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.place')),
            ],
            options={
                'indexes': [models.Index(fields=['key'], name='resources_places_offering')],
                'constraints': [models.UniqueConstraint(fields=('place', 'key', 'words'), name='resources_a_service_once'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('key', ''), _negated=True), ('words', '')), models.Q(('key', ''), models.Q(('words', ''), _negated=True)), _connector='OR'), name='resources_a_key_or_words')],
            },
        ),
        migrations.CreateModel(
            name='PlaceUse',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('order', models.PositiveSmallIntegerField()),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.place')),
            ],
            options={
                'indexes': [models.Index(fields=['kind'], name='resources_places_of_kind')],
                'constraints': [models.UniqueConstraint(fields=('place', 'kind'), name='resources_a_kind_once')],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('days', models.PositiveSmallIntegerField()),
                ('base', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.base')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('base', 'name'), name='resources_a_programme_once'), models.CheckConstraint(condition=models.Q(('days__range', (1, 5))), name='resources_programme_of_days')],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeItem',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.PositiveSmallIntegerField()),
                ('half', models.PositiveSmallIntegerField()),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.course')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'day', 'half'), name='resources_an_item_a_half'), models.CheckConstraint(condition=models.Q(('half__in', [0, 1])), name='resources_item_half_known')],
            },
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('seats', models.PositiveSmallIntegerField()),
                ('uses', models.JSONField(default=list)),
                ('booking', models.CharField(blank=True, max_length=8)),
                ('closed', models.BooleanField(default=False)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'name'), name='resources_a_room_once'), models.CheckConstraint(condition=models.Q(('booking__in', ['', 'free', 'asked', 'office', 'none'])), name='resources_booking_known')],
            },
        ),
        migrations.CreateModel(
            name='RoomBooking',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('use', models.CharField(blank=True, max_length=40)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('people', models.PositiveSmallIntegerField(default=0)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', models.CharField(max_length=10)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('about_kind', models.CharField(blank=True, max_length=20)),
                ('about_id', models.UUIDField(null=True)),
                ('asked_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.room')),
            ],
            options={
                'indexes': [models.Index(fields=['room', 'starts_at'], name='resources_bookings_of_room'), models.Index(fields=['identity', '-starts_at'], name='resources_bookings_of_one'), models.Index(condition=models.Q(('state', 'asked')), fields=['starts_at'], name='resources_bookings_asked')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='resources_booking_has_length'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'booked', 'refused', 'withdrawn', 'lapsed', 'came', 'missed'])), name='resources_booking_state_known')],
            },
        ),
        migrations.CreateModel(
            name='BookedQuarter',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.room')),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.roombooking')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('room', 'starts_at'), name='resources_one_booking_a_quarter')],
            },
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('base', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.base')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('base', 'name'), name='resources_a_route_once')],
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('about', models.TextField(blank=True)),
                ('longitude', models.FloatField(null=True)),
                ('latitude', models.FloatField(null=True)),
                ('closed', models.BooleanField(default=False)),
                ('base', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.base')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('base', 'name'), name='resources_a_site_once'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='resources_site_point_whole')],
            },
        ),
        migrations.CreateModel(
            name='RouteStop',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('order', models.PositiveSmallIntegerField()),
                ('route', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.route')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('route', 'order'), name='resources_a_stop_an_order'), models.UniqueConstraint(fields=('route', 'site'), name='resources_a_stop_once')],
            },
        ),
        migrations.AddField(
            model_name='course',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.site'),
        ),
        migrations.CreateModel(
            name='StockTake',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('begun_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('expected', models.PositiveIntegerField(default=0)),
                ('seen', models.PositiveIntegerField(default=0)),
                ('missing', models.JSONField(default=list)),
                ('begun_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('place',), name='resources_one_stock_take')],
            },
        ),
        migrations.CreateModel(
            name='StockSeen',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('copy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.lentcopy')),
                ('take', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.stocktake')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('take', 'copy'), name='resources_seen_once')],
            },
        ),
        migrations.CreateModel(
            name='VisitAnswer',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('answers', models.JSONField()),
                ('on', models.DateField()),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.basevisit')),
            ],
        ),
        migrations.CreateModel(
            name='VisitCode',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=10, unique=True)),
                ('used', models.BooleanField(default=False)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.basevisit')),
            ],
        ),
        migrations.CreateModel(
            name='VisitingUnit',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('home', models.CharField(blank=True, max_length=60)),
                ('hung_on', models.DateField(null=True)),
                ('base', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.base')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.identity')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('base', 'name'), name='resources_a_unit_once')],
            },
        ),
        migrations.AddField(
            model_name='basevisit',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.visitingunit'),
        ),
        migrations.CreateModel(
            name='VisitSlot',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('half', models.PositiveSmallIntegerField()),
                ('held', models.BooleanField(default=False)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.course')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.site')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.basevisit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('visit', 'day', 'half'), name='resources_a_course_a_half'), models.UniqueConstraint(condition=models.Q(('held', True)), fields=('site', 'day', 'half'), name='resources_one_group_at_a_site')],
            },
        ),
        migrations.CreateModel(
            name='WalkNetwork',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=120)),
                ('crossings', models.PositiveIntegerField()),
                ('ways', models.PositiveIntegerField()),
                ('kilometres', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('data', models.BinaryField()),
                ('uploaded_at', models.DateTimeField()),
                ('in_force', models.BooleanField(default=True)),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('in_force', True)), fields=('in_force',), name='resources_one_network'), models.CheckConstraint(condition=models.Q(('ways__gt', 0)), name='resources_network_of_something')],
            },
        ),
        migrations.AddField(
            model_name='circlecount',
            name='network',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.walknetwork'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', linli.resources.terms.shop.BatchState['SIGNED']), _negated=True), ('signed_at__isnull', False), _connector='OR'), name='resources_signed_batch_has_its_day'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', linli.resources.terms.shop.BatchState['DROPPED']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='resources_batch_dropped_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='damage',
            constraint=models.CheckConstraint(condition=models.Q(('state', linli.resources.terms.lending.DamageState['OPEN']), ('settled_at__isnull', False), _connector='OR'), name='resources_damage_settled_when'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', linli.resources.terms.shop.OfferState['SHOWN']), _negated=True), ('judged_at__isnull', False), _connector='OR'), name='resources_shown_after_a_look'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', linli.resources.terms.shop.OrderState['WAITING'])), models.Q(('closed_at__isnull', False), ('count', django.db.models.expressions.CombinedExpression(models.F('picked'), '+', models.F('given_up')))), _connector='OR'), name='resources_order_waits_or_is_closed'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', linli.resources.terms.places.PlaceState['OPEN']), _negated=True), ('opened_on__isnull', False), _connector='OR'), name='resources_open_since_a_day'),
        ),
        migrations.AddConstraint(
            model_name='menu',
            constraint=models.UniqueConstraint(fields=('place', 'day', 'meal'), name='resources_one_menu_a_meal'),
        ),
        migrations.AddIndex(
            model_name='lentcopy',
            index=models.Index(fields=['title', 'place', 'state'], name='resources_copies'),
        ),
        migrations.AddIndex(
            model_name='lentcopy',
            index=models.Index(fields=['place', 'state'], name='resources_stand'),
        ),
        migrations.AddConstraint(
            model_name='lendturn',
            constraint=models.UniqueConstraint(condition=models.Q(('state', linli.resources.terms.lending.TurnState['READY'])), fields=('copy',), name='resources_kept_for_one'),
        ),
        migrations.AddConstraint(
            model_name='lendturn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', linli.resources.terms.lending.TurnState['READY']), _negated=True), models.Q(('copy__isnull', False), ('keep_until__isnull', False)), _connector='OR'), name='resources_ready_with_a_copy'),
        ),
        migrations.AddConstraint(
            model_name='basevisit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', linli.resources.terms.bases.VisitState['DONE']), _negated=True), ('arrived__isnull', False), _connector='OR'), name='resources_visit_came'),
        ),
    ]
