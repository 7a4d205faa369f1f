import django.db.models.deletion
import linli.kernel.ids
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
            name='QuietHours',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('since', models.TimeField()),
                ('until', models.TimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ChannelSetting',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=60)),
                ('address_sealed', models.BinaryField()),
                ('host', models.CharField(max_length=120)),
                ('active', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField()),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('area__isnull', True), ('organisation__isnull', True), _connector='XOR'), name='messaging_channel_of_one_place')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('told', models.UUIDField()),
                ('to_id', models.UUIDField(null=True)),
                ('template', models.CharField(max_length=60)),
                ('data', models.JSONField(default=dict)),
                ('about_kind', models.CharField(default='', max_length=40)),
                ('about_id', models.UUIDField(null=True)),
                ('url', models.CharField(default='', max_length=200)),
                ('state', models.CharField(default='waiting', max_length=8)),
                ('attempts', models.IntegerField(default=0)),
                ('next_at', models.DateTimeField(null=True)),
                ('error', models.CharField(default='', max_length=80)),
                ('made_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('channel', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.channelsetting')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_at'], name='messaging_due'), models.Index(fields=['state', '-made_at'], name='messaging_states')],
                'constraints': [models.UniqueConstraint(fields=('told', 'channel'), name='messaging_one_per_channel'), models.UniqueConstraint(fields=('told', 'to_id'), name='messaging_one_per_person'), models.CheckConstraint(condition=models.Q(('channel__isnull', True), ('to_id__isnull', True), _connector='XOR'), name='messaging_delivery_to_one'), models.CheckConstraint(condition=models.Q(models.Q(('next_at__isnull', False), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('next_at__isnull', True)), _connector='OR'), name='messaging_waiting_has_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('phone', models.CharField(max_length=20)),
                ('text_sealed', models.BinaryField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='messaging_m_at_14de80_idx')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('told', models.UUIDField()),
                ('template', models.CharField(max_length=60)),
                ('data', models.JSONField(default=dict)),
                ('about_kind', models.CharField(default='', max_length=40)),
                ('about_id', models.UUIDField(null=True)),
                ('url', models.CharField(default='', max_length=200)),
                ('made_at', models.DateTimeField()),
                ('shown_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('held', models.BooleanField(default=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('digest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='messaging.notice')),
            ],
            options={
                'indexes': [models.Index(fields=['account', '-shown_at'], name='messaging_inbox'), models.Index(condition=models.Q(('held', False), ('read_at', None)), fields=['account', 'shown_at'], name='messaging_unread'), models.Index(condition=models.Q(('digest', None), ('held', True)), fields=['shown_at'], name='messaging_held'), models.Index(fields=['about_kind', 'about_id'], name='messaging_about')],
                'constraints': [models.UniqueConstraint(fields=('told', 'account'), name='messaging_told_once')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('template', models.CharField(blank=True, default='', max_length=60)),
                ('daily', models.BooleanField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'template'), name='messaging_one_choice')],
            },
        ),
        migrations.CreateModel(
            name='Hook',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('address_sealed', models.BinaryField()),
                ('host', models.CharField(max_length=120)),
                ('events', models.JSONField(default=list)),
                ('secret_sealed', models.BinaryField()),
                ('old_sealed', models.BinaryField(null=True)),
                ('old_until', models.DateTimeField(null=True)),
                ('told_up_to', models.BigIntegerField()),
                ('active', models.BooleanField(default=True)),
                ('held_until', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='HookDelivery',
            fields=[
                ('id', models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
                ('body', models.JSONField()),
                ('state', models.CharField(default='waiting', max_length=8)),
                ('attempts', models.IntegerField(default=0)),
                ('next_at', models.DateTimeField(null=True)),
                ('error', models.CharField(default='', max_length=80)),
                ('made_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('hook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.hook')),
            ],
            options={
                'indexes': [models.Index(fields=['hook', 'state', 'number'], name='messaging_hook_order'), models.Index(fields=['made_at'], name='messaging_hook_old')],
                'constraints': [models.UniqueConstraint(fields=('hook', 'number'), name='messaging_hook_told_once'), models.CheckConstraint(condition=models.Q(models.Q(('next_at__isnull', False), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('next_at__isnull', True)), _connector='OR'), name='messaging_hook_waiting_has_a_time')],
            },
        ),
    ]
