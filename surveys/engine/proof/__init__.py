"""The proof: a study as solver terms. `surveys.engine.prove` is the way in; nothing here is imported by the web."""
