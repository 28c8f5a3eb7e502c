"""Errors in quotations: missed, cut short, given to the wrong speaker or to none, and false."""

from collections.abc import Iterator
from typing import Any

from benchmarks.errors.error import Error, in_sentence
from benchmarks.scoring.quotes import covering, gold_quotes, letters, right_speaker
from benchmarks.scoring.spans import pair_off


def quotation_errors(record: dict[str, Any], pred: list[dict[str, Any]]) -> Iterator[Error]:
    """By gold type; false hits by predicted kind."""
    text, gold = record["text"], gold_quotes(record)
    covered = covering([letters(text, g["content"]) for g in gold], [letters(text, p["content"]) for p in pred])
    share = {(i, j): of[0] for of, i, j in covered}
    pairs = dict(pair_off(c for c in covered if c[0][0] > 0.3))
    for i, g in enumerate(gold):
        sentence = in_sentence(text, g["content"][0][0], g["content"][-1][1])
        if i not in pairs:
            yield Error(f"missed, {g['qtype']}", sentence, _source(text, g))
            continue
        guess = pred[pairs[i]]
        if share[i, pairs[i]] <= 0.8:
            said = " … ".join(text[s:e] for s, e in guess["content"])
            yield Error(f"cut short, {g['qtype']}", sentence, f"ours: {said}")
        if g["source"] and not right_speaker(g, guess):
            kind = "wrong speaker" if guess["speaker"] else "no speaker"
            ours = text[slice(*guess["speaker"])] if guess["speaker"] else "none"
            yield Error(f"{kind}, {g['qtype']}", sentence, f"{_source(text, g)}; ours: {ours}")
    hits = set(pairs.values())
    for j, p in enumerate(pred):
        if j not in hits:
            yield Error(f"false hit, {p['kind']}", in_sentence(text, p["content"][0][0], p["content"][-1][1]))


def _source(text: str, gold: dict[str, Any]) -> str:
    return "gold speaker: " + (" … ".join(text[s:e] for s, e in gold["source"]) or "none")
