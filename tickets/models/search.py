"""How text becomes searchable words: German and English endings and umlauts folded, by PostgreSQL."""

from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.db.models.functions import Left

# PostgreSQL refuses a search vector above one megabyte; what stands behind this many characters is not searched.
SEARCHED_CHARACTERS = 100_000


def words_of(field):
    """Expression: the words of `field` in both languages."""
    text = Left(field, Value(SEARCHED_CHARACTERS))
    return SearchVector(text, config="german") + SearchVector(text, config="english")
