"""The product as parts of LlamaIndex, put together by LlamaIndex's own engines, tools and evaluators."""

import asyncio
import json
import threading
from collections.abc import Iterator

import pytest
from llama_index.core import Settings
from llama_index.core.base.base_selector import BaseSelector, MultiSelection, SingleSelection
from llama_index.core.evaluation import RetrieverEvaluator
from llama_index.core.llms.mock import MockLLM
from llama_index.core.postprocessor import SimilarityPostprocessor
from llama_index.core.query_engine import RetrieverQueryEngine, RouterQueryEngine
from llama_index.core.response_synthesizers.no_text import NoText
from llama_index.core.schema import MetadataMode, NodeWithScore, TextNode
from llama_index.core.tools import QueryEngineTool

from assistant.assistant import Assistant
from assistant.llamaindex import PartnershipEngine, PartnershipRetriever
from assistant.reader import OnnxReader
from ingest.sync import sync
from store.errors import QuestionError, UsageError
from store.index import ExactIndex
from store.library import Library
from tests.support import HashEncoder, WordReader, write_release

WHO = "Who signed the agreement between Tours and Nice?"
QUI = "Qui a signé l'accord entre Brest et Lyon ?"
PANCAKES = "What is the recipe for pancakes?"
BAD = ["", "?", "who\x00", "x" * 2001]


@pytest.fixture(autouse=True)
def no_vendor_default(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No key is there, and whatever a test does, nothing looks for LlamaIndex's default models."""
    for name in ("OPENAI_API_KEY", "OPENAI_API_BASE", "OPENAI_ORG_ID"):
        monkeypatch.delenv(name, raising=False)
    for name in vars(Settings):
        monkeypatch.setattr(Settings, name, None)
    yield
    assert (Settings._llm, Settings._embed_model) == (None, None)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder, home = tmp_path_factory.mktemp("releases"), tmp_path_factory.mktemp("library")
    write_release(
        folder,
        "brest.txt",
        "Brest et Lyon ont signé un accord 🤝 de coopération.\n\n"
        "Les signataires de l'accord entre Brest et Lyon sont Anne Martin et Paul Durand.\n\n"
        "L'accord court jusqu'au 31 décembre 2030.",
        "Brest et Lyon signent",
    )
    write_release(
        folder,
        "metz.txt",
        "Metz et Dijon ont ouvert un laboratoire commun.\n\nIl compte quarante chercheurs.",
        "Metz et Dijon lancent un laboratoire",
    )
    (folder / "tours.txt").write_text(
        "Title: Tours and Nice sign an agreement\nPublisher: City of Tours\nDate: 2023-05-04\n"
        "Source: https://tours.example/agreement\nLanguage: en\n\n"
        "Tours and Nice have signed an agreement on the sea.\n\n"
        "The agreement between Tours and Nice was signed by Jane Doe and John Roe.\n\n"
        "It is in force until 31 December 2028.\n",
        encoding="utf-8",
    )
    write_release(
        folder,
        "rouen.txt",
        "Rouen and Caen have opened a school of engineering.\n\nThe school has sixty students and two campuses.",
        "Rouen and Caen open a school",
    )
    opened = Library(home)
    sync(opened, HashEncoder(), [str(folder)])
    yield opened
    opened.close()


@pytest.fixture
def searching(library: Library) -> Assistant:
    return Assistant(library, ExactIndex(library), HashEncoder(), WordReader())


@pytest.fixture(scope="module")
def answering(library: Library) -> Assistant:
    """With the reader that ships, which knows an answer when it sees one."""
    return Assistant(library, ExactIndex(library), HashEncoder(), OnnxReader())


class ByWish(BaseSelector):
    """Our own choice of an engine: who asks for passages gets passages, everyone else an answer."""

    def _get_prompts(self):
        return {}

    def _update_prompts(self, prompts):
        pass

    def _select(self, choices, query):
        wanted = "passages" if query.query_str.startswith("passages:") else "answers"
        place = [choice.name for choice in choices].index(wanted)
        return MultiSelection(selections=[SingleSelection(index=place, reason=wanted)])

    async def _aselect(self, choices, query):
        return self._select(choices, query)


def passages(assistant: Assistant, limit: int = 10, **more) -> RetrieverQueryEngine:
    """Passages alone. `response_mode="no_text"` would forget the model that it is given and look for a default one."""
    return RetrieverQueryEngine(PartnershipRetriever(assistant, limit), NoText(llm=MockLLM()), **more)


def router(assistant: Assistant) -> RouterQueryEngine:
    tools = [
        QueryEngineTool.from_defaults(PartnershipEngine(assistant), name="answers", description="answers"),
        QueryEngineTool.from_defaults(passages(assistant, limit=2), name="passages", description="passages"),
    ]
    return RouterQueryEngine(ByWish(), tools, llm=MockLLM())


def check_place(found: NodeWithScore, assistant: Assistant) -> None:
    """A node is the stored slice that it says it is."""
    node = found.node
    assert isinstance(node, TextNode)
    stored = assistant.release(node.ref_doc_id)
    assert stored is not None
    assert node.text
    assert stored.text[node.start_char_idx : node.end_char_idx] == node.text
    assert (node.metadata["release"], node.metadata["title"]) == (stored.id, stored.title)


def test_passages_come_as_nodes_with_their_place_and_score(searching: Assistant) -> None:
    hits = searching.search(WHO)
    nodes = PartnershipRetriever(searching).retrieve(WHO)
    assert len(nodes) > 2
    assert [(found.node_id, found.text, found.score) for found in nodes] == [
        (hit.passage.id, hit.text, hit.score) for hit in hits
    ]
    for found in nodes:
        check_place(found, searching)
    assert len(PartnershipRetriever(searching, limit=1).retrieve(WHO)) == 1


def test_metadata_say_what_is_known_of_the_release(searching: Assistant) -> None:
    by_title = {found.metadata["title"]: found for found in PartnershipRetriever(searching).retrieve(WHO)}
    tours = by_title["Tours and Nice sign an agreement"]
    assert tours.metadata.pop("source").endswith("tours.txt")
    assert tours.metadata == {
        "title": "Tours and Nice sign an agreement",
        "publisher": "City of Tours",
        "date": "2023-05-04",
        "url": "https://tours.example/agreement",
        "language": "en",
        "release": tours.node.ref_doc_id,
    }
    assert not {"publisher", "url"} & set(by_title["Brest et Lyon signent"].metadata)


def test_nodes_embed_as_their_text_alone_and_show_models_no_paths(answering: Assistant) -> None:
    nodes = PartnershipRetriever(answering).retrieve(WHO) + PartnershipEngine(answering).query(WHO).source_nodes
    assert nodes
    for found in nodes:
        assert found.node.get_content(MetadataMode.EMBED) == found.text
        shown = found.node.get_content(MetadataMode.LLM)
        assert found.metadata["title"] in shown
        assert found.metadata["source"] not in shown
        assert TextNode.from_json(found.node.to_json()) == found.node


@pytest.mark.parametrize(("question", "holds"), [(WHO, "Jane Doe"), (QUI, "Anne Martin")])
def test_an_answer_comes_with_its_citations_as_source_nodes(answering: Assistant, question: str, holds: str) -> None:
    answer = answering.answer(question)
    response = PartnershipEngine(answering).query(question)
    assert holds in response.response
    assert response.response == answer.text
    assert response.metadata == answer.to_dict() == json.loads(json.dumps(response.metadata))
    assert response.metadata["status"] == "answered"
    for found, citation in zip(response.source_nodes, answer.citations, strict=True):
        check_place(found, answering)
        assert (found.text, found.metadata["number"]) == (citation.quote, citation.number)
        assert found.score == answer.confidence
    assert len({found.node_id for found in response.source_nodes}) == len(answer.citations) > 0


def test_the_language_of_the_answer_can_be_set(answering: Assistant) -> None:
    french = PartnershipEngine(answering, language="fr").query(WHO)
    assert "en anglais" in french.response
    assert french.source_nodes[0].metadata["language"] == "en"
    assert PartnershipEngine(answering, "en", "none").query(WHO).metadata["language"] == "en"


@pytest.mark.parametrize(("question", "status"), [(PANCAKES, "not_found"), *((bad, "refused") for bad in BAD)])
def test_what_is_not_answered_has_no_source_nodes(answering: Assistant, question: str, status: str) -> None:
    response = PartnershipEngine(answering).query(question)
    assert (response.metadata["status"], response.source_nodes) == (status, [])
    assert response.response == answering.answer(question).text


@pytest.mark.parametrize("question", BAD)
def test_a_bad_question_to_the_retriever_is_our_own_error(searching: Assistant, question: str) -> None:
    retriever = PartnershipRetriever(searching)
    with pytest.raises(QuestionError):
        retriever.retrieve(question)
    with pytest.raises(QuestionError):
        asyncio.run(retriever.aretrieve(question))
    with pytest.raises(QuestionError):
        passages(searching).query(question)


def test_a_wrong_argument_is_our_own_error(searching: Assistant) -> None:
    with pytest.raises(UsageError, match="de"):
        PartnershipEngine(searching, language="de")
    with pytest.raises(UsageError, match="some/model"):
        PartnershipEngine(searching, model="some/model").query(WHO)
    with pytest.raises(ValueError, match="limit=0"):
        PartnershipRetriever(searching, limit=0)


def test_the_async_forms_say_the_same_while_the_loop_goes_on(
    answering: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    retriever, engine = PartnershipRetriever(answering), PartnershipEngine(answering)
    expected = retriever.retrieve(WHO), engine.query(WHO)
    threads = set()
    for name in ("search", "answer"):
        own = getattr(answering, name)
        monkeypatch.setattr(
            answering,
            name,
            lambda *given, own=own, **named: (threads.add(threading.get_ident()), own(*given, **named))[1],
        )

    async def both():
        return await asyncio.gather(retriever.aretrieve(WHO), engine.aquery(WHO))

    nodes, response = asyncio.run(both())
    assert (nodes, response) == expected
    assert threads
    assert threading.get_ident() not in threads


def test_a_router_chooses_between_answers_and_passages(answering: Assistant) -> None:
    routed = router(answering)
    told = routed.query(WHO)
    assert told.metadata["selector_result"].reason == "answers"
    assert told.metadata["status"] == "answered"
    assert "Jane Doe" in str(told)
    shown = asyncio.run(routed.aquery(f"passages: {WHO}"))
    assert shown.metadata["selector_result"].reason == "passages"
    assert len(shown.source_nodes) == 2
    for found in (*told.source_nodes, *shown.source_nodes):
        check_place(found, answering)
    assert "selector_result" not in PartnershipEngine(answering).query(WHO).metadata


def test_a_tool_gives_the_answer_and_the_whole_response(answering: Assistant) -> None:
    tool = QueryEngineTool.from_defaults(PartnershipEngine(answering), name="partnerships", description="who signed")
    for said in (tool.call(QUI), asyncio.run(tool.acall(input=QUI))):
        assert said.content == answering.answer(QUI).text
        assert said.raw_output.source_nodes[0].text in said.content


def test_postprocessors_work_on_the_scores(searching: Assistant) -> None:
    engine = passages(searching, node_postprocessors=[SimilarityPostprocessor(similarity_cutoff=0.5)])
    kept = [hit.passage.id for hit in searching.search(WHO) if hit.score >= 0.5]
    assert [found.node_id for found in engine.query(WHO).source_nodes] == kept
    assert 0 < len(kept) < len(searching.search(WHO))


def test_a_model_of_the_users_writes_from_the_passages(searching: Assistant) -> None:
    engine = RetrieverQueryEngine.from_args(PartnershipRetriever(searching, limit=1), llm=MockLLM())
    said = engine.query(QUI)  # this model says what it is given
    (found,) = said.source_nodes
    assert found.text in said.response
    assert f"title: {found.metadata['title']}" in said.response
    assert found.metadata["source"] not in said.response


def test_an_evaluator_measures_the_retriever_by_passage_ids(searching: Assistant) -> None:
    wanted = next(hit.passage.id for hit in searching.search(WHO) if "Jane Doe" in hit.text)
    evaluator = RetrieverEvaluator.from_metric_names(
        ["hit_rate", "mrr"], retriever=PartnershipRetriever(searching, limit=3)
    )
    measured = asyncio.run(evaluator.aevaluate(query=WHO, expected_ids=[wanted]))
    assert measured.metric_vals_dict["hit_rate"] == 1.0
    assert measured.metric_vals_dict["mrr"] >= 0.5


def test_the_global_settings_are_left_alone(answering: Assistant) -> None:
    retriever, engine = PartnershipRetriever(answering), PartnershipEngine(answering)
    retriever.retrieve(WHO)
    engine.query(WHO)
    asyncio.run(retriever.aretrieve(WHO))
    asyncio.run(engine.aquery(WHO))
    assert set(vars(Settings).values()) == {None}
