"""A page that prints a name nobody gave it does not pass unseen."""

import pytest
from django.template import Context, Origin, Template, engines

from tests.unknown_names import OURS, UnknownName


def rendered(source, folder=OURS, **names):
    origin = Origin(name=f"{folder}/desk/page.html")
    return Template(source, origin, engine=engines["django"].engine).render(Context(names))


@pytest.mark.parametrize(
    "source", ["{{ name }}", "{{ ticket.name }}", "{{ name|upper }}", "{% with a=ticket.name %}{% endwith %}"]
)
def test_an_unknown_name_rings(source):
    with pytest.raises(UnknownName, match=r"desk/page\.html"):
        rendered(source, ticket={})


@pytest.mark.parametrize(
    "source", ["{{ name|default:'' }}", "{% if name %}a{% endif %}", "{% if not name %}{% endif %}"]
)
def test_a_name_that_may_be_missing_does_not(source):
    assert rendered(source) == ""


def test_templates_of_others_may_print_what_they_like():
    assert rendered("{{ name }}", folder="/elsewhere") == ""
