"""Whether a page is usable by all, as far as a machine can tell: axe-core with the rules of WCAG 2.2 AA."""

from functools import cache
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
# Without preload: it would copy every stylesheet into the page, which the content policy refuses.
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# Without preload: it reads style sheets by writing them into a page of its own, which the content policy refuses aloud.
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})"


@cache
def script() -> str:
    return SCRIPT.read_text("utf-8")


def findings(page) -> list[str]:
    """One sentence for each element that breaks a rule."""
    # Given to the browser by its own protocol, so the page's content policy need not allow it.
    page.evaluate(script())
    result = page.evaluate(RUN, RULES)
    return [
        f"{rule['id']} ({rule['help']}): {' '.join(map(str, node['target']))}: {node['html'][:120]}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def assert_accessible(page):
    page.wait_for_load_state("load")  # without its style yet a page has small targets and plain links
    found = findings(page)
    assert not found, f"{page.url}: axe found\n" + "\n".join(found)
