"""`manage.py translations`: what it finds, takes over and refuses."""

import gettext
import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk import translations
from helpdesk.translatable import texts_of

ROOT = Path(translations.__file__).resolve().parent.parent

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
a = _("Hello %(name)s")
b = ngettext("%(count)s ticket", "%(count)s tickets", 2)
c = pgettext("month", "May")
"""
TEMPLATE = """
<p title="{% translate "A title" %}">{{ name|default:_("nobody") }}</p>
{% blocktranslate trimmed count number=number with team=team %}
  One ticket of {{ team }}
{% plural %}
  {{ number }} tickets of {{ team }}
{% endblocktranslate %}
"""


@pytest.fixture
def project(tmp_path):
    for name, text in {"room/__init__.py": "", "room/words.py": CODE, "templates/page.html": TEMPLATE}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def po(project):
    path = translations.po_path("de", project)
    translations.update(texts_of(project), path)
    return path


GERMAN = {
    "Hello %(name)s": "Hallo %(name)s",
    "%(count)s ticket": ["Ein Ticket", "%(count)s Tickets"],
    "month\u0004May": "Mai",
    "A title": "Ein Titel",
    "nobody": "niemand",
    "One ticket of %(team)s": ["Ein Ticket von %(team)s", "%(number)s Tickets von %(team)s"],
}


def test_every_way_to_mark_a_text_is_found(project):
    texts = texts_of(project)
    assert set(texts) == set(GERMAN)
    assert texts["One ticket of %(team)s"].plural == "%(number)s tickets of %(team)s"
    assert texts["month\u0004May"].places == ["room/words.py:5"]
    assert texts["nobody"].places == ["templates/page.html:2"]


def test_what_is_filled_in_is_shown(project, po):
    translations.fill(GERMAN, texts_of(project), po)
    assert translations.faults(texts_of(project), po) == []
    (mo,) = translations.compile_catalogues(project)
    with mo.open("rb") as file:
        german = gettext.GNUTranslations(file)
    assert german.pgettext("month", "May") == "Mai"
    assert german.ngettext("%(count)s ticket", "%(count)s tickets", 2) == "%(count)s Tickets"
    assert translations.compile_catalogues(project) == []


def test_an_untranslated_text_is_a_fault(project, po):
    assert "room/words.py:3: no translation for 'Hello %(name)s'." in translations.faults(texts_of(project), po)


def test_a_text_made_at_run_time_is_a_fault(project, po):
    (project / "room/words.py").write_text('a = _(f"Hello {name}")')
    assert any("put together at run time" in fault for fault in translations.faults(texts_of(project), po))


def test_a_fuzzy_translation_is_a_fault(project, po):
    translations.fill(GERMAN, texts_of(project), po)
    po.write_text(po.read_text().replace('msgid "A title"', '#, fuzzy\nmsgid "A title"'))
    assert any("fuzzy" in fault for fault in translations.faults(texts_of(project), po))


@pytest.mark.parametrize(
    ("msgid", "translation"),
    [
        ("Hello %(name)s", "Hallo"),
        ("Hello %(name)s", "Hallo %(namen)s"),
        ("Hello %(name)s", ""),
        ("Hello %(name)s", ["Hallo %(name)s", "Hallo %(name)s"]),
        ("%(count)s ticket", "Tickets"),
        ("%(count)s ticket", ["Ein Ticket", "viele Tickets"]),
        ("of {team}", "von {Team}"),
    ],
)
def test_a_translation_that_could_not_be_shown_is_refused(project, po, msgid, translation):
    before = po.read_text()
    with pytest.raises(translations.BadTranslation):
        translations.fill({"A title": "Ein Titel", msgid: translation}, texts_of(project), po)
    assert po.read_text() == before


def test_an_update_keeps_translations_and_drops_what_nobody_uses(project, po):
    translations.fill({**GERMAN, "new {thing}": "neu: {thing}"}, texts_of(project), po)
    (project / "templates/page.html").unlink()
    assert translations.update(texts_of(project), po) == (0, 4)
    assert 'msgstr "Hallo %(name)s"' in po.read_text()
    assert "Ein Titel" not in po.read_text()


def test_an_update_without_news_changes_no_byte(project, po):
    before = po.read_bytes()
    translations.update(texts_of(project), po)
    assert po.read_bytes() == before


def test_people_who_fill_at_once_do_not_lose_each_others_words(project, po, tmp_path):
    script = "import json, sys; from pathlib import Path; from helpdesk import translations as t\nfor n in range(20):\n"
    script += " t.fill({f'{sys.argv[2]} {n}': 'x'}, {}, Path(sys.argv[1]))"
    command = [sys.executable, "-c", script, str(po)]
    for child in [subprocess.Popen([*command, name], cwd=ROOT) for name in ("one", "two")]:
        assert child.wait(60) == 0
    assert po.read_text().count('msgstr "x"') == 40


def test_the_command_refuses_a_file_that_is_no_json(tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    command = [sys.executable, "manage.py", "translations", "--fill", str(broken)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cannot be read as JSON" in done.stderr
    assert "Traceback" not in done.stderr
