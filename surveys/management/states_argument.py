"""The argument of commands that names states of translations."""

from argparse import ArgumentTypeError

from surveys.text_states import STATES


def states_from(text: str) -> tuple[str, ...]:
    """`missing,stale` → the states, in their own order. Raises ArgumentTypeError for a word that is none."""
    named = {word.strip() for word in text.split(",") if word.strip()}
    unknown = sorted(named - set(STATES))
    if unknown or not named:
        raise ArgumentTypeError(f"{', '.join(unknown) or 'nothing'}: not a state. States: {', '.join(STATES)}.")
    return tuple(state for state in STATES if state in named)
