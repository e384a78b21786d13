import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0005_rows_know_their_version"),
    ]

    operations = [
        migrations.AddField(
            model_name="remark",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="remark",
            name="closed_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="remark",
            name="follows",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="followed_by", to="web.remark"
            ),
        ),
        migrations.AddField(
            model_name="remark",
            name="is_required",
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name="step",
            name="filing",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="web.filing"
            ),
        ),
        migrations.CreateModel(
            name="Risk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dossier_version", models.IntegerField()),
                ("framework", models.CharField(max_length=100)),
                ("stratum", models.CharField(max_length=200)),
                ("points", models.IntegerField(default=0)),
                ("seen", models.JSONField(default=list)),
                ("because_zh", models.TextField(blank=True)),
                ("because_en", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "dossier",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="risks", to="web.dossier"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TargetRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("indicator_code", models.CharField(max_length=100)),
                ("office_code", models.CharField(blank=True, max_length=64)),
                ("old", models.CharField(max_length=60)),
                ("new", models.CharField(max_length=60)),
                ("reason", models.TextField()),
                ("wanted_on", models.DateField()),
                ("budget_change_code", models.CharField(blank=True, max_length=100)),
                ("basis", models.JSONField(default=list)),
                ("state", models.CharField(default="asked", max_length=30)),
                ("version", models.IntegerField(default=1)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("change_code", models.CharField(blank=True, max_length=100)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="target_requests", to="web.dossier"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="step",
            name="request",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="web.targetrequest"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("filing", None), ("request", None), _connector="XOR"), name="step_of_one_matter"
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.UniqueConstraint(fields=("account", "dossier"), name="risk_once"),
        ),
        migrations.AddIndex(
            model_name="targetrequest",
            index=models.Index(fields=["state"], name="web_targetr_state_0eb010_idx"),
        ),
        migrations.AddConstraint(
            model_name="targetrequest",
            constraint=models.UniqueConstraint(fields=("dossier", "number"), name="target_request_once"),
        ),
    ]
