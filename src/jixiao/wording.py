"""Sentences and labels in the two languages: Chinese first, English complete.

A ``Text`` stands where it is used, so that a reader finds the sentence in one hop and no catalogue can drift from the code.
Values are filled in late, when the language of the reader is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Text(NamedTuple):
    """One sentence or label in both languages, with the values that it names.

    ``Text("第{row}行缺少{column}", "Row {row} lacks {column}").fill(row=3, column=label)`` keeps its values as they are: a value
    that is a ``Text`` itself is spoken in the same language as the sentence around it.
    """

    zh: str
    en: str
    values: tuple[tuple[str, object], ...] = ()

    def fill(self, **values: object) -> Text:
        """The same sentence with more of its values known."""
        return self._replace(values=(*self.values, *values.items()))

    def say(self, language: Language) -> str:
        """The sentence in one language; one value given and another not is a mistake of the caller (``KeyError``).

        A text without any value is spoken as it stands, so that a label of a data file may hold braces.
        """
        template = self.zh if language == "zh" else self.en
        if not self.values:
            return template
        return template.format_map({name: spoken(value, language) for name, value in self.values})


def spoken(value: object, language: Language) -> str:
    """Any value as a reader of that language sees it."""
    return value.say(language) if isinstance(value, Text) else str(value)


def same(word: object) -> Text:
    """A word that is not translated: a code, a name, a quotation, a number."""
    return Text("{word}", "{word}").fill(word=word)


def of_words(zh: str, en: str) -> Text:
    """A text whose words are data: what a file says in each language."""
    return Text(zh, en)


def settled(text: Text, clean: Callable[[str], str] = str) -> Text:
    """The sentence as it is spoken in each language, without values to fill in: two that say the same are equal."""
    return of_words(clean(text.say("zh")), clean(text.say("en")))


def joined(parts: Iterable[Text], zh: str = "，", en: str = ", ") -> Text:
    """Several sentences as one, with the mark that each language puts between them."""
    listed = list(parts)
    names = [f"part{number}" for number in range(len(listed))]
    slots = [f"{{{name}}}" for name in names]
    return Text(zh.join(slots), en.join(slots), tuple(zip(names, listed, strict=True)))


def text_of(value: Mapping[str, object] | str | None) -> Text | None:
    """The label that stands in a data file as ``{zh: …, en: …}``; None where a translation is missing or the shape is another."""
    if not isinstance(value, dict):
        return None
    zh, en = value.get("zh"), value.get("en")
    return Text(zh, en) if isinstance(zh, str) and isinstance(en, str) and zh and en else None
