from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0010_changes_of_targets"),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("holder", models.CharField(blank=True, max_length=60)),
                ("held_until", models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
