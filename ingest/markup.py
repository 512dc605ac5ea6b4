"""A page's tree, made ready for extraction: what a visitor reads as running text has to look so to the extractor.

The extractor drops elements by their tag and lists by their links. Marks are renamed to `span`, which it reads as the
words around it; nothing is moved for one mark at a time, so that a hostile page costs no more than its length.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WORDED = ("p", "li", "dd", "dt", "td", "th", "caption", "figcaption", "blockquote", *_HEADINGS)
_LISTS = ("ul", "ol", "dl", "table")
_BLOCKS = frozenset(
    {*_WORDED, *_LISTS, "div", "section", "article", "main", "header", "footer", "aside", "nav", "figure"}
)
_HOLDERS = frozenset({"div", "section", "article", "main", "body"})
_INLINE = frozenset(
    "a abbr b bdi bdo br cite code data dfn em i kbd mark q s samp small span strong sub sup time u var wbr".split()
)
_ENDS = re.compile(r"[.!?;:,][^\w.!?;:,]*$")
_MOST_MARKS = 500  # in one paragraph; the extractor's work grows with their square
_FEWEST_WORDS = 3  # of a sentence that stands outside any paragraph
# What leads to other pages, with the colon that leads to a list of the release's own.
_ELSEWHERE = re.compile(
    r"\b(?:aussi|also|partage[rz]?|share|suive[zr]|suivre|follow|liens?|links?|en savoir plus|read more|learn more"
    r"|related|êtes ici|are here|mots[- ]cl[ée]s|tags?|keywords)\b",
    re.IGNORECASE,
)
_AROUND = (
    "//aside|//nav|//footer[not(ancestor::article)]|//*[self::div or self::section or self::ul or self::ol or self::li]"
    "[contains(@class, 'elated') or contains(@id, 'elated') or contains(@class, 'teaser') or contains(@id, 'teaser')]"
    "[not(.//h1)]"
)
# What stands around a release where no element sets it apart: the site's header, its consent banner, its landmarks.
_BESIDE = (
    ".//*[self::header or @role='banner'][not(ancestor::section)][.//a][not(.//h1)]"
    "|.//*[@role='navigation' or @role='contentinfo' or @role='complementary' or @role='search' or @role='dialog'"
    " or @role='alertdialog'][not(.//h1)]"
    "|.//*[self::div or self::section][contains(@class, 'cookie') or contains(@id, 'cookie')"
    " or contains(@class, 'consent') or contains(@id, 'consent')][not(.//h1)]"
)


def reads_on(text: str) -> bool:
    """Whether words end as a sentence or a part of one does."""
    return bool(_ENDS.search(text.strip()[-8:]))


def is_text(frame: Any) -> bool:
    """Whether an element holds words of its own, not only links."""
    linked = sum(len(_words(link)) for link in frame.iter("a"))
    return linked * 2 < len(_words(frame))


def join_sentences(tree: Any) -> None:
    """Make dates, labels, buttons and links inside a sentence words of it."""
    for block in tree.iter(*_WORDED):
        words = _words(block)
        if block.tag == "p" and next(islice(block.iterdescendants(), _MOST_MARKS, None), None) is not None:
            del block[:]
            block.text = words
        if not reads_on(words):
            continue
        for mark in list(block.iter("time", "label", "button")):
            _be_words(mark)
        links = list(block.iter("a")) if block.tag == "p" else []
        if sum(len(_words(link)) for link in links) + _FEWEST_WORDS < len(words):
            for link in links:
                _be_words(link)


def leave_out_around(tree: Any, frame: Any) -> None:
    """Take away what does not state anything about the release: what follows it, and what stands beside it."""
    tree[:0] = tree.xpath("//script")  # what a page states for programs may stand at its end
    if frame is not None:
        scope = next(frame.iterancestors("article"), frame)
        for element in [scope, *scope.iterancestors()]:
            for sibling in list(element.itersiblings()):
                element.getparent().remove(sibling)
    for element in tree.xpath(_AROUND):
        element.drop_tree()


def make_readable(tree: Any, frame: Any) -> None:
    """Let dates, captions, lists that a sentence announces and text outside paragraphs stand in the text."""
    for block in tree.iter(*_WORDED):
        for mark in list(block.iter("time")):
            _be_words(mark)
    _keep_announced(tree, frame)
    for parent in dict.fromkeys(paragraph.getparent() for paragraph in tree.iter("p")):
        if parent is not None and parent.tag in _HOLDERS:
            _enclose_text(parent)


def enclose(body: Any) -> None:
    """Make all of a page the article, for the extractor keeps headings and lists only inside what it takes for one."""
    most = len(_words(body)) / 2
    for element in body.xpath(_BESIDE):
        if len(_words(element)) < most:  # a name like theirs may stand on the whole page
            element.drop_tree()
    article = body.makeelement("article")
    article.text, body.text = body.text, None
    article.extend(list(body))
    body.append(article)


def _keep_announced(tree: Any, frame: Any) -> None:
    said, fresh, inside, begun = "", True, False, False
    for element, opens in _walk(tree):
        inside = opens if element is frame else inside
        if opens and element.tag in _LISTS and _belongs(element, said, inside and begun):
            for link in list(element.iter("a")):
                _be_words(link)
        elif opens and element.tag == "figcaption" and begun:
            _be_caption(element)
        begun = begun or (not opens and element.tag == "p" and reads_on(said))
        fresh = fresh or element.tag in _BLOCKS
        words = element.text if opens else element.tail
        if words and words.strip() and (not opens or isinstance(element.tag, str)):
            said, fresh = (words if fresh else said + words)[-200:], False


def _walk(tree: Any) -> Iterator[tuple[Any, bool]]:
    """Every element where it opens and where it closes, in the order of the page."""
    stack = [(tree, True)]
    while stack:
        element, opens = stack.pop()
        yield element, opens
        if opens:
            stack.append((element, False))
            stack += [(child, True) for child in reversed(element)]


def _belongs(items: Any, said: str, in_text: bool) -> bool:
    """Whether a list of links is the release's own: a sentence announces it, or some of it is no link."""
    if _ELSEWHERE.search(said):
        return False
    return said.rstrip().endswith(":") or (
        in_text and any(_words(item) and item.find(".//a") is None for item in items)
    )


def _be_words(mark: Any) -> None:
    mark.tag = "span"
    mark.attrib.clear()


def _be_caption(caption: Any) -> None:
    """A picture inside the text: its caption is text. Above the text it is decoration and would open the release."""
    figure = next(caption.iterancestors("figure"), None)
    if figure is not None:
        figure.tag, caption.tag = "div", "p"
        figure.attrib.clear()
        caption.attrib.clear()


def _enclose_text(parent: Any) -> None:
    """Make paragraphs of the sentences that stand between the paragraphs of an element."""
    children = list(parent)
    run = _opened(parent, parent.text)
    parent.text = None
    rows = []
    for child in children:
        if child.tag in _INLINE or not isinstance(child.tag, str):
            run.append(child)
            continue
        if child.tag == "div" and _is_sentence(child):
            child.tag = "p"
        rows += [run, child]
        run = _opened(parent, child.tail)
        child.tail = None
    rows.append(run)
    for row in rows:
        if row.tag == "span" and _is_sentence(row):
            row.tag = "p"
    parent.extend(row for row in rows if len(row) or row.text or row.tag != "span")


def _opened(parent: Any, text: str | None) -> Any:
    run = parent.makeelement("span")
    run.text = text
    return run


def _is_sentence(element: Any) -> bool:
    if any(child.tag not in _INLINE for child in element.iterdescendants("*")):
        return False
    words = _words(element)
    return reads_on(words) and len(words.split()) >= _FEWEST_WORDS and is_text(element)


def _words(element: Any) -> str:
    return str(element.text_content()).strip()
