"""Sentences of a release that give orders to whoever reads it by machine: never quoted, never put before a model.

A release says what was signed; it does not speak to an assistant. This is the first wall and not the last one: what a
model writes must still be borne out, sentence by sentence, by what is not such an order (`support.py`).
"""

import re

from store.language import fold

_ANSWER = (
    r"(?:answer|reply|respond|repond(?:s|ez|re)|repliquez|ecri(?:s|vez|re)|say|output|print|dis|dites|affiche[zr]?)"
)
# What a release may do as well (its output, its answer, to respond, to display) is an order only as one.
_BIDDEN = r"(?:answer|reply|respond|repond(?:s|ez)|repliquez|ecri(?:s|vez)|say|output|print|dis|dites|affichez?)"
_MACHINE = r"(?:ai(?: assistant| model)?|ia|llm|chatbot|language models?|modele de langage|assistants?|robot)"
_MODEL = r"(?:language models?|modeles? de langage|chatbots?|llms?)"
_FORGET = (
    r"(?<!sans )(?<!without )(?:ignor(?:e|ez|er|ing)|oubli(?:e|ez|er)|disregard(?:ing)?|forget|override"
    r"|contourn(?:e|ez|er)|tenez pas compte|tiens pas compte|fai(?:s|tes) abstraction|obeis\w*|stop following)"
)
_WORDS = r"(?:the (?:words?|following|sentence)|les? mots?|la phrase|ceci|ce qui suit)"
_JUST = rf"(?:only|exactly|uniquement|seulement|exactement|your|ta|votre|tes|vos|instead|a la place|{_WORDS})"
# A sentence may begin with an order; inside of one, an order is told from what partners do by how exact it is.
_FIRST = r"(?:^|[.!?:;\n])\W{0,4}(?:please |now |always |toujours |veuillez )?"
_INSIDE = r"(?:[,;]|\b(?:and|et|then|puis|please|instead|veuillez|you|vous|tu|must|should|dois|devez|always|toujours)) "
_ORDER = re.compile(
    # "Disregard all of the above"
    rf"\b{_FORGET}\b.{{0,60}}\b(?:instruct\w+|consigne\w*|prompts?|above|precede\w*|previous|prior|ci-dessus)\b"
    # rules are also what laws are made of
    rf"|\b{_FORGET}\b.{{0,60}}\b(?:your|these|those|all|any|vos|votre|tes|ta|ces|tout\w*(?: les)?) (?:\w+ )?"
    r"(?:directives?|regles?|rules?)\b"
    rf"|\b{_FORGET}\b.{{0,60}}\b(?:directives?|regles?|rules?) (?:that |qu[ei] |qui )?(?:you|vous|t[eu])\b"
    r"|\b(?:new|nouvelles?|updated|revised) (?:instruct\w+|consignes?)\s?:"
    # to whom it speaks
    r"|\b(?:system prompt|prompt systeme|invite systeme|developer mode|mode developpeur|jailbreak)\b"
    rf"|\b(?:dear|hey|note (?:to|for)|attention) (?:an? |the |any )?{_MACHINE}\b"
    r"(?! (?:professors?|researchers?|experts?|engineers?|companies))"
    rf"|\bas an? (?:(?!research|teaching|laboratory|medical|social)\w+ )?{_MACHINE}\s?,"
    rf"|\b(?:a l['’]attention de|note (?:a|pour)|cher|en tant qu['’ ]?e?) ?(?:l['’]|un |une )?{_MACHINE}\b"
    # but not "AI: what you must know", nor "more must be done for AI, say Inria and DFKI"
    rf"|\b{_MACHINE}\s?[,:] ?(?:(?!what\b|how\b|ce\b|que\b)\w+ ){{0,3}}(?:you|vous|tu|dois|devez)\b"
    rf"(?!(?: must| should| need to| devez| dois)? (?:know|savoir)\b)"
    rf"|\b{_MACHINE}\s?[,:] ?(?:please |always |toujours )?(?!say (?!that|only|exactly|nothing)){_BIDDEN}\b"
    r"|\byou are (?:now|no longer) (?:an?\b|in\b|bound|free|required|restricted|dan\b)"
    r"|\b(?:vous etes|tu es) (?:desormais|maintenant) (?:une?\b|en mode|libre|dispense|tenu)"
    r"|\bwhen (?:summari[sz]ing|answering|quoting|asked about)\b.{0,40}\b(?:this|the above|it)\b.{0,20}"
    r"\b(?:say|write|add|state)\b"
    r"|\b(?:en resumant|lorsque vous resumez|si on (?:vous|te) (?:demande|interroge))\b.{0,60}"
    r"\b(?:dites|dis|ecrivez|ajoutez|repondez)\b"
    # what to say
    rf"|{_FIRST}(?:{_BIDDEN}|terminez?|commencez?|begin|start|end)(?= )"
    r"(?! (?:of|in|date|is|was|will|du|de|a l['’]appel|aux appels|to (?:the|our) calls?|yes to)\b)"
    rf".{{0,40}}\b(?:{_JUST}|every|chaque|with|avec|par|que)\b.{{0,30}}[:«“\"]"
    rf"|{_INSIDE}{_ANSWER}\b.{{0,40}}\b{_JUST}\b.{{0,30}}[:«“\"]"
    rf"|\b(?:begin|start|end|commence[zr]?|termine[zr]?) (?:with |by |par |avec )?{_WORDS}.{{0,30}}[«“\"]"
    r"|\b(?:begin|start|end) (?:your|every|each) (?:answer|reply|response)\b"
    r"|\b(?:commence|termine)[zr]? (?:votre|ta|vos|tes|chaque) (?:reponse|message)s?\b"
    rf"|\b{_MODEL}\b.{{0,20}}\b(?:read(?:s|ing)?|li(?:t|sent|sant)) (?:this|these|ce|cette|ces)\b"
    rf"|\b{_MODEL}\b.{{0,40}}\b(?:should|must|doi(?:t|vent)) (?:{_ANSWER}|dire|write) (?:that|que|qu'\w+|{_JUST})\b"
    r"|\bdo not (?:mention|tell|reveal|say)\b.{0,40}\buser\b"
    r"|\b(?:answer|reply|respond|repondez|reponds) (?:to |a )?(?:every|any|all|toute|chaque|toutes)\b.{0,20}"
    r"\bquestions?\b.{0,12}\b(?:with|by|par|avec)\b"
)


def is_order(sentence: str) -> bool:
    """Whether a sentence gives orders to a machine that reads it."""
    return bool(_ORDER.search(fold(sentence).replace("’", "'")))
