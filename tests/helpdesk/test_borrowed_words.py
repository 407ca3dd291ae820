"""What libraries say is said as the rest is: in German, and by "Sie"."""

import re

import pytest
from django.utils.translation import gettext, override

from helpdesk.borrowed_words import BORROWED

FAMILIAR = re.compile(r"\b(?:du|dein\w*|dich|dir|gib|stelle|prüfe|benutze|wähle|versuche)\b", re.IGNORECASE)


@pytest.mark.parametrize("sentence", BORROWED)
def test_a_borrowed_sentence_is_german_and_polite(sentence):
    with override("de"):
        said = gettext(sentence)
    assert said != sentence
    assert not FAMILIAR.search(said)
