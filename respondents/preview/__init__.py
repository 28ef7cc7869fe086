"""The questionnaire tried out: walked like a respondent walks it, by people who are none. No answer is ever stored."""
