"""The words from which releases are generated: bodies, people, places, topics, roles, in both languages.

Every body, person and town is invented or too common a word to point at one. French names carry their
article, so that "de" and "à" contract with it.
"""

from __future__ import annotations

# Kind of body: article, French name, English name; {t} is a town, {n} a proper name.
TOWN_BODIES = (
    ("l’", "Université de {t}", "University of {t}"),
    ("l’", "Université de {t}", "{t} University"),
    ("la", "Ville de {t}", "City of {t}"),
    ("le", "port de {t}", "Port of {t}"),
    ("l’", "École d’ingénieurs de {t}", "{t} School of Engineering"),
    ("l’", "École de commerce de {t}", "{t} Business School"),
    ("le", "Centre hospitalier de {t}", "{t} Hospital Centre"),
    ("la", "Chambre de commerce de {t}", "{t} Chamber of Commerce"),
    ("l’", "Observatoire de {t}", "{t} Observatory"),
    ("le", "Conservatoire de musique de {t}", "{t} Conservatory of Music"),
    ("le", "musée des Arts de {t}", "{t} Museum of Arts"),
    ("l’", "Institut polytechnique de {t}", "{t} Polytechnic Institute"),
    ("la", "Régie des transports de {t}", "{t} Transit Authority"),
    ("l’", "Académie de {t}", "{t} Academy"),
    ("l’", "Institut agronomique de {t}", "{t} Institute of Agronomy"),
    ("la", "Bibliothèque de {t}", "{t} Library"),
)
NAMED_BODIES = (
    ("la", "Fondation {n}", "{n} Foundation"),
    ("l’", "Institut {n}", "{n} Institute"),
    ("le", "Laboratoire {n}", "{n} Laboratory"),
    ("le", "groupe {n}", "{n} Group"),
    ("", "{n} Énergie", "{n} Energy"),
    ("", "{n} Santé", "{n} Health"),
    ("la", "Banque {n}", "{n} Bank"),
    ("l’", "Association {n}", "{n} Association"),
    ("le", "réseau {n}", "{n} Network"),
    ("", "{n} Télécom", "{n} Telecom"),
    ("la", "Mutuelle {n}", "{n} Mutual"),
    ("", "{n}", "{n}"),
)
PUBLIC_BODIES = (
    ("l’", "Agence nationale de l’eau", "National Water Agency"),
    ("l’", "Office des mobilités étudiantes", "Office for Student Mobility"),
    ("le", "Conseil de la recherche appliquée", "Applied Research Council"),
    ("le", "ministère de la Mer", "Ministry of the Sea"),
    ("le", "Fonds pour la transition rurale", "Rural Transition Fund"),
    ("l’", "Agence de la statistique publique", "Public Statistics Agency"),
    ("le", "Bureau de la francophonie numérique", "Office of Digital Francophonie"),
    ("la", "Caisse de développement régional", "Regional Development Fund"),
    ("l’", "Institut national de la forêt", "National Forest Institute"),
    ("le", "Centre d’études polaires", "Centre for Polar Studies"),
    ("la", "Commission des sports universitaires", "University Sports Commission"),
    ("l’", "Agence spatiale des Alpes", "Alpine Space Agency"),
)
TOWNS = (
    "Valmont Brissac Ardelle Montclar Sauvigny Tressan Kerivel Lormont Aubrac Chantelle Estivaux Fontagne "
    "Gravelle Hautmont Jussac Landreville Mirebel Northam Westbrook Ashford Kelby Larkfield Milburn Oakvale "
    "Penrith Stanmore Thornbury Whitby Brenton Castlemere Dunmore Eastleigh Freyburg Halden Lindau Arvika "
    "Sorano Vallone Orvieto Montalvo Segura Almada Coruche Beira Tamale Kindia Thiers Louga Nabeul Safi "
    "Byblos Irbid Patan Hoian Kochi Otaru Puebla Salto Temuco Manta"
).split()
NAMES = (
    "Orvane Solenco Axelis Brévia Calderon Delmas Eurélia Farrow Gentian Helvia Ingram Jolivet Kestrel Lumea "
    "Marchetti Novaro Octant Palmier Quintel Rosenthal Sirocco Tamarin Ulmer Verdance Wexford Xylia Ystra "
    "Zéphyr Altimar Boréal Cygnus Dorval Émeraude Fjord Galion Horizon Ivoire Jasmin Kairos Lotus Meridian"
).split()
FIRST_NAMES = (
    "Claire Amina Hélène Sofia Nadia Margaret Ingrid Yuki Fatou Beatriz Chloé Priya Ruth Élodie Leïla Anne "
    "Thomas Karim Étienne Paolo Samuel Kenji Ousmane Diego Lucas Vikram Peter Julien Rachid Lars Marc Owen"
).split()
LAST_NAMES = (
    "Arnaud Bellamy Cissé Dubreuil Eriksen Fabre Guérin Hoffman Ibanez Jansen Keller Lacroix Moreau Nakamura "
    "Okafor Pereira Quiroga Rousseau Sandoval Tremblay Ueda Vasseur Whitfield Yilmaz Zimmer Aubert Benali "
    "Carver Desmarais Elliott Fontaine Granger Haddad Iyer Joubert Kowalski Lindqvist Mbaye Novak Osborne"
).split()
# Roles: French, English.
ROLES = (
    ("présidente", "président", "President"),
    ("directrice générale", "directeur général", "Director General"),
    ("rectrice", "recteur", "Rector"),
    ("vice-présidente recherche", "vice-président recherche", "Vice-President for Research"),
    ("doyenne", "doyen", "Dean"),
    ("secrétaire générale", "secrétaire général", "Secretary-General"),
    ("directrice scientifique", "directeur scientifique", "Scientific Director"),
    ("déléguée aux partenariats", "délégué aux partenariats", "Head of Partnerships"),
)
# Topics: French after "sur" or "consacré à" with its article, English.
TOPICS = (
    ("l’", "hydrogène vert", "green hydrogen"),
    ("la", "santé des océans", "ocean health"),
    ("l’", "apprentissage des langues", "language learning"),
    ("la", "rénovation des bâtiments anciens", "the renovation of old buildings"),
    ("les", "maladies rares", "rare diseases"),
    ("la", "mobilité des étudiants", "student mobility"),
    ("la", "qualité de l’air", "air quality"),
    ("l’", "intelligence artificielle en radiologie", "artificial intelligence in radiology"),
    ("les", "semences résistantes à la sécheresse", "drought-resistant seeds"),
    ("la", "cybersécurité des petites entreprises", "cybersecurity for small businesses"),
    ("le", "patrimoine sonore", "sound heritage"),
    ("la", "gestion des déchets électroniques", "electronic waste management"),
    ("les", "batteries de longue durée", "long-life batteries"),
    ("l’", "entrepreneuriat des femmes", "women’s entrepreneurship"),
    ("la", "prévention des inondations", "flood prevention"),
    ("les", "données ouvertes", "open data"),
    ("le", "tourisme durable", "sustainable tourism"),
    ("la", "logistique fluviale", "river freight"),
    ("l’", "éducation au climat", "climate education"),
    ("la", "robotique agricole", "agricultural robotics"),
    ("les", "matériaux biosourcés", "bio-based materials"),
    ("l’", "attractivité des territoires", "the attractiveness of regions"),
    ("la", "nutrition des personnes âgées", "nutrition for older people"),
    ("le", "sport inclusif", "inclusive sport"),
    ("la", "finance solidaire", "social finance"),
    ("les", "transitions sociétales", "societal transitions"),
    ("la", "mécanique quantique appliquée", "applied quantum mechanics"),
    ("le", "cinéma documentaire", "documentary film"),
    ("la", "surveillance des forêts par satellite", "satellite monitoring of forests"),
    ("l’", "accueil des chercheurs réfugiés", "hosting refugee researchers"),
)
# Things that are counted: French plural, English plural.
COUNTED = (
    ("bourses de doctorat", "doctoral scholarships"),
    ("doctorants", "PhD students"),
    ("projets pilotes", "pilot projects"),
    ("stages", "internships"),
    ("chercheurs invités", "visiting researchers"),
    ("places d’échange", "exchange places"),
    ("ateliers", "workshops"),
    ("capteurs", "sensors"),
    ("contrats d’apprentissage", "apprenticeships"),
)
FR_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
EN_MONTHS = "January February March April May June July August September October November December".split()
FR_NUMBERS = ("", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
EN_NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# Shared structures, ways to renew, first works: French, English.
LABS = (
    ("« {n} Lab »", "“{n} Lab”"),
    ("le Pôle {n}", "the {n} Hub"),
    ("l’atelier {n}", "the {n} Workshop"),
    ("le Centre {n}", "the {n} Centre"),
    ("« Maison {n} »", "“House of {n}”"),
)
RENEWALS = (
    ("renouvelable une fois", "renewable once"),
    ("reconductible tacitement", "tacitly renewable"),
    ("prolongée d’un commun accord", "extended by mutual agreement"),
    ("renouvelée après évaluation", "renewed after an evaluation"),
)
NEXT_STEPS = (
    ("un inventaire des équipements", "an inventory of equipment"),
    ("la formation des enseignants", "teacher training"),
    ("une base de données ouverte", "an open database"),
    ("un essai sur trois sites", "a trial at three sites"),
    ("la cartographie des besoins", "a mapping of needs"),
    ("une école d’été", "a summer school"),
    ("l’échange de personnel", "staff exchanges"),
    ("une étude de faisabilité", "a feasibility study"),
)
# Aims after "to" or "à": French, English.
GOALS = (
    ("former de jeunes chercheurs", "train young researchers"),
    ("partager des équipements", "share equipment"),
    ("publier des données ouvertes", "publish open data"),
    ("accueillir des doctorants étrangers", "host PhD students from abroad"),
    ("créer une chaire commune", "create a joint chair"),
    ("déposer des brevets en commun", "file joint patents"),
    ("soutenir les jeunes entreprises", "support start-ups"),
    ("organiser un colloque annuel", "organise a yearly conference"),
    ("réduire l’empreinte carbone des laboratoires", "cut the carbon footprint of laboratories"),
    ("sensibiliser le grand public", "raise public awareness"),
    ("rapprocher les bibliothèques", "bring the libraries together"),
    ("répondre à des appels européens", "respond to European calls"),
)
