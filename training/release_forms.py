"""Sentences and questions of generated releases, by kind of fact and language.

`{slot}` stands for a value; the slot named like the kind of fact is the answer. French body slots take a
form: `{a}` with its article, `{de_a}` and `{à_a}` contracted ("du", "au"), `{A}` at a sentence's start.
The wordings are kept apart from the sample releases and from every golden question.
"""

from __future__ import annotations

OPENINGS = {
    "fr": (
        "{A} et {b} s’associent autour {de_topic}.",
        "{A} annonce un rapprochement avec {b}, consacré {à_topic}.",
        "Une convention lie désormais {a} {à_b} ; elle porte sur {topic}.",
        "Travailler ensemble sur {topic} : c’est l’ambition que partagent {a} et {b}.",
        "Un protocole d’entente unit {a} et {b}. Son objet : {topic}.",
        "Nouvelle étape pour {a}, qui fait alliance avec {b} au sujet {de_topic}.",
    ),
    "en": (
        "{A} and {b} are joining forces on {topic}.",
        "{A} has announced a new collaboration with {b}, devoted to {topic}.",
        "A convention now links {a} to {b}; it covers {topic}.",
        "Working together on {topic} is the ambition shared by {a} and {b}.",
        "A memorandum of understanding brings {a} and {b} together. Its purpose: {topic}.",
        "{A} takes a new step and teams up with {b} on {topic}.",
    ),
}
TITLES = {
    "fr": ("{A} et {b} : un accord sur {topic}", "{Topic} : {a} s’allie {à_b}", "{A} rejoint {b}"),
    "en": ("{A} and {b}: an agreement on {topic}", "{Topic}: {a} teams up with {b}", "{A} joins {b}"),
}
# kind: sentences that state the fact.
FACTS = {
    "date": {
        "fr": (
            "Le texte a été paraphé le {date}.",
            "La cérémonie de signature s’est tenue le {date}.",
            "C’est le {date} que les deux parties ont scellé leur entente.",
        ),
        "en": (
            "The text was initialled on {date}.",
            "The signing ceremony took place on {date}.",
            "The two parties sealed their arrangement on {date}.",
        ),
    },
    "place": {
        "fr": (
            "Les délégations s’étaient donné rendez-vous à {place}.",
            "La rencontre a eu lieu à {place}.",
            "Les documents ont été échangés à {place}, devant une centaine d’invités.",
        ),
        "en": (
            "The delegations met in {place}.",
            "The meeting was held in {place}.",
            "The documents were exchanged in {place} before a hundred guests.",
        ),
    },
    "signatory": {
        "fr": (
            "Pour {a}, c’est {signatory}, {role}, qui tenait la plume.",
            "{signatory}, {role} {de_a}, a apposé sa signature.",
            "Pour {a}, le document porte la signature de {signatory}, {role}.",
        ),
        "en": (
            "{signatory}, {role} of {a}, put pen to paper.",
            "On behalf of {a}, the document bears the signature of {signatory}, {role}.",
            "{A} was represented by its {role}, {signatory}.",
        ),
    },
    "term": {
        "fr": (
            "La collaboration est conclue pour {term}.",
            "Elle courra pendant {term}.",
            "Les partenaires s’engagent pour une période de {term}.",
        ),
        "en": (
            "The collaboration is concluded for {term}.",
            "It will run for {term}.",
            "The partners commit themselves for a period of {term}.",
        ),
    },
    "end": {
        "fr": (
            "Elle prendra fin le {end}.",
            "L’échéance est fixée au {end}.",
            "Sauf prorogation, l’ensemble expire le {end}.",
        ),
        "en": (
            "It comes to an end on {end}.",
            "The expiry date is set at {end}.",
            "Unless extended, everything lapses on {end}.",
        ),
    },
    "amount": {
        "fr": (
            "Une enveloppe de {amount} est réservée à ces travaux.",
            "Le budget commun atteint {amount}.",
            "{A} y consacrera {amount}.",
        ),
        "en": (
            "An envelope of {amount} is set aside for this work.",
            "The joint budget comes to {amount}.",
            "{A} will devote {amount} to it.",
        ),
    },
    "count": {
        "fr": (
            "Au programme : {count} dès la première année.",
            "L’accord prévoit {count}.",
            "Il ouvre la voie à {count}.",
        ),
        "en": (
            "On the programme: {count} from the first year.",
            "The arrangement provides for {count}.",
            "It opens the way to {count}.",
        ),
    },
    "committee": {
        "fr": (
            "Un comité mixte se réunira {committee} par an pour suivre l’avancement.",
            "Le suivi revient à un comité mixte, convoqué {committee} par an.",
        ),
        "en": (
            "A joint committee will meet {committee} a year to follow progress.",
            "Follow-up falls to a joint committee, convened {committee} a year.",
        ),
    },
    "since": {
        "fr": (
            "Les deux maisons se connaissent bien : leur première convention date de {since}.",
            "Elles coopèrent depuis {since}.",
        ),
        "en": (
            "The two houses know each other well: their first convention dates from {since}.",
            "They have cooperated since {since}.",
        ),
    },
    "funder": {
        "fr": (
            "Le financement vient {de_funder}.",
            "{Funder} prend les frais à sa charge.",
            "L’opération bénéficie du soutien financier {de_funder}.",
        ),
        "en": (
            "Funding comes from {funder}.",
            "{Funder} bears the costs.",
            "The operation receives financial support from {funder}.",
        ),
    },
    "contact": {
        "fr": ("{contact} coordonnera les équipes des deux partenaires.", "La coordination est confiée à {contact}."),
        "en": ("{contact} will coordinate the teams of both partners.", "Coordination is entrusted to {contact}."),
    },
}
FILLERS = {
    "fr": (
        "Les équipes se félicitent de cette dynamique commune.",
        "Les premiers résultats seront rendus publics.",
        "« Nous avons beaucoup à apprendre les uns des autres », a-t-on souligné lors de la rencontre.",
        "D’autres organismes pourront se joindre à la démarche.",
        "Le calendrier détaillé reste à préciser.",
        "Les étudiants seront associés à chaque étape.",
    ),
    "en": (
        "The teams welcome this shared momentum.",
        "The first results will be made public.",
        "“We have much to learn from one another”, it was stressed at the meeting.",
        "Other organisations may join the initiative.",
        "The detailed timetable is still to be settled.",
        "Students will be involved at every stage.",
    ),
}
# kind: questions; they name both partners or one partner and the topic.
QUESTIONS = {
    "date": {
        "fr": (
            "Quel jour {a} et {b} ont-ils conclu leur accord ?",
            "À quelle date l’accord entre {a} et {b} a-t-il été signé ?",
            "date de signature {a} {b}",
            "Quand {a} s’est-il lié {à_b} ?",
        ),
        "en": (
            "On what day did {a} and {b} conclude their agreement?",
            "When was the deal between {a} and {b} signed?",
            "signing date {a} {b}",
            "When did {a} team up with {b}?",
        ),
    },
    "place": {
        "fr": (
            "Dans quelle ville {a} et {b} se sont-ils réunis pour signer ?",
            "Où l’accord avec {b} a-t-il été signé ?",
        ),
        "en": ("In which town did {a} and {b} meet to sign?", "Where was the agreement with {b} signed?"),
    },
    "signatory": {
        "fr": ("Qui a signé au nom {de_a} l’accord avec {b} ?", "Quel responsable {de_a} a signé ?"),
        "en": ("Who signed the agreement with {b} on behalf of {a}?", "Which officer of {a} signed?"),
    },
    "term": {
        "fr": (
            "Combien de temps durera la collaboration entre {a} et {b} ?",
            "Quelle est la durée de l’entente avec {b} ?",
        ),
        "en": ("How long will the collaboration between {a} and {b} last?", "What is the length of the deal with {b}?"),
    },
    "end": {
        "fr": ("Jusqu’à quand court l’accord entre {a} et {b} ?", "Quand expire la convention avec {b} ?"),
        "en": ("Until when does the agreement between {a} and {b} run?", "When does the convention with {b} expire?"),
    },
    "amount": {
        "fr": ("Quel montant est consacré au projet {de_a} et {de_b} ?", "Combien d’argent est prévu avec {b} ?"),
        "en": ("What sum is devoted to the project of {a} and {b}?", "How much money is planned with {b}?"),
    },
    "count": {
        "fr": ("Combien de {counted} l’accord entre {a} et {b} prévoit-il ?", "nombre de {counted} avec {b}"),
        "en": (
            "How many {counted} does the agreement between {a} and {b} provide for?",
            "number of {counted} with {b}",
        ),
    },
    "committee": {
        "fr": ("À quelle fréquence le comité {de_a} et {de_b} se réunit-il ?",),
        "en": ("How often does the committee of {a} and {b} meet?",),
    },
    "since": {
        "fr": ("Depuis quelle année {a} et {b} coopèrent-ils ?", "De quand date la première convention avec {b} ?"),
        "en": ("Since what year have {a} and {b} cooperated?", "When does the first convention with {b} date from?"),
    },
    "funder": {
        "fr": ("Qui finance la coopération entre {a} et {b} ?",),
        "en": ("Who pays for the cooperation between {a} and {b}?",),
    },
    "contact": {
        "fr": ("Qui coordonne le travail {de_a} avec {b} ?",),
        "en": ("Who coordinates the work of {a} with {b}?",),
    },
    "partner": {
        "fr": ("Avec qui {a} s’est-il allié sur {topic} ?", "Quel est le partenaire {de_a} pour {topic} ?"),
        "en": ("With whom did {a} join forces on {topic}?", "Who is the partner of {a} for {topic}?"),
    },
    "topic": {
        "fr": ("Sur quoi porte l’accord entre {a} et {b} ?", "Quel est l’objet de l’entente avec {b} ?"),
        "en": ("What is the agreement between {a} and {b} about?", "What is the purpose of the deal with {b}?"),
    },
}
