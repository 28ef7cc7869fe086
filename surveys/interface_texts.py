"""The fixed texts around the questions that can be listened to: buttons, the code page, and what goes wrong."""

import gettext
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import translation

from surveys.answer_messages import COUNTED, MESSAGES, WHOLE_NUMBER, message
from surveys.engine.dates import bounds
from surveys.engine.definition import Definition, Question
from surveys.engine.errors import AnswerError
from surveys.engine.reading import OTHER_MAX_LENGTH
from surveys.languages import name

BUTTONS = ("Next", "Back", "Skip", "Stop")
COMING_IN = (
    "Your code",
    "Type the code from your letter",
    "Type your code",
    "Start",
    "I have no code",
    "We have your code",
    "Choose your language first. Then press Start.",
)
OWN_CODE = (
    "This is your code",
    "With this code you can stop and go on later. You can also remove your answers with it.",
    "Write the code down, or take a photo of it.",
    "We show it only now. Give it to nobody.",
    "I have the code. Go on.",
)
STOPPED = (
    "You stopped for now",
    "Your answers are saved. Nobody sees them on this phone.",
    "Do you want to go on later? Come back and type your code. It is in your letter, or you wrote it down.",
    "Go on with my code",
)
LOOKING_OVER = (
    "You answered this. Answer again to change it.",
    "Look at your answers",
    "These are the answers you gave this time. You can still change them.",
    "Send my answers",
    "Your answers have been sent.",
    "Thank you",
)
ENOUGH = (
    "You answered the most important questions. Thank you.",
    "Do you have more time? Then go on with the other questions. That helps us a lot.",
    "Do you have no time? Send your answers now. After that you cannot change them.",
    "Go on",
    "Send now",
)
FAULTS = (
    "We cannot go on yet",
    "We need this answer to choose the right questions for you. Please choose an answer.",
    "You did not give an answer. Would you like to answer? Or press Next again to skip.",
    "Type the code that is in your letter.",
    "This is not the whole code",
    "There is a typing mistake",
    "One of the characters is not right. Compare the code with your letter.",
    "We do not know this code",
    "Compare the code with your letter. Or call us.",
    "This code no longer works",
    "Did you get a newer letter or a newer code? Use that one. Or call us.",
    "Please wait a moment",
    "Your answers have been sent already",
    "You are done. Thank you. Nobody can see your answers with this code.",
    "Your answers have been removed",
    "You asked us to remove your answers. We have done that. You do not have to do anything.",
    "You need a code",
    "Only people with a letter can take part. The code is in the letter.",
    "We no longer know where you were in the questionnaire",
    "Your answers are saved. Type your code to go on.",
)
GROUP = (
    "Number of your group",
    "Type the number that is on the screen or on the wall.",
    "We do not know this number",
    "Look at the number on the screen again. Or ask the person who helps your group.",
    "Your group has not started yet",
    "Please wait for the person who helps your group. Then try again.",
    "This group is closed",
    "You cannot start in this group any more. You do not have to do anything. Thank you for wanting to help.",
    "This group is full",
    "All places are taken. Please ask the person who helps your group.",
    "You are with your group",
    "Several people use this phone or tablet",
    "Several people use this phone or tablet. After each person it is cleared.",
    "Ready for the next person",
    "Nobody can see the answers of the person before you here.",
    "Did you stop? Your answers are saved. You can go on later with your own code.",
    "Are you done? Press the button, and then give this phone or tablet to the next person.",
    "I am done",
)
HELPING = (
    "Do you help somebody?",
    "Thank you. You help best like this:",
    "Read the question and all answers aloud. Read what is on the page.",
    "Wait until the person chooses. Do not choose for them.",
    "Do not say what you would answer. There are no wrong answers.",
    "The person may skip a question, and may stop at any time.",
    "You hear the answers. Tell nobody about them.",
    "Somebody helps me",
    "Nobody helps me",
)
WISHES = (
    "Would you like to do one more thing?",
    "You do not have to. We keep it apart from your answers.",
    "Take part in the raffle",
    "Talk with a researcher",
    "Your e-mail address or your phone number",
    "What may we call you? You may leave this empty.",
    "We keep this apart from your answers. We do not keep which answers are yours.",
    "Send",
    "No, thank you",
    "You take part in the raffle. We contact you only if you win.",
    "We may contact you to make an appointment. You can still say no then.",
    "Back to the last page",
    "Remove my e-mail address or phone number",
    "Type it once more. Then we remove it from every list. Your answers stay.",
    "Remove",
    "Type your e-mail address or your phone number.",
    "This e-mail address is not right. Look at it again.",
    "This phone number is too short. Look at it again.",
    "This phone number is too long. Look at it again.",
    "Start the phone number with 0, or with + and the number of the country.",
    "This phone number is not right. Look at it again.",
    "That is done",
    "Was this e-mail address or phone number on a list? Then it is gone now. For safety we never say if it was there.",
)
FIXED = (*BUTTONS, *COMING_IN, *OWN_CODE, *STOPPED, *LOOKING_OVER, *ENOUGH, *FAULTS, *GROUP, *HELPING, *WISHES)


def interface_texts(definition: Definition, language: str) -> Iterator[tuple[str, str]]:
    """(where, text) in this language, as far as it is translated; the last are errors with a study's own limits."""
    yield "interface/language", name(language)
    for msgid in fixed_texts():
        words = translated(msgid, language)
        if words:
            yield f"interface/{msgid[:60]}", words
    yield from _limits(definition, language)


def fixed_texts() -> tuple[str, ...]:
    """Message ids; errors that need numbers to be whole are not among them."""
    plain = (text for text in (*MESSAGES.values(), WHOLE_NUMBER) if "%(" not in text)
    return tuple(dict.fromkeys((*FIXED, *plain)))


def translated(msgid: str, language: str) -> str:
    """The text in this language and no other; '' where it is not translated."""
    return msgid if language == "en" else _catalogue(language).gettext(msgid)


class _Missing(gettext.NullTranslations):
    """Says nothing where a catalogue has no translation; Django would say it in Dutch."""

    def gettext(self, message: str) -> str:
        return ""


@lru_cache(maxsize=16)
def _catalogue(language: str) -> gettext.NullTranslations:
    folder = Path(settings.LOCALE_PATHS[0])
    try:
        found = gettext.translation("django", str(folder), [language])
    except OSError:
        return _Missing()
    found.add_fallback(_Missing())
    return found


def _limits(definition: Definition, language: str) -> Iterator[tuple[str, str]]:
    with translation.override(language):
        for question in definition.questions.values():
            for error in faults_of(question):
                if _is_translated(error, language):
                    yield f"errors/{question.name}/{error.code}", message(error, language)


def _is_translated(error: AnswerError, language: str) -> bool:
    """Of the three messages about dates one stands for all; one with a number in it comes with its language."""
    if error.code in COUNTED:
        return language == "en" or not isinstance(_catalogue(language), _Missing)
    return bool(translated(MESSAGES["date_too_late" if error.code == "date_out_of_range" else error.code], language))


def faults_of(question: Question) -> Iterator[AnswerError]:
    """What can be wrong with an answer to this question in words that carry its limits."""
    low, high = question.minimum, question.maximum
    if isinstance(low, Decimal):
        yield AnswerError("too_small", minimum=low, maximum=high)
    if isinstance(high, Decimal):
        yield AnswerError("too_big", minimum=low, maximum=high)
    if question.decimals:
        yield AnswerError("too_many_decimals", decimals=question.decimals)
    if question.type in ("text", "long_text"):
        yield AnswerError("too_long", maximum=question.max_length)
    if question.other:
        yield AnswerError("too_long", maximum=OTHER_MAX_LENGTH)
    if question.type == "date" and (low or high):
        lowest, highest = bounds(question)
        yield AnswerError("date_out_of_range", minimum=lowest, maximum=highest)
