"""The German catalogue: kept up to date, checked and compiled without GNU gettext.

The catalogue has no places and no dates in it and is sorted by msgid, so two people's changes merge calmly.
English is the source language and needs no catalogue.
"""

import fcntl
import io
import os
import re
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from helpdesk.translatable import CONTEXT_END, Text, Texts

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("de",)
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
PLACEHOLDERS = re.compile(
    r"%%|%\(\w+\)[-+ #0]*[\d.]*[a-zA-Z]"  # %(name)s
    r"|%[-+#0]*[\d.]*[sdfrixX](?!\w)"  # %s; "50 % der" is none
    r"|\{[a-z_]*[\w.\[\]]*(?:![rsa])?(?::[^{}]*)?\}"  # {name}
)


class BadTranslation(ValueError):
    """A translation that cannot be taken over; says which and why."""


def po_path(language: str, root: Path = ROOT) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


@contextmanager
def locked(path: Path):
    """Keep others out of `path` while it is rewritten; the folder is locked, so no lock file is left behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def load(path: Path) -> Catalog:
    """Raises BadTranslation with the line when the file is not a catalogue."""
    content = path.read_bytes() if path.exists() else HEADER.format(language=path.parts[-3]).encode()
    try:
        return read_po(io.BytesIO(content), locale=path.parts[-3], domain="django", abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise BadTranslation(f"{path.name} cannot be read: {error}.") from error


def store(catalog: Catalog, path: Path):
    out = io.BytesIO()
    out.write(HEADER.format(language=path.parts[-3]).encode())
    write_po(out, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    write_if_new(path, out.getvalue().rstrip() + b"\n")


def write_if_new(path: Path, content: bytes):
    """Replace the file in one step: a reader sees the old or the new one, never half of it."""
    if path.exists() and path.read_bytes() == content:
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


def entries(catalog: Catalog) -> dict[str, Message]:
    return {key_of(message): message for message in catalog if message.id}


def key_of(message: Message) -> str:
    msgid = message.id if isinstance(message.id, str) else message.id[0]
    return msgid if message.context is None else f"{message.context}{CONTEXT_END}{msgid}"


def is_translated(message: Message) -> bool:
    strings = [message.string] if isinstance(message.string, str) else message.string
    return bool(strings) and all(strings) and (isinstance(message.id, str) or len(strings) == 2)


def update(texts: Texts, path: Path) -> tuple[int, int]:
    """Add the texts the catalogue lacks, drop those nobody uses; tell how many of each."""
    with locked(path):
        catalog = load(path)
        known = entries(catalog)
        gone = [message for key, message in known.items() if key not in texts]
        for message in gone:
            catalog.delete(message.id, message.context)
        added = 0
        for key, text in texts.items():
            message = known.get(key)
            if message is None:
                added += 1
                add(catalog, text)
            elif message.id != msgid_of(text):
                add(catalog, text, same_shape(text, message))
        store(catalog, path)
    return added, len(gone)


def msgid_of(text: Text) -> str | tuple[str, str]:
    return (text.msgid, text.plural) if text.plural else text.msgid


def same_shape(text: Text, message: Message) -> tuple[str, ...]:
    """What can be kept when a text gained or lost its plural: the one string both have, or both strings."""
    strings = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return strings[-1:] if not text.plural else strings if len(strings) == 2 else ("", strings[0])


def add(catalog: Catalog, text: Text, strings: tuple[str, ...] = ()):
    catalog.delete(text.msgid, text.context)
    catalog.add(msgid_of(text), (strings or ("", "")) if text.plural else (strings or ("",))[0], context=text.context)


def fill(translations: dict, texts: Texts, path: Path) -> int:
    """Take `{msgid: msgstr or [singular, plural]}` over; nothing is written unless all of it is right.

    A msgid with a context is written "context\\u0004msgid". Raises BadTranslation, a line for each fault.
    """
    with locked(path):
        catalog = load(path)
        known = entries(catalog)
        faults = []
        for key, translation in translations.items():
            text = texts.get(key) or text_of(key, known.get(key), translation)
            strings = tuple([translation] if isinstance(translation, str) else translation)
            fault = fault_of(text, strings)
            if fault:
                faults.append(f"{key!r}: {fault}")
            else:
                add(catalog, text, strings)
        if faults:
            raise BadTranslation("\n".join(faults))
        store(catalog, path)
    return len(translations)


def text_of(key: str, message: Message | None, translation) -> Text:
    """A text that no file holds yet; with a pair for translation, its plural is taken to be its msgid."""
    context, _, msgid = key.rpartition(CONTEXT_END)
    plural = message.id[1] if message is not None and not isinstance(message.id, str) else None
    if plural is None and not isinstance(translation, str):
        plural = msgid
    return Text(msgid, plural, context or None)


def fault_of(text: Text, strings: tuple[str, ...]) -> str | None:
    """What is wrong with the translation, as a sentence; None when it can be shown to people."""
    wanted = 2 if text.plural else 1
    if len(strings) != wanted or not all(isinstance(string, str) and string for string in strings):
        return "it needs a singular and a plural." if text.plural else "it needs one string that is not empty."
    if [text.msgid[0] == "\n", text.msgid[-1] == "\n"] != [strings[0][0] == "\n", strings[0][-1] == "\n"]:
        return "both or neither begin and end with a line break."
    many = placeholders(text.plural or text.msgid)
    if placeholders(strings[-1]) != many:
        return f"its placeholders are {listed(placeholders(strings[-1]))}, those of the source {listed(many)}."
    # "A ticket" may leave the number out, in either language.
    if text.plural and not set(placeholders(strings[0])) <= set(many) | set(placeholders(text.msgid)):
        return f"its singular has {listed(placeholders(strings[0]))}, the source {listed(many)}."
    return None


def placeholders(string: str) -> Counter:
    return Counter(found for found in PLACEHOLDERS.findall(string) if found != "%%")


def listed(found: Counter) -> str:
    return ", ".join(sorted(found)) or "none"


def missing(texts: Texts, path: Path) -> list[Text]:
    known = entries(load(path))
    return [text for key, text in texts.items() if key not in known or not is_translated(known[key])]


def faults(texts: Texts, path: Path) -> list[str]:
    """Everything for which the catalogue must not be shipped, a sentence each."""
    found = list(texts.faults)
    found += [f"{text.places[0]}: no translation for {text.key!r}." for text in missing(texts, path)]
    for key, message in entries(load(path)).items():
        if message.fuzzy:
            found.append(f"{path.name}: {key!r} is marked fuzzy and would not be shown.")
        if key not in texts:
            found.append(f"{path.name}: nothing uses {key!r} any more; run `manage.py translations --update`.")
        elif is_translated(message):
            strings = (message.string,) if isinstance(message.string, str) else tuple(message.string)
            fault = fault_of(texts[key], strings)
            found += [f"{path.name}: {key!r}: {fault}"] if fault else []
    return found


def hints(path: Path) -> list[str]:
    """Translations that read like their source; right for "Ticket", worth a look otherwise."""
    return sorted(key for key, message in entries(load(path)).items() if message.string == message.id)


def compile_catalogues(root: Path = ROOT) -> list[Path]:
    """Write the .mo of each language whose .po is newer; tell which were written."""
    written = []
    for po in (po_path(language, root) for language in LANGUAGES):
        mo = po.with_suffix(".mo")
        if po.exists() and not (mo.exists() and mo.stat().st_mtime_ns > po.stat().st_mtime_ns):
            with locked(po):
                out = io.BytesIO()
                write_mo(out, load(po))
                write_if_new(mo, out.getvalue())
                os.utime(mo)  # newer than its source from now on, changed or not
                written.append(mo)
    return written
