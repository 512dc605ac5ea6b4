"""What the lines above a release's first paragraph say: title, publisher, date, address, with labels or without."""

import re
from dataclasses import dataclass, replace

from ingest.dates import dateline, published_on
from ingest.lines import ADDRESS, EMBARGO, KIND, LABELLED, LONGEST_HEAD, OF, is_kind, label, plain
from store.language import fold

# Labels that say nothing about the release itself. Any other label may be a fact, and stays in the text.
_IDLE_LABELS = {"auteur", "author", "categorie", "category", "keywords", "mots-cles", "rubrique", "slug", "tags"}
_END_MARK = re.compile(r"^\W*(?:fin|end|###)\W*$|^#+$", re.IGNORECASE)
_NAVIGATION = re.compile(
    r"^(?:aller au contenu(?: principal)?|aller à la (?:navigation|recherche)|passer au contenu(?: principal)?"
    r"|skip to (?:main )?(?:content|navigation)|accueil|home|menu|search|rechercher|recherche|share|partager"
    r"|partager (?:sur (?:facebook|twitter|x|linkedin|les réseaux sociaux)|cet article|cette page)"
    r"|share (?:on (?:facebook|twitter|x|linkedin|social media)|this (?:article|page|story))|imprimer|print"
    r"|retour (?:à la liste|à l'accueil|en haut|aux actualités)|back to (?:top|news|the list|all news)|fil d'ariane"
    r"|breadcrumb|facebook|twitter|linkedin|x|instagram|cookies?|lire la suite"
    r"|read more|fran[çc]ais|english|fr|en|fr ?[|/] ?en|en ?[|/] ?fr)\W*$",
    re.IGNORECASE,
)
_TRAIL = re.compile(r"^(?:[^.!?>\d%]{1,40}\s>\s){1,6}[^.!?>\d%]{1,60}$")
_MAX_TITLE_WORDS = 40
_KICKER_LINES = 4


@dataclass(frozen=True, slots=True)
class Front:
    """What the first lines state; values as written."""

    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    note: str | None = None


def head(lines: list[str], stated_title: str | None) -> tuple[Front, list[str]]:
    """What the lines above the first paragraph say, with labels and without; and the other lines."""
    front = Front()
    kept: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        length = 1
        if line and not is_navigation(line) and not EMBARGO.match(line):
            found, unknown, labelled = _labels(lines[place:])
            length = labelled or 1
            known = _told(front, found) if found else _head_line(front, line, lines[place + 1 :], stated_title)
            if known is None and (front.title or not _is_kicker(line, lines[place + 1 :], stated_title)):
                break
            kept += [front.title] if front.title and "title" in found else []
            kept += unknown if known else [line]
            front = known or front
        place += length
    rest = lines[place:]
    if front.published is None and rest and (written := dateline(rest[0])):
        front = replace(front, published=written)
    text = [*kept, "", *rest]
    return front, [line for line in text if not is_navigation(line) and not _END_MARK.match(line)]


def _told(front: Front, found: dict[str, str]) -> Front:
    """What is known after labelled lines; a title so called is the title, and what was taken for it text."""
    return replace(
        front, **{name: value for name, value in found.items() if name == "title" or not getattr(front, name)}
    )


def _head_line(front: Front, line: str, below: list[str], stated_title: str | None) -> Front | None:
    """What is known after a line of the head; None when the line is the release's own text."""
    if address := ADDRESS.match(line):
        return replace(front, url=front.url or address.group(1))
    if len(line) < LONGEST_HEAD and (is_kind(line) or published_on(line)):
        return replace(front, published=front.published or _written(line))
    if stated_title and _states(stated_title, line):
        return replace(front, title=front.title or line)
    if front.title is None and front.publisher is None and _is_name(line) and _kind_follows(below):
        return replace(front, publisher=line)
    title = _after_kind(line)
    if front.title is None and not stated_title and _is_title(title) and any(below):
        return replace(front, title=title)
    return None


def _labels(lines: list[str]) -> tuple[dict[str, str], list[str], int]:
    """The labelled lines on top (Title: …, Éditeur : …), the unknown ones among them, and how many lines they fill."""
    found: dict[str, str] = {}
    kept: list[str] = []
    unknown: list[str] = []
    end = 0
    for place, line in enumerate(lines):
        match = LABELLED.match(line)
        name = label(match) if match else None
        if match and name and name not in found:
            found[name] = _unquoted(match.group(2))
            kept, unknown, end = kept + unknown, [], place + 1
        elif match and not name and found:
            idle = fold(match.group(1)).strip() in _IDLE_LABELS
            unknown += [] if idle else [line]
            end = place + 1 if idle and not unknown else end
        elif line or (found and not _more_labels(lines[place:])):
            break
    # One labelled line may be the release's own words ("Date: to be announced"); a title or two lines are not.
    if "title" in found or len(found) > 1 or (not kept + unknown and _only_dates(found, lines[end:])):
        return found, kept, end
    return {}, [], 0


def _only_dates(found: dict[str, str], below: list[str]) -> bool:
    """Whether one label gives a day and nothing else; with a place or an hour under it, it is that of an event."""
    following = next((line for line in below if line), "")
    return published_on(found.get("published", "")) is not None and not LABELLED.match(following)


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _more_labels(lines: list[str]) -> bool:
    following = next((line for line in lines if line), "")
    match = LABELLED.match(following)
    return bool(match and label(match))


def _written(line: str) -> str | None:
    """The date of a line that has only that, or the kind of the text too."""
    match = KIND.match(line)
    return published_on(line) or (_written(OF.sub("", match["rest"].strip(" .:|*–—-)"))) if match else None)


def _after_kind(line: str) -> str:
    """A title without the kind set before it by a mark; the line itself where no title follows ("Press: Jane Roe")."""
    match = KIND.match(line)
    title = match["rest"] if match and match["mark"] else ""
    return title if len(title.split()) > 2 and not re.search(r"@|\d\d[ .]\d\d", title) else line


def _states(title: str, line: str) -> bool:
    """Whether a line is the title that the page states, there with the site's name after it perhaps."""
    stated, line = fold(plain(title)), fold(line)
    return stated == line or (len(line.split()) > 2 and bool(re.match(rf"{re.escape(line)}\s+[|•·–—-]\s", stated)))


def _is_kicker(line: str, below: list[str], stated_title: str | None) -> bool:
    """Whether a short line stands above the title that the page states; it stays in the text."""
    near = [following for following in below if following][:_KICKER_LINES]
    return bool(stated_title) and _is_name(line) and any(_states(stated_title or "", each) for each in near)


def is_navigation(line: str) -> bool:
    """Whether a line leads about the site and says nothing of the release."""
    return bool(_NAVIGATION.match(line) or _TRAIL.match(line))


def _kind_follows(lines: list[str]) -> bool:
    following = next((line for line in lines if line), "")
    return is_kind(following)


def _is_name(line: str) -> bool:
    return len(line.split()) <= 8 and not line.endswith((".", ":", "!", "?")) and not line.startswith("- ")


def _is_title(line: str) -> bool:
    return (
        len(line.split()) <= _MAX_TITLE_WORDS
        and not line.endswith((".", ":", ";", ","))
        and line[:2] != "- "
        and line[0] != "|"
    )
