"""Sentences of a release that give orders to whoever reads it by machine: never quoted, never put before a model.

A release says what was signed; it does not speak to an assistant. This is the first wall and not the last one: what a
model writes must still be borne out, sentence by sentence, by what is not such an order (`support.py`).
"""

import re

from store.language import fold

_ANSWER = (
    r"(?:answer|reply|respond|repond(?:s|ez|re)|repliquez|ecri(?:s|vez|re)|say|output|print|dis|dites|affiche[zr]?)"
)
_MACHINE = r"(?:ai(?: assistant| model)?|ia|llm|chatbot|language models?|modele de langage|assistants?|robot)"
_ORDER = re.compile(
    # "Disregard all of the above"
    r"\b(?:ignor(?:e|ez|er|ing)|oubli(?:e|ez|er)|disregard(?:ing)?|forget|override|contourn(?:e|ez|er)|tenez pas compte"
    r"|tiens pas compte|fai(?:s|tes) abstraction|obeis\w*|stop following)\b.{0,60}"
    r"\b(?:instruct\w+|consigne\w*|prompts?|directives?|regles?|rules?|above|precede\w*|previous|prior|ci-dessus)\b"
    r"|\b(?:new|nouvelles?|updated|revised) (?:instruct\w+|consignes?|directives?)\s?:"
    # to whom it speaks
    r"|\b(?:system prompt|prompt systeme|invite systeme|developer mode|mode developpeur|jailbreak)\b"
    rf"|\b(?:dear|hey|note (?:to|for)|attention) (?:an? |the |any )?{_MACHINE}\b"
    rf"|\bas an? (?:\w+ )?{_MACHINE}\s?,"
    rf"|\b(?:a l['’]attention de|note (?:a|pour)|cher|en tant qu['’ ]?e?) ?(?:l['’]|un |une )?{_MACHINE}\b"
    rf"|\b{_MACHINE}\s?[,:] ?(?:\w+ ){{0,3}}(?:you|vous|tu|must|should|dois|devez|{_ANSWER})\b"
    r"|\byou are (?:now|no longer) (?:an?\b|in\b|bound|free|required|restricted|dan\b)"
    r"|\b(?:vous etes|tu es) (?:desormais|maintenant) (?:une?\b|en mode|libre|dispense|tenu)"
    r"|\bwhen (?:summari[sz]ing|answering|quoting|asked about)\b.{0,40}\b(?:this|the above|it)\b.{0,20}"
    r"\b(?:say|write|add|state)\b"
    r"|\b(?:en resumant|lorsque vous resumez|si on (?:vous|te) (?:demande|interroge))\b.{0,60}"
    r"\b(?:dites|dis|ecrivez|ajoutez|repondez)\b"
    # what to say
    rf"|\b(?:{_ANSWER}|termine[zr]?|commence[zr]?|begin|start|end)\b.{{0,40}}"
    r"\b(?:only|exactly|uniquement|seulement|exactement|every|chaque|your|ta|votre|tes|vos|instead|a la place|with|avec"
    r"|the (?:words?|following|sentence)|les? mots?|la phrase|ceci|ce qui suit|par|que)\b.{0,30}[:«“\"]"
    r"|\b(?:begin|start|end) (?:your|every|each) (?:answer|reply|response)\b"
    r"|\b(?:commence|termine)[zr]? (?:votre|ta|vos|tes|chaque) (?:reponse|message)s?\b"
    r"|\b(?:language models?|modeles? de langage|chatbots?|llms?)\b.{0,40}\b(?:should|must|doi(?:t|vent))\b"
    r"|\bdo not (?:mention|tell|reveal|say)\b.{0,40}\buser\b"
    r"|\b(?:answer|reply|respond|repondez|reponds) (?:to |a )?(?:every|any|all|toute|chaque|toutes)\b.{0,20}"
    r"\bquestions?\b.{0,12}\b(?:with|by|par|avec)\b"
)


def is_order(sentence: str) -> bool:
    """Whether a sentence gives orders to a machine that reads it."""
    return bool(_ORDER.search(fold(sentence).replace("’", "'")))
