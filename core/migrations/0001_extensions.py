from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Trigrams for parts of words, B-tree in GiST for what may not overlap. Every other room depends on this."""

    initial = True
    dependencies = []
    operations = [TrigramExtension(), BtreeGistExtension()]
