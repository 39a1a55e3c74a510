from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("earnings", "0004_pools")]

    operations = [
        migrations.AddField(
            model_name="concerned",
            name="amount",
            field=models.DecimalField(decimal_places=6, default=0, max_digits=30),
            preserve_default=False,
        ),
    ]
