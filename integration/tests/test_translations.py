"""The sentences: the same ones in each language, and one for each thing that the code says."""

import json
import re
from typing import Any

import pytest

from custom_components.climat_guardian.bridge import Fault
from custom_components.climat_guardian.bridge_http import SENTENCES
from custom_components.climat_guardian.const import DOMAIN

from .demo import REPOSITORY

FOLDER = REPOSITORY / "custom_components" / DOMAIN / "translations"
LANGUAGES = ("en", "fr", "de")


def sentences(language: str) -> dict[str, str]:
    """Return what is said, by the path of its key."""

    def walk(value: Any, path: str) -> dict[str, str]:
        if isinstance(value, str):
            return {path: value}
        return {
            where: text
            for key, inner in value.items()
            for where, text in walk(inner, f"{path}/{key}").items()
        }

    return walk(json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8")), "")


def under(path: str) -> set[str]:
    """Return the keys right under a path, in English."""
    return {key.removeprefix(path).split("/")[0] for key in sentences("en") if key.startswith(path)}


def test_there_is_a_file_for_each_language() -> None:
    """No more and no less."""
    assert {file.stem for file in FOLDER.iterdir()} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_everything_and_names_the_same_things(language: str) -> None:
    """A placeholder that one of them lacks is information lost; one too many is shown in braces."""
    english, translated = sentences("en"), sentences(language)
    assert list(translated) == list(english)
    for path, text in translated.items():
        assert text.strip(), path
        assert placeholders(text) == placeholders(english[path]), path


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_translation_is_one(language: str) -> None:
    """Whole sentences that are the same as in English were forgotten."""
    english, translated = sentences("en"), sentences(language)
    same = {text for path, text in translated.items() if text == english[path]}
    assert {text for text in same if " " in text} <= {"Climat Guardian"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_apostrophe_hides_a_placeholder(language: str) -> None:
    """In ICU's messages, by which the frontend reads these, `'{` begins a quotation."""
    for path, text in sentences(language).items():
        assert not re.search(r"'[{}]", text), path


def test_every_fault_has_its_sentences() -> None:
    """In the log and in Settings, and, where a form can meet it, there."""
    faults = {fault.value for fault in Fault}
    assert faults <= under("/exceptions/")
    # Who is not let in is asked for digits instead.
    assert faults - {"not_paired"} <= under("/config/error/")


def placeholders(text: str) -> set[str]:
    """Return what a sentence names."""
    return set(re.findall(r"{(\w+)}", text))


def test_every_refusal_has_its_sentence() -> None:
    """Of the bridge, by its code; and where there is no bridge."""
    assert {"refused", "no_bridge", *SENTENCES.values()} <= under("/exceptions/")
