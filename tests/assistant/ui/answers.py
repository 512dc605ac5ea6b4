"""What the scripted assistant knows: three releases, one of them hostile, and an answer for each word it listens to."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from assistant.types import Answer, Citation, Source, Statement
from store.types import Language, Release

HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"> ![x](http://evil.test/a.png) [a](http://evil.test) "
    "<script>document.title='owned'</script> $$x^2$$ `code` **bold** %%%LATEX_BLOCK_0%%% http://evil.test/ &amp; "
    "javascript:alert(1)"
)

BREST = Release(
    id="brest",
    source="brest.txt",
    title="La Ville de Brest et l'Institut des mers signent une convention",
    text=(
        "La Ville de Brest et l'Institut des mers ont signé, mardi 22 mars 2022, une convention-cadre à Brest. "
        "Anne Le Goff, maire, et Paul Kerver, directeur de l'Institut, en sont les signataires.\n\n"
        "En vigueur jusqu'au 31 décembre 2025, la convention a pour objectifs de :\n\n"
        "- soutenir les projets d'excellence ;\n"
        "- accueillir chaque année deux chaires internationales ;\n"
        "- ouvrir les données marines aux laboratoires.\n\n"
        "À propos de l'Institut des mers\n\nCréé en 1964, l'Institut compte 350 équipes."
    ),
    language="fr",
    publisher="Institut des mers",
    published=date(2022, 3, 22),
    url="https://mers.example/communiques/brest?lang=fr&an=2022",
)
OXFORD = Release(
    id="oxford/2023",
    source="oxford.html",
    title="Ocean College and the Institute of Seas strengthen their joint strategy",
    text=(
        "On Tuesday 26 September 2023, Ocean College and the Institute of Seas signed a partnership agreement in "
        "Oxford.\n\nDiana Samuel, chair of the Institute, and Estelle Ion, president of the College, signed it. "
        "The agreement runs for five years.\n\n"
        "Each party commits 1.5 million euros a year."
    ),
    language="en",
    publisher="Ocean College",
    published=date(2023, 9, 26),
    url="http://college.example/news/seas",
)
TRAP = Release(
    id="trap",
    source="trap.html",
    title=f"Title {HOSTILE}",
    text=f"Before {HOSTILE} the quote.\n\n- item {HOSTILE}",
    language="en",
    publisher=HOSTILE,
    published=None,
    url="javascript:alert(1)",
)
RELEASES = {release.id: release for release in (BREST, OXFORD, TRAP)}


def source(release: Release) -> Source:
    """A release as a citation names it."""
    return Source(
        release.id, release.title, release.source, release.url, release.publisher, release.published, release.language
    )


def cite(number: int, release: Release, quote: str) -> Citation:
    """The citation of words that stand in a release, with the rest of their paragraph."""
    start = release.text.index(quote)
    end = start + len(quote)
    first = release.text.rfind("\n\n", 0, start) + 2 if "\n\n" in release.text[:start] else 0
    last = release.text.find("\n\n", end)
    after = release.text[end:last] if last >= 0 else release.text[end:]
    return Citation(number, quote, start, end, source(release), release.text[first:start], after)


def answered(question: str, language: Language, said: Sequence[tuple[str, tuple[Citation, ...]]]) -> Answer:
    """An answer of these statements with these citations."""
    statements = tuple(Statement(text, tuple(c.number for c in cited)) for text, cited in said)
    text = "\n\n".join(" ".join((s.text, *(f"[{n}]" for n in s.citations))) for s in statements)
    citations = tuple(citation for _, cited in said for citation in cited)
    return Answer(question, text, "answered", language, "extractive", question, statements, citations)


def _signatories(question: str) -> Answer:
    who = cite(1, OXFORD, "Diana Samuel, chair of the Institute, and Estelle Ion, president of the College, signed it.")
    when = cite(2, OXFORD, "On Tuesday 26 September 2023, Ocean College and the Institute of Seas signed")
    said = [
        (f"Selon Ocean College (26 septembre 2023) : « {who.quote} »", (who,)),
        ("Signature : 26 septembre 2023.", (when,)),
    ]
    return answered(question, "fr", said)


def _objectives(question: str) -> Answer:
    start = BREST.text.index("En vigueur")
    end = BREST.text.index("\n\nÀ propos")
    several = cite(1, BREST, BREST.text[start:end])
    other = cite(2, OXFORD, "Each party commits 1.5 million euros a year.")
    said = [(f"The agreement lists its objectives: {several.quote}", (several,)), (other.quote, (other,))]
    return answered(question, "en", said)


def _hostile(question: str) -> Answer:
    quote = cite(1, TRAP, f"{HOSTILE} the quote.")
    return answered(question, "en", [(f"It says {HOSTILE}", (quote,))])


def _written(question: str) -> Answer:
    """In a language model's words, of which some were left out."""
    made = cite(1, OXFORD, "signed a partnership agreement in Oxford")
    lasts = cite(2, OXFORD, "The agreement runs for five years.")
    said = [("The College and the Institute made an agreement.", (made,)), ("It is to last five years.", (lasts,))]
    whole = answered(question, "en", said)
    return replace(whole, mode="generative", dropped=("number", "unsupported", "number"))


def _fallen_back(question: str) -> Answer:
    note = "The language model stopped in the middle; these are quotes."
    return replace(_signatories(question), question=question, note=note)


def missing(question: str) -> Answer:
    return Answer(
        question,
        "La bibliothèque ne dit rien de ce budget. Elle couvre les partenariats de 2022 et 2023.",
        "not_found",
        "fr",
        "extractive",
        question,
        nearest=(source(BREST), source(OXFORD)),
    )


def refused(question: str) -> Answer:
    text = "The question is empty. Ask for example: Who signed the agreement, and when?"
    return Answer(question, text, "refused", "en", "extractive", "")


ANSWERS: tuple[tuple[str, Callable[[str], Answer]], ...] = (
    ("dropped", _written),
    ("slow", _written),
    ("withdrawn", _fallen_back),
    ("qui", _signatories),
    ("who", _signatories),
    ("objecti", _objectives),
    ("trap", _hostile),
    ("budget", missing),
)
