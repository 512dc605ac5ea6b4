"""What is kept and how it is found again: the library (SQLite), its vector index (Chroma), the encoders."""

import os

# onnxruntime opens a telemetry connection when it is imported; Chroma and Hugging Face read these too.
# They must be in the environment before any of them is imported, so they are set here, at the bottom of all arrows.
for _name, _value in {
    "ORT_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
}.items():
    os.environ.setdefault(_name, _value)
