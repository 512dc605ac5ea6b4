"""Releases ready to be stored, one passage for each paragraph."""

import re

from store.types import Release, Span
from store.writer import NewPassage, NewRelease
from tests.support import HashEncoder


def new_release(encoder: HashEncoder, release: Release) -> NewRelease:
    spans = [Span(*match.span()) for match in re.finditer(r"[^\n]+", release.text)]
    vectors = encoder.encode_passage([span.of(release.text) for span in spans])
    passages = tuple(NewPassage(span, "body", (span,), vector) for span, vector in zip(spans, vectors, strict=True))
    return NewRelease(release, content_hash=str(hash(release.text)), passages=passages)
