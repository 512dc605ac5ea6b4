"""The product as parts of LlamaIndex: its passages as a retriever, its answers as a query engine.

They compose with routers, tools and evaluators, and need neither a language model nor an embedding of LlamaIndex: none
is looked up, and its global `Settings` are left alone. What goes wrong is told by this package's own errors.
"""

import asyncio

from llama_index.core.base.response.schema import Response
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import (
    NodeRelationship,
    NodeWithScore,
    ObjectType,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)
from pydantic import PrivateAttr

from assistant.assistant import Assistant
from assistant.citations import source
from assistant.types import Answer, Citation, Source
from store.errors import UsageError
from store.types import LANGUAGES, Hit, Language, Span

# What a node's metadata hold for programs alone: a model that writes from the node is not shown where files lie.
_NOT_FOR_MODELS = ["source", "release"]


class PartnershipRetriever(BaseRetriever):
    """The passages found for a question, best first. Safe to use from many threads.

    A node's id is the passage's; `start_char_idx` and `end_char_idx` are its place in the text of the stored release,
    whose id is the node's `ref_doc_id`. A question that cannot be served raises `store.errors.QuestionError`.

    >>> retriever = PartnershipRetriever(open_assistant(read_settings()), limit=3)  # doctest: +SKIP
    >>> retriever.retrieve("Who signed for the ARC?")[0].node.metadata["title"]  # doctest: +SKIP

    :param limit: how many passages at most; `Assistant.search` may find fewer.
    """

    def __init__(self, assistant: Assistant, limit: int = 10) -> None:
        if limit < 1:
            raise ValueError(f"limit={limit}: at least one passage must be asked for")
        super().__init__()
        self._assistant = assistant
        self._limit = limit

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [_passage(hit) for hit in self._assistant.search(query_bundle.query_str, limit=self._limit)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class PartnershipEngine(CustomQueryEngine):
    """Answers with the exact quotes behind them. Safe to use from many threads.

    The response's text is the answer's, `source_nodes` are its citations in the order of their numbers, and `metadata`
    is the whole answer as plain JSON types: its `status` says whether the library answers at all. A refusal has no
    source nodes; a question that cannot be served raises nothing and is refused.

    >>> engine = PartnershipEngine(open_assistant(read_settings()), language="en")  # doctest: +SKIP
    >>> response = engine.query("Who signed for the ARC?")  # doctest: +SKIP
    >>> response.metadata["status"], response.source_nodes[0].node.text  # doctest: +SKIP

    :param language: the language to answer in; each question's own when left out.
    :param model: the language model to answer with; the assistant's default when left out.
    :raises UsageError: the language is not served; or, when a question is asked, the model cannot be opened.
    """

    # Private, since LlamaIndex would copy and write out fields, and tell of wrong ones by an error of its own.
    _assistant: Assistant = PrivateAttr()
    _language: Language | None = PrivateAttr()
    _model: str | None = PrivateAttr()

    def __init__(self, assistant: Assistant, language: Language | None = None, model: str | None = None) -> None:
        if language is not None and language not in LANGUAGES:
            raise UsageError("language_unsupported", language=language)
        super().__init__()
        self._assistant = assistant
        self._language = language
        self._model = model

    def custom_query(self, query_str: str) -> Response:
        """The answer to a question, as LlamaIndex has it."""
        return _response(self._assistant.answer(query_str, language=self._language, model=self._model))

    async def acustom_query(self, query_str: str) -> Response:
        """The same, while the event loop goes on."""
        return await asyncio.to_thread(self.custom_query, query_str)


def _response(answer: Answer) -> Response:
    quotes = [_quote(citation, answer.confidence) for citation in answer.citations]
    return Response(answer.text, quotes, answer.to_dict())


def _passage(hit: Hit) -> NodeWithScore:
    node = _node(hit.passage.id, hit.text, hit.passage.span, source(hit.release))
    return NodeWithScore(node=node, score=hit.score)


def _quote(citation: Citation, confidence: float) -> NodeWithScore:
    span = Span(citation.start, citation.end)
    name = f"{citation.release.id}:{span.start}-{span.end}"
    node = _node(name, citation.quote, span, citation.release, citation.number)
    return NodeWithScore(node=node, score=confidence)


def _node(name: str, text: str, span: Span, release: Source, number: int | None = None) -> TextNode:
    """A slice of a release. What is not known of the release has no key; none of it goes into embeddings."""
    known = {
        "number": number,
        "title": release.title,
        "publisher": release.publisher,
        "date": release.published.isoformat() if release.published else None,
        "url": release.url,
        "source": release.source,
        "language": release.language,
        "release": release.id,
    }
    metadata = {key: value for key, value in known.items() if value is not None}
    return TextNode(
        id_=name,
        text=text,
        start_char_idx=span.start,
        end_char_idx=span.end,
        metadata=metadata,
        excluded_embed_metadata_keys=[*metadata],
        excluded_llm_metadata_keys=_NOT_FOR_MODELS,
        relationships={
            NodeRelationship.SOURCE: RelatedNodeInfo(node_id=release.id, node_type=ObjectType.DOCUMENT),
        },
    )
