"""The only wiring: settings in, a ready assistant out."""

from assistant.assistant import Assistant
from ingest.sync import fingerprint
from store.config import Settings
from store.encoder import open_encoder
from store.index import LiveIndex
from store.library import Library


def open_assistant(settings: Settings) -> Assistant:
    """An assistant over the library in `settings.home`, which is made when it is not there.

    :raises IndexMismatchError: the library was made with another encoder.
    :raises UserError: the library or the encoder cannot be opened.
    """
    encoder = open_encoder(settings.encoder)
    library = Library(settings.home)
    library.check_fingerprint(fingerprint(encoder))
    index = LiveIndex(library, settings.chroma_url)
    return Assistant(library, index, encoder, settings.max_question_chars)
