import re
from pathlib import Path

from django.template import Context, Template
from lucide.templatetags.lucide import lucide

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def render(template):
    return Template("{% load icons %}" + template).render(Context())


def test_an_icon_is_inline_svg_hidden_from_screen_readers():
    svg = render('{% icon "clock" "sm" %}')
    assert svg.startswith("<svg")
    assert 'class="icon icon-sm"' in svg
    assert 'aria-hidden="true"' in svg
    assert "style=" not in svg


def test_an_unknown_icon_of_a_service_does_not_break_the_page():
    assert render('{% icon "no-such-icon" %}') == render('{% icon "circle-dot" %}')


def test_every_icon_named_in_a_template_exists():
    named = {
        name
        for template in TEMPLATES.rglob("*.html")
        for name in re.findall(r"{% icon \"([^\"]+)\"", template.read_text(encoding="utf-8"))
    }
    for name in named:
        lucide(name)
