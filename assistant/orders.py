"""Sentences of a release that give orders to whoever reads it by machine: never quoted, never put before a model.

A release says what was signed; it does not speak to an assistant. This is the first wall and not the last one: what a
model writes must still be borne out, sentence by sentence, by what is not such an order (`support.py`).
"""

import re

from store.language import fold

_ANSWER = (
    r"(?:answer|reply|respond|repond(?:s|ez|re)|repliquez|ecri(?:s|vez|re)|say|output|print|dis|dites|affiche[zr]?)"
)
_MACHINE = r"(?:ai|ia|llm|chatbot|(?:language )?models?|modele de langage|assistant\w*|robot)"
_ORDER = re.compile(
    # "Disregard all of the above"
    r"\b(?:ignor(?:e|ez|er|ing)|oubli(?:e|ez|er)|disregard(?:ing)?|forget|override|contourn(?:e|ez|er))\b.{0,60}"
    r"\b(?:instruct\w+|consigne\w*|prompts?|directives?|regles?|rules?|above|precede\w*|previous|prior|ci-dessus)\b"
    # to whom it speaks
    r"|\b(?:system prompt|prompt systeme|invite systeme|developer mode|mode developpeur|jailbreak)\b"
    rf"|\b(?:as|to|dear|hey|note (?:to|for)) (?:an? |the )?{_MACHINE}\b"
    rf"|\b(?:a l['’]attention de|note (?:a|pour)|cher|en tant qu['’ ]?e?) ?(?:l['’]|un |une )?{_MACHINE}\b"
    rf"|\b{_MACHINE}\s?[,:] ?(?:\w+ ){{0,3}}(?:you|vous|tu|must|should|dois|devez|{_ANSWER})\b"
    r"|\byou are (?:now|no longer)\b|\b(?:vous etes|tu es) (?:desormais|maintenant)\b"
    # what to say
    rf"|\b(?:{_ANSWER}|termine[zr]?|commence[zr]?|begin|start|end)\b.{{0,40}}"
    r"\b(?:only|exactly|uniquement|seulement|exactement|every|chaque|your|ta|votre|tes|vos|instead|a la place|with|avec"
    r"|the (?:words?|following|sentence)|les? mots?|la phrase|ceci|ce qui suit|par|que)\b.{0,30}[:«“\"]"
    rf"|\b{_ANSWER}\b.{{0,30}}\b(?:to|a) (?:every|any|all|toute|chaque|toutes)\b.{{0,20}}\bquestions?\b"
)


def is_order(sentence: str) -> bool:
    """Whether a sentence gives orders to a machine that reads it."""
    return bool(_ORDER.search(fold(sentence).replace("’", "'")))
