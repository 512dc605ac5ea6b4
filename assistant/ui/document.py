"""Gradio's HTML document, finished as this product's: its name, language, style and script; no foreign address.

Works on the text that Gradio's template gives. A part that a later Gradio writes otherwise is left as it is, and
the browser tests say so.
"""

import re

from assistant.ui.prose import literal
from assistant.ui.words import word
from store.types import Language

_FOREIGN = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*|<link rel="manifest"[^>]*>\s*')
_SCRIPT = re.compile(r"<script(?=[\s>])")
_LANGUAGE = re.compile(r'(<html\s+lang=")[^"]*')

_HEAD = (
    '<title>{title}</title>\n<meta name="description" content="{tagline}">\n'
    '<meta name="color-scheme" content="light dark">\n'
    '<link rel="icon" href="ui/icon.svg" type="image/svg+xml">\n'
    '<link rel="stylesheet" href="ui/page.css">\n<script src="ui/page.js" defer></script>\n</head>'
)


def finished(html: str, nonce: str, language: Language) -> str:
    """The document with our head; each of its scripts carries the nonce that the response's policy names."""
    head = _HEAD.format(title=literal(word("title", language)), tagline=literal(word("tagline", language)))
    html = _FOREIGN.sub("", html)
    html = _LANGUAGE.sub(rf"\g<1>{language}", html, count=1)
    html = html.replace("</head>", head, 1)
    return _SCRIPT.sub(f'<script nonce="{nonce}"', html)
