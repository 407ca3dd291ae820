"""Every template compiles, and whatever it names exists: other templates, static files, addresses."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def faults_of(name, engine, route_names):
    from django.template import TemplateDoesNotExist, TemplateSyntaxError
    from django.template.base import Node

    try:
        template = engine.get_template(name)
    except (TemplateSyntaxError, TemplateDoesNotExist) as error:
        return [f"templates/{name}: {error}"]
    nodes = template.nodelist.get_nodes_by_type(Node)
    return [
        f"templates/{name}:{node.token.lineno}: {text}" for node in nodes for text in missing(node, engine, route_names)
    ]


def missing(node, engine, route_names):
    """What one tag names by a literal and does not find."""
    from django.contrib.staticfiles.finders import find
    from django.template import TemplateDoesNotExist
    from django.template.defaulttags import URLNode
    from django.template.loader_tags import ExtendsNode, IncludeNode
    from django.templatetags.static import StaticNode

    if isinstance(node, ExtendsNode | IncludeNode):
        named = literal(node.parent_name if isinstance(node, ExtendsNode) else node.template)
        try:
            engine.get_template(named) if named else None
        except TemplateDoesNotExist:
            yield f"the template {named} does not exist."
    elif isinstance(node, StaticNode):
        named = literal(node.path)
        if named and not find(named):
            yield f"the static file {named} does not exist."
    elif isinstance(node, URLNode):
        named = literal(node.view_name)
        if named and named not in route_names:
            yield f"no address is called {named}."


def literal(expression):
    """The value of a tag's argument if it is a plain string, else None."""
    from django.template.base import Variable

    if expression is None or expression.filters or isinstance(expression.var, Variable):
        return None
    return str(expression.var)


def names_of_routes():
    from django.urls import get_resolver

    def walk(resolver, prefix):
        for key in resolver.reverse_dict:
            if isinstance(key, str):
                yield prefix + key
        for space, (_, inner) in resolver.namespace_dict.items():
            yield from walk(inner, f"{prefix}{space}:")

    return set(walk(get_resolver(), ""))


def main():
    import django
    from django.template import engines

    from helpdesk.translatable import template_files

    django.setup()
    engine = engines["django"].engine
    routes = names_of_routes()
    found = []
    for path in template_files(ROOT):
        found += faults_of(path.relative_to(ROOT / "templates").as_posix(), engine, routes)
    print("\n".join(found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
