"""The same article again: known words are passed over, a better extractor reads the past anew."""
