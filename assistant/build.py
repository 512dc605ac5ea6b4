"""The only wiring: settings in, a ready assistant out."""

from assistant.assistant import Assistant
from assistant.deadlines import Deadlines
from assistant.models import Models
from assistant.reader import OnnxReader
from ingest.sync import fingerprint
from store.config import Settings
from store.encoder import open_encoder
from store.index import ExactIndex, LiveIndex
from store.library import Library

# Comparing a question with this many vectors takes less time than opening Chroma.
_FEW = 20_000


def open_assistant(settings: Settings, for_one: bool = False) -> Assistant:
    """An assistant over the library in `settings.home`, which is made when it is not there.

    :param for_one: one question will be asked: a library that is not large is then searched without Chroma.
    :raises IndexMismatchError: the library was made with another encoder.
    :raises UserError: the library or the encoder cannot be opened.
    """
    encoder = open_encoder(settings.encoder)
    library = Library(settings.home)
    library.check_fingerprint(fingerprint(encoder))
    exact = for_one and library.passage_count() <= _FEW
    index = ExactIndex(library) if exact else LiveIndex(library, settings.chroma_url)
    return Assistant(library, index, encoder, OnnxReader(), settings.max_question_chars, configured_models(settings))


def configured_models(settings: Settings) -> Models:
    """The language models that the settings name."""
    deadlines = Deadlines(settings.model_first_seconds, settings.model_pause_seconds, settings.model_whole_seconds)
    return Models(settings.model.split(), deadlines)
