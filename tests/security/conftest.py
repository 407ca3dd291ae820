import pytest
from django.core.cache import cache

from .world import World


@pytest.fixture
def world(db, settings, tmp_path):
    settings.ATTACHMENT_ROOT = tmp_path / "attachments"
    cache.clear()
    return World()
