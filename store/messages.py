"""The words of every user error, in both languages: what happened, with which value, what to do next."""

from store.types import Language

MESSAGES: dict[str, dict[Language, str]] = {
    "no_such_path": {
        "en": "There is no file or folder at $path. Check the path and run the command again.",
        "fr": "Aucun fichier ni dossier à l'adresse $path. Vérifiez le chemin et relancez la commande.",
    },
    "no_releases": {
        "en": "The folder $path holds no release: files ending in $suffixes are read. Give another folder or file.",
        "fr": "Le dossier $path ne contient aucun communiqué : les fichiers $suffixes sont lus. "
        "Indiquez un autre dossier ou un fichier.",
    },
    "address_unsupported": {
        "en": "$path is an address; this version ingests files and folders. Save the page as HTML, then ingest it.",
        "fr": "$path est une adresse ; cette version ingère des fichiers et des dossiers. "
        "Enregistrez la page en HTML, puis ingérez-la.",
    },
    "failed_inside": {
        "en": "$path could not be processed ($reason). Its earlier version, if any, is kept. "
        "Report this with the file if it happens again.",
        "fr": "$path n'a pas pu être traité ($reason). Sa version précédente, s'il y en a une, est conservée. "
        "Signalez-le avec le fichier si cela se reproduit.",
    },
    "unknown_suffix": {
        "en": "$path: files ending in $suffix are not read ($suffixes are). Save it as text or HTML, then ingest it.",
        "fr": "$path : les fichiers $suffix ne sont pas lus ($suffixes le sont). "
        "Enregistrez-le en texte ou en HTML, puis relancez l'ingestion.",
    },
    "unreadable": {
        "en": "$path cannot be read: $reason. Check the file and its permissions, then ingest it again.",
        "fr": "$path ne peut pas être lu : $reason. Vérifiez le fichier et ses droits, puis relancez l'ingestion.",
    },
    "outside_root": {
        "en": "$path is a link that leads out of the ingested folder. Ingest the file it points to by its own path.",
        "fr": "$path est un lien qui sort du dossier ingéré. Ingérez le fichier visé par son propre chemin.",
    },
    "too_large": {
        "en": "$path has $size bytes; at most $limit are read. Split it, or check that it is a press release.",
        "fr": "$path compte $size octets ; $limit au plus sont lus. "
        "Découpez-le, ou vérifiez qu'il s'agit bien d'un communiqué.",
    },
    "binary": {
        "en": "$path is not text (it holds binary data). Save it as UTF-8 text or HTML, then ingest it again.",
        "fr": "$path n'est pas du texte (données binaires). Enregistrez-le en texte UTF-8 ou en HTML, "
        "puis relancez l'ingestion.",
    },
    "empty_document": {
        "en": "$path holds no text to store. Check that the file is complete, then ingest it again.",
        "fr": "$path ne contient aucun texte à conserver. Vérifiez que le fichier est complet, puis relancez.",
    },
    "prune_too_much": {
        "en": "--prune would remove $gone of $known releases (more than $percent %). "
        "If that is meant, run the command again with --yes.",
        "fr": "--prune retirerait $gone communiqués sur $known (plus de $percent %). "
        "Si c'est bien voulu, relancez la commande avec --yes.",
    },
    "model_unknown": {
        "en": "There is no model $model. Write ollama/NAME, openai/NAME, mistral/NAME, anthropic/NAME, hf/NAME, "
        "http://host:port/v1#NAME, or none.",
        "fr": "Le modèle $model n'existe pas. Écrivez ollama/NOM, openai/NOM, mistral/NOM, anthropic/NOM, hf/NOM, "
        "http://hôte:port/v1#NOM, ou none.",
    },
    "model_secret_in_name": {
        "en": "The model's address holds a name or password. Take it out, and put the key into $variable.",
        "fr": "L'adresse du modèle contient un nom ou un mot de passe. Retirez-le et mettez la clé dans $variable.",
    },
    "model_key_missing": {
        "en": "$vendor needs a key: set the environment variable $variable, then start again.",
        "fr": "$vendor demande une clé : définissez la variable d'environnement $variable, puis relancez.",
    },
    "model_extra_missing": {
        "en": "The model $model needs a package that is not installed. "
        "Run: pip install 'partnership-assistant[$extra]'",
        "fr": "Le modèle $model demande un paquet qui n'est pas installé. "
        "Exécutez : pip install 'partnership-assistant[$extra]'",
    },
    "locked": {
        "en": "Another process is writing to the library in $home. Wait until it has finished, then run this again.",
        "fr": "Un autre processus écrit dans la bibliothèque $home. Attendez qu'il ait terminé, puis relancez.",
    },
    "index_mismatch": {
        "en": "The library in $home was made with $part $stored, and this program uses $current. "
        "Run `partnerships rebuild` to remake it from the stored releases, or set it back to $stored.",
        "fr": "La bibliothèque $home a été créée avec $part $stored, et ce programme utilise $current. "
        "Lancez `partnerships rebuild` pour la refaire à partir des communiqués conservés, ou revenez à $stored.",
    },
    "newer_schema": {
        "en": "The library in $home has format $stored; this program reads formats up to $current. "
        "Upgrade Partnership Assistant, or choose another folder with --home.",
        "fr": "La bibliothèque $home est au format $stored ; ce programme lit les formats jusqu'à $current. "
        "Mettez Partnership Assistant à jour, ou choisissez un autre dossier avec --home.",
    },
    "library_damaged": {
        "en": "The library file $path cannot be read ($reason). Move it away and ingest the releases again, "
        "or restore it from a backup.",
        "fr": "Le fichier de bibliothèque $path est illisible ($reason). Déplacez-le et ingérez de nouveau les "
        "communiqués, ou restaurez une sauvegarde.",
    },
    "home_not_writable": {
        "en": "The folder $home cannot be written to ($reason). Choose another one with --home or PARTNERSHIPS_HOME.",
        "fr": "Le dossier $home n'est pas accessible en écriture ($reason). "
        "Choisissez-en un autre avec --home ou PARTNERSHIPS_HOME.",
    },
    "encoder_not_found": {
        "en": "The encoder $name cannot be loaded: $reason. Give the folder of a sentence-transformers model or a "
        "model name that is already on this machine (PARTNERSHIPS_ENCODER), or leave it unset for the bundled one.",
        "fr": "L'encodeur $name ne peut pas être chargé : $reason. Indiquez le dossier d'un modèle "
        "sentence-transformers ou un nom de modèle déjà présent sur cette machine (PARTNERSHIPS_ENCODER), "
        "ou laissez ce réglage vide pour le modèle fourni.",
    },
    "chroma_unreachable": {
        "en": "No Chroma server answers at $url ($reason). Start it, or unset PARTNERSHIPS_CHROMA_URL to use the "
        "embedded index.",
        "fr": "Aucun serveur Chroma ne répond à l'adresse $url ($reason). Démarrez-le, ou retirez "
        "PARTNERSHIPS_CHROMA_URL pour utiliser l'index intégré.",
    },
    "setting_invalid": {
        "en": "The setting $name is not valid: $reason. Correct it in the environment, in $file or on the command "
        "line, then run this again.",
        "fr": "Le réglage $name n'est pas valide : $reason. Corrigez-le dans l'environnement, dans $file ou sur la "
        "ligne de commande, puis relancez.",
    },
    "port_taken": {
        "en": "The page cannot listen on $address ($reason). Choose another port with --port.",
        "fr": "La page ne peut pas écouter sur $address ($reason). Choisissez un autre port avec --port.",
    },
    "language_unsupported": {
        "en": "The language $language is not served; give fr or en, or leave it out.",
        "fr": "La langue $language n'est pas prise en charge ; indiquez fr ou en, ou ne précisez rien.",
    },
    "history_invalid": {
        "en": "The history holds $value; each earlier turn is a string or a {'role', 'content'} message.",
        "fr": "L'historique contient $value ; chaque tour est une chaîne ou un message {'role', 'content'}.",
    },
    "question_empty": {
        "en": "The question is empty. Ask for example: Who signed the agreement, and when?",
        "fr": "La question est vide. Demandez par exemple : qui a signé l'accord, et quand ?",
    },
    "question_too_long": {
        "en": "The question has $length characters; at most $limit are read. Shorten it and ask again.",
        "fr": "La question compte $length caractères ; $limit au plus sont lus. Raccourcissez-la et reposez-la.",
    },
    "question_not_text": {
        "en": "The question holds control characters or binary data ($found). Type it as plain text and ask again.",
        "fr": "La question contient des caractères de contrôle ou des données binaires ($found). "
        "Saisissez-la en texte simple et reposez-la.",
    },
    "question_no_words": {
        "en": 'The question "$question" has no words to search for. Name a partner, a place, a date or a subject.',
        "fr": "La question « $question » ne contient aucun mot à rechercher. "
        "Nommez un partenaire, un lieu, une date ou un sujet.",
    },
}
