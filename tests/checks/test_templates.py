"""The checks of templates find what they are there for, and let pass what is right."""

import pytest
from django.template import engines

from scripts.checks.compiled import faults_of as faults_of_compiled
from scripts.checks.templates import blocks_in_attributes, faults_of

RIGHT = """{% load i18n %}
<p title="{% translate "Title" %}" {% if a %}hidden{% endif %} class="a{% if b %} c{% endif %}">{% translate "Hi" %}</p>
{% blocktranslate trimmed %}Some <b class="x">text</b>{% endblocktranslate %}
{% comment %}Not shown{% endcomment %}{# nor this #}<!-- nor this -->
<kbd>Ctrl</kbd> <span translate="no">Foo GmbH</span> <section lang="de">Beides</section> 5 MB &nbsp;&middot; &ndash; 12:30
<script src="{{ address }}" type="module"></script><svg viewBox="0 0 1 1"/><img alt="">
<input value="{{ typed }}" name="subject" data-kind="reply"> {{ count }}
<b aria-labelledby="head"></b>
"""
WRONG = {
    "<p>Hello {{ name }}</p>": "“Hello …” is not translatable",
    "{% if a %}Yes{% else %}{% translate 'No' %}{% endif %}": "“Yes…”",
    '<a title="Open">…</a>': "in title",
    '<a aria-label="Close {{ name }}">…</a>': "in aria-label",
    '<input type="submit" value="Send">': "in value",
    '<p data-text-sent="Sent"></p>': "in data-text-sent",
    "<button hx-confirm='Sure?'></button>": "in hx-confirm",
    '<p style="color: red"></p>': "style=",
    '<p onclick="go()"></p>': "onclick=",
    '<p hx-on::after-swap="go()"></p>': "hx-on",
    "<style>p {}</style>": "<style>",
    "<script>go()</script>": "script without src",
    '<a href="javascript:go()">…</a>': "runs a script",
    '{% blocktranslate %}A <b style="x">word</b>{% endblocktranslate %}': "style=",
}


def test_a_right_template_has_no_fault():
    assert faults_of(RIGHT, "desk/page.html") == []


@pytest.mark.parametrize("source", WRONG)
def test_a_wrong_template_is_found_with_its_line(source):
    faults = faults_of(f"\n\n{source}", "desk/page.html")
    assert len(faults) == 1
    assert WRONG[source] in faults[0]
    assert faults[0].startswith(("desk/page.html:3: ", "desk/page.html: "))


def test_a_piece_that_goes_into_a_tag_has_no_fault():
    assert faults_of('{% if wrong %} aria-invalid="true" aria-describedby="{{ id }}-error"{% endif %}', "x.html") == []


def test_a_block_that_fills_an_attribute_holds_no_words():
    names = blocks_in_attributes(['<body class="wide {% block kind %}{% endblock %}">{% block main %}{% endblock %}'])
    source = "{% block kind %}is-small{% endblock %}\n{% block main %}Hello{% endblock %}"
    assert faults_of(source, "x.html", names) == ["x.html:2: “… Hello” is not translatable."]


def test_a_mail_carries_its_own_style_but_no_script():
    assert faults_of('<p style="color: red"></p>', "mail/answer.html") == []
    assert faults_of('<p onclick="go()"></p>', "mail/answer.html")


def test_a_plain_text_is_checked_line_by_line():
    assert faults_of('{% translate "Hello" %} {{ name }},\nBest wishes', "mail/answer.txt") == [
        "mail/answer.txt:2: “Best wishes” is not translatable."
    ]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("{% if %}", "Unexpected end of expression"),
        ("{% nonsense %}", "Invalid block tag"),
        ('{% extends "no/where.html" %}', "the template no/where.html does not exist"),
        ('<p>{% include "no/where.html" %}</p>', "the template no/where.html does not exist"),
        (
            '{% load static %}{% if a %}{% static "no/where.js" %}{% endif %}',
            "the static file no/where.js does not exist",
        ),
        ('{% url "no_where" %}', "no address is called no_where"),
    ],
)
def test_a_template_that_names_nothing_is_found(source, fault):
    (found,) = faults_of_compiled("page.html", Only(source), {"healthz"})
    assert fault in found


def test_a_template_that_names_what_exists_passes():
    source = '{% url "healthz" %}{% url name_of_it %}{% include template_of_it %}'
    assert faults_of_compiled("page.html", Only(source), {"healthz"}) == []


class Only:
    """An engine with one template that is not on disk."""

    def __init__(self, source):
        self.engine = engines["django"].engine
        self.source = source

    def get_template(self, name):
        return self.engine.from_string(self.source) if name == "page.html" else self.engine.get_template(name)
