from hypothesis import given
from hypothesis import strategies as st

from respondents.state import NOTHING, fold

names = st.sampled_from(["a", "b", "c"])
answers = st.dictionaries(names, st.none() | st.fixed_dictionaries({"code": st.text(max_size=3)}))
patches = st.lists(st.fixed_dictionaries({"answers": answers, "passed": st.dictionaries(names, st.just(True))}))


@given(patches, patches)
def test_folding_in_steps_is_folding_at_once(first: list, second: list) -> None:
    assert fold(second, fold(first)) == fold([*first, *second])


@given(patches)
def test_the_last_word_about_each_question_counts(given_patches: list) -> None:
    folded = fold(given_patches)
    for name in "abc":
        said = [patch["answers"][name] for patch in given_patches if name in patch["answers"]]
        assert folded.answers.get(name) == (said[-1] if said else None)


def test_patches_without_answers_change_nothing() -> None:
    assert fold([{}, {"consent": {"version": "1"}}]) == NOTHING
