"""Templates: every visible word is translatable, and nothing in them needs an inline script or style.

A template is read as Django's lexer cuts it, its tags are replaced by a mark, and what is left is read as HTML.
An element with `translate="no"` (a name, a code) or with a `lang` of its own (a page in both languages) may hold plain
words, as may <kbd>, <code> and <samp>.
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parent.parent.parent
MARK = "\ue000"  # stands for what a tag prints; a letter of no language
# Names, codes and units that read the same in both languages.
SAME_IN_BOTH = {"Helpdesk", "Deutsch", "English", "Ctrl", "KB", "MB", "GB", "UTC", "API", "PDF", "OpenAPI"}
ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"')  # a piece that is put into a tag holds these and no tag
BLOCK_IN_ATTRIBUTE = re.compile(r"""="[^"<>]*?{%\s*block\s+(\w+)""")  # such a block holds classes, not words
WORD = re.compile(r"[^\W\d_](?:[^\W_]|-)*")

SPOKEN_ATTRIBUTES = {"title", "alt", "placeholder", "label", "summary", "hx-confirm", "hx-prompt"}
SPOKEN_ATTRIBUTES |= {
    f"aria-{name}" for name in ("label", "description", "roledescription", "valuetext", "placeholder")
}
SPOKEN_DATA = re.compile(r"data-(?:text|label|message|title|confirm)")  # what our scripts show
BUTTONS = {"submit", "button", "reset"}
UNSPOKEN_ELEMENTS = {"kbd", "code", "samp", "script", "style"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# A mail's reader knows no stylesheet of ours: its looks stand in the mail itself.
MAIL = re.compile(r"(?:^|/)(?:mails?|notifications)/")


class Reader(HTMLParser):
    """Collects `faults` as (line, sentence)."""

    def __init__(self, is_mail=False):
        super().__init__(convert_charrefs=True)
        self.faults = []
        self.is_mail = is_mail
        self.silent = []  # the open element that need not be translated, and same-named ones within

    def fault(self, text, lines_further=0):
        self.faults.append((self.getpos()[0] + lines_further, text))

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        opens_silence = not self.silent and tag not in VOID and is_left_as_it_is(tag, values)
        if opens_silence or tag in self.silent[:1]:
            self.silent.append(tag)
        for name, value in values.items():
            self.attribute(tag, name, value, values)
        if tag == "style" and not self.is_mail:
            self.fault("<style> is refused by the content policy; put it into a stylesheet.")
        if tag == "script" and "src" not in values and "json" not in values.get("type", ""):
            self.fault("a script without src is refused by the content policy; put it into a module.")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self.silent and tag == self.silent[0]:
            self.silent.pop()

    def attribute(self, tag, name, value, values):
        if name == "style" and not self.is_mail:
            self.fault('style="…" is refused by the content policy; use a class.')
        elif re.match(r"on[a-z]|hx-on", name):
            self.fault(f"{name}=… is refused by the content policy; listen in a module.")
        elif value.strip().lower().startswith("javascript:"):
            self.fault(f"{name} runs a script; the content policy refuses it.")
        elif not self.silent and values.get("translate") != "no" and is_spoken(tag, name, values):
            self.words(value, f" in {name}")

    def handle_data(self, data):
        if not self.silent:
            self.words(data)

    def words(self, text, where=""):
        text = ATTRIBUTE.sub(MARK, text)
        plain = [found for found in WORD.finditer(text) if found[0] not in SAME_IN_BOTH]
        if plain:
            shown = " ".join(text.replace(MARK, "…").split())[:60]
            self.fault(f"“{shown}”{where} is not translatable.", text.count("\n", 0, plain[0].start()))


def is_left_as_it_is(tag, values):
    """Codes and names; and text that says in which language it is, as on a page that shows both."""
    in_both = tag != "html" and values.get("lang") and MARK not in values["lang"]
    return values.get("translate") == "no" or in_both or tag in UNSPOKEN_ELEMENTS


def is_spoken(tag, name, values):
    if name in SPOKEN_ATTRIBUTES or SPOKEN_DATA.match(name):
        return True
    return name == "value" and tag in ("input", "button") and values.get("type", "").lower() in BUTTONS


def blocks_in_attributes(sources):
    """Names of the blocks that a template puts between the quotes of an attribute; others fill them."""
    return {name for source in sources for name in BLOCK_IN_ATTRIBUTE.findall(source)}


def without_tags(source, attribute_blocks=frozenset()):
    """The template with each tag replaced by a mark and its own line breaks, so that lines keep their numbers."""
    out = []
    inside = None  # the end tag that is waited for
    for token in Lexer(source).tokenize():
        breaks = "\n" * token.contents.count("\n")
        if token.token_type == TokenType.TEXT:
            out.append(breaks if inside else token.contents)
            continue
        name = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents.split() else ""
        if inside:
            out.append(MARK if name == inside and name != "endcomment" else breaks)
            inside = None if name == inside else inside
        elif name in ("blocktranslate", "blocktrans", "comment") or is_block_of(token, attribute_blocks):
            inside = f"end{name}"
            out.append(breaks)
        else:
            out.append((MARK if prints(token, name) else "") + breaks)
    return "".join(out)


def is_block_of(token, names):
    words = token.contents.split()
    return token.token_type == TokenType.BLOCK and words[:1] == ["block"] and words[1] in names


def prints(token, name):
    return token.token_type == TokenType.VAR or name in ("translate", "trans", "url", "static", "icon")


def translated_markup(source):
    """The bodies of {% blocktranslate %}, whose markup must obey the content policy too."""
    return re.findall(r"{%\s*blocktrans(?:late)?\b.*?%}(.*?){%\s*endblocktrans", source, re.S)


def faults_of(source, name, attribute_blocks=frozenset()):
    """What is wrong with one template, as "name:line: sentence"."""
    is_mail = bool(MAIL.search(str(name)))
    if not str(name).endswith(".html"):
        return plain_text_faults(source, name)
    reader = Reader(is_mail)
    reader.feed(without_tags(source, attribute_blocks))
    reader.close()
    found = [f"{name}:{line}: {text}" for line, text in reader.faults]
    for body in translated_markup(source):
        inner = Reader(is_mail)
        inner.feed(body)
        found += [f"{name}: {text}" for _, text in inner.faults if "policy" in text]
    return found


def plain_text_faults(source, name):
    reader = Reader()
    for number, line in enumerate(without_tags(source).splitlines(), 1):
        before = len(reader.faults)
        reader.words(line)
        reader.faults[before:] = [(number, text) for _, text in reader.faults[before:]]
    return [f"{name}:{line}: {text}" for line, text in reader.faults]


def main():
    from helpdesk.translatable import template_files

    sources = {path.relative_to(ROOT): path.read_text("utf-8") for path in template_files(ROOT)}
    attribute_blocks = blocks_in_attributes(sources.values())
    found = []
    for name, source in sources.items():
        found += faults_of(source, name, attribute_blocks)
    print("\n".join(found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
