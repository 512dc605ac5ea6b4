"""The words that the benchmark's releases and questions are made of, in both languages. Every name is invented."""

from store.types import Language

# Kinds of partner, and the names that they are given; a French one carries its article.
KINDS: tuple[dict[Language, str], ...] = (
    {"fr": "l’Institut {}", "en": "the {} Institute"},
    {"fr": "l’Université {}", "en": "{} University"},
    {"fr": "la Fondation {}", "en": "the {} Foundation"},
    {"fr": "le Laboratoire {}", "en": "the {} Laboratory"},
    {"fr": "l’Agence {}", "en": "the {} Agency"},
    {"fr": "la Compagnie {}", "en": "the {} Company"},
    {"fr": "le Conservatoire {}", "en": "the {} Conservatory"},
)
NAMES = (
    "Valdrée Orsel Quimont Tarnave Belcastre Ivrelle Mornande Suzeraine Padrole Ganterre Lochmire Wexcombe Harrowdene "
    "Stavering Brinmoor Calderfold Oxhollow Tremayle Pendrith Ashvale Corvanne Dulmont Estrenac Fauvelin Grisolle "
    "Hautrive Jarvennes Kerloman Lussandre Nerival Rowmarsh Silverton Thornwick Underhay Vexley Yarrowby Zellande"
).split()
PLACES = (
    "Lisbonne-sur-Orb",
    "Sainte-Vaire",
    "Montrevaux",
    "Elmsford",
    "Greyhaven",
    "Port-Alban",
    "Dunmarch",
    "Cazerol",
)
PEOPLE = (
    "Odile Marcenat",
    "Bastien Rovère",
    "Inès Talvande",
    "Gaspard Lemoux",
    "Harriet Colewyn",
    "Desmond Farrant",
    "Miriam Oakshott",
    "Tobias Wren",
    "Aïcha Berrandou",
    "Léopold Sarrivé",
)
MONTHS: dict[Language, tuple[str, ...]] = {
    "fr": tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
    "en": tuple("January February March April May June July August September October November December".split()),
}
FORMS: tuple[dict[Language, str], ...] = (
    {"fr": "un accord-cadre", "en": "a framework agreement"},
    {"fr": "un protocole d’entente", "en": "a memorandum of understanding"},
    {"fr": "un contrat de collaboration", "en": "a collaboration contract"},
    {"fr": "une convention de partenariat", "en": "a partnership agreement"},
)
TOPICS: tuple[dict[Language, str], ...] = (
    {"fr": "la qualité de l’eau en montagne", "en": "water quality in the mountains"},
    {"fr": "les matériaux de construction sobres", "en": "low-energy building materials"},
    {"fr": "la santé des sols agricoles", "en": "the health of farm soils"},
    {"fr": "l’apprentissage des langues par le jeu", "en": "learning languages through play"},
    {"fr": "la prévision des crues", "en": "flood forecasting"},
    {"fr": "les archives sonores", "en": "sound archives"},
    {"fr": "le recyclage des batteries", "en": "battery recycling"},
    {"fr": "la détection précoce des maladies rares", "en": "the early detection of rare diseases"},
    {"fr": "la navigation à voile des cargos", "en": "wind-driven cargo ships"},
    {"fr": "l’imagerie des océans profonds", "en": "imaging of the deep sea"},
    {"fr": "les abeilles en ville", "en": "bees in towns"},
)
ACTIONS: tuple[dict[Language, str], ...] = (
    {"fr": "accueillir chaque année douze doctorants dans des équipes mixtes", "en": "host twelve PhD students a year"},
    {"fr": "ouvrir une plateforme d’essais commune", "en": "open a shared test facility"},
    {"fr": "publier les jeux de données sous licence libre", "en": "publish the data sets under an open licence"},
    {"fr": "organiser une école d’été", "en": "hold a summer school"},
    {"fr": "déposer ensemble des projets européens", "en": "apply together for European projects"},
    {"fr": "former les enseignants du secondaire", "en": "train secondary-school teachers"},
    {"fr": "prêter des instruments de mesure", "en": "lend measuring instruments"},
    {"fr": "créer deux chaires invitées", "en": "create two visiting chairs"},
    {"fr": "mettre en commun les bibliothèques", "en": "pool the two libraries"},
    {"fr": "suivre une cohorte de volontaires pendant dix ans", "en": "follow a group of volunteers for ten years"},
)

# Each paragraph in several wordings; a release takes one of each, in this order.
PARAGRAPHS: dict[Language, tuple[tuple[str, ...], ...]] = {
    "fr": (
        (
            "{A} et {b} ont signé {form} à {place} le {date}. Leurs équipes travailleront ensemble sur {topic} pendant "
            "{years} ans.",
            "Réunis à {place} le {date}, {a} et {b} ont conclu {form} consacré pour {years} ans à un sujet qui leur "
            "tient à cœur : {topic}.",
            "Le {date}, à {place}, {a} a noué un lien nouveau avec {b} en signant {form}. Le texte porte sur {topic} "
            "et il vaut pour {years} ans.",
        ),
        (
            "Depuis longtemps, chercheurs et ingénieurs des deux maisons se croisent dans les mêmes colloques sans "
            "disposer d’un cadre commun. Le sujet retenu, {topic}, demande des mesures longues et des compétences "
            "qu’aucun des deux partenaires ne réunit seul. C’est ce constat qui a conduit aux premières discussions, "
            "ouvertes deux ans avant la signature.",
            "L’idée est née d’une visite de terrain. Les deux directions y ont vu que {topic} restait étudié par "
            "petits groupes, avec des outils qui ne se parlent pas. Elles ont donc demandé à leurs services de "
            "préparer un programme commun, avec un calendrier et des moyens inscrits noir sur blanc.",
        ),
        (
            "Sur le plan financier, {a} apporte {amount} euros sur toute la durée du programme, tandis que {b} met à "
            "disposition ses ateliers et {staff_b} personnes à temps partiel. Un premier versement aura lieu dans les "
            "trois mois qui suivent la signature ; les suivants dépendront d’un rapport remis chaque automne.",
            "Le budget atteint {amount} euros. La moitié vient des fonds propres {de_a} ; le reste est réuni par {b} "
            "auprès de collectivités et de mécènes. Aucune dépense d’équipement n’est prévue la première année, "
            "réservée aux recrutements.",
        ),
        (
            "Un comité de pilotage de {members} membres se réunit deux fois par an. Il est présidé à tour de rôle par "
            "{person_a}, pour {a}, et par {person_b}, pour {b}. Une évaluation extérieure est prévue à mi-parcours, et "
            "le texte prend fin le 31 décembre {end}, sauf avenant.",
            "Pour suivre l’avancement, les partenaires installent un conseil de {members} personnes. {person_a} y "
            "représente {a} et {person_b} y représente {b}. Le texte arrive à échéance à la fin de l’année {end} ; il "
            "peut être prolongé une fois, par écrit.",
        ),
        (
            "« Nous ne voulions pas d’une déclaration de plus, mais d’un travail que l’on puisse montrer », a déclaré "
            "{person_a} après la signature. « Chaque étape aura un responsable, une date et un résultat public. »",
            "« Ce texte donne enfin du temps à nos équipes », s’est félicitée la délégation {de_a}. {person_b} a "
            "rappelé, pour sa part, que les résultats seraient présentés au public une fois par an.",
        ),
    ),
    "en": (
        (
            "{A} and {b} signed {form} in {place} on {date}. Their teams will work together on {topic} for {years} "
            "years.",
            "Meeting in {place} on {date}, {a} and {b} concluded {form} that is devoted for {years} years to a subject "
            "close to both: {topic}.",
            "On {date}, in {place}, {a} joined forces with a new partner, {b}, by signing {form}. The text deals with "
            "{topic} and is valid for {years} years.",
        ),
        (
            "Researchers and engineers of the two houses have long met at the same conferences without a common "
            "frame. The subject they chose, {topic}, calls for long series of measurements and for skills that neither "
            "partner has alone. That is what led to the first talks, which began two years before the signature.",
            "The idea came out of a visit to the field. Both boards saw there that {topic} was still studied by small "
            "groups, with tools that do not speak to one another. So they asked their staff to prepare a joint "
            "programme, with a calendar and means set down in black and white.",
        ),
        (
            "As to money, {a} brings {amount} euros over the whole programme, while {b} makes its workshops available "
            "and lends {staff_b} people part-time. A first payment is due within three months of the signature; the "
            "later ones depend on a report that is handed in every autumn.",
            "The budget comes to {amount} euros. Half of it is paid from the own funds of {a}; the rest is raised by "
            "{b} from local authorities and patrons. No equipment is to be bought in the first year, which is kept for "
            "hiring.",
        ),
        (
            "A steering committee of {members} members meets twice a year. It is chaired in turn by {person_a}, for "
            "{a}, and by {person_b}, for {b}. An outside review is planned half-way, and the text ends on 31 December "
            "{end} unless it is amended.",
            "To follow progress the partners set up a council of {members} people. {person_a} speaks there for {a} and "
            "{person_b} for {b}. The text expires at the end of the year {end}; it can be extended once, in writing.",
        ),
        (
            "“We did not want one more declaration but a piece of work that can be shown,” said {person_a} after the "
            "signature. “Every stage will have someone in charge, a date and a public result.”",
            "“This text gives our teams time at last,” said the delegation of {a}. {person_b} recalled for their part "
            "that the results would be presented to the public once a year.",
        ),
    ),
}
LISTS: dict[Language, tuple[str, ...]] = {
    "fr": ("Concrètement, {a} et {b} prévoient :", "Le programme commun sur {topic} comporte plusieurs volets :"),
    "en": ("In practice, {a} and {b} plan to:", "The joint programme on {topic} has several parts, namely to:"),
}
ITEM_END: dict[Language, str] = {"fr": " ;\n", "en": ";\n"}
ABOUT: dict[Language, str] = {
    "fr": "À propos {de_a}\n\nFondée en {founded}, la maison emploie {staff_a} personnes et conduit une trentaine de "
    "projets, en France et à l’étranger. Son siège se trouve à {place_a}.",
    "en": "About {a}\n\nFounded in {founded}, the house employs {staff_a} people and runs some thirty projects at home "
    "and abroad. Its seat is in {place_a}.",
}
FRONT: dict[Language, str] = {
    "fr": "Titre : {A} et {b} s’associent sur {topic}\nÉditeur : Le Courrier des accords\nDate : {date}\n"
    "Langue : français",
    "en": "Title: {A} and {b} join forces on {topic}\nPublisher: The Agreements Courier\nDate: {date}\n"
    "Language: English",
}
QUESTIONS: dict[Language, tuple[str, ...]] = {
    "fr": (
        "Quand {a} et {b} ont-ils signé leur accord ?",
        "Pour combien d’années {a} et {b} se sont-ils engagés ?",
        "Combien d’euros sont prévus pour le programme entre {a} et {b} ?",
        "Où {a} et {b} ont-ils signé ?",
        "Qui représente {a} au comité commun avec {b} ?",
        "Sur quel sujet {a} et {b} travaillent-ils ensemble ?",
        "Quelles actions {a} et {b} prévoient-ils ?",
    ),
    "en": (
        "When did {a} and {b} sign their agreement?",
        "For how many years do {a} and {b} work together?",
        "How many euros are planned for the programme of {a} and {b}?",
        "Where did {a} and {b} sign?",
        "Who speaks for {a} on the joint committee with {b}?",
        "On what subject do {a} and {b} work together?",
        "What do {a} and {b} plan to do?",
    ),
}
