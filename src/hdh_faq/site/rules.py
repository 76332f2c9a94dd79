"""What the content rules say of a page, in its language, and a finding that says it."""

from dataclasses import dataclass

# What is said, in the language of the page that is wrong.
RULES = {
    "front_matter": {
        "fr": "l'en-tête est illisible ({detail}) : il doit commencer et finir par « --- » et être du YAML valable.",
        "en": "the front matter cannot be read ({detail}): it must start and end with “---” and be valid YAML.",
    },
    "missing_field": {
        "fr": "le champ « {detail} » manque dans l'en-tête : ajoutez-le.",
        "en": "the field “{detail}” is missing in the front matter: add it.",
    },
    "twin_missing": {
        "fr": "la page jumelle {detail} manque : traduisez la page sous le même nom.",
        "en": "the twin page {detail} is missing: translate the page under the same name.",
    },
    "twin_headings": {
        "fr": "il manque ici un titre de la page jumelle ({detail}) : mêmes identifiants, même ordre.",
        "en": "a heading of the twin page is missing here ({detail}): same ids, same order.",
    },
    "twin_citations": {
        "fr": "la section « {detail} » ne cite pas les mêmes sources que sa jumelle.",
        "en": "section “{detail}” does not cite the same sources as its twin.",
    },
    "heading_id": {
        "fr": "le titre « {detail} » n'a pas d'identifiant : ajoutez {{#mot-anglais}} à la fin.",
        "en": "heading “{detail}” has no id: add {{#english-words}} at its end.",
    },
    "uncited": {
        "fr": "la section « {detail} » ne cite aucune source : ajoutez [^clé] après le fait.",
        "en": "section “{detail}” cites no source: add [^key] after the fact.",
    },
    "unknown_key": {
        "fr": "source inconnue « {detail} » : ajoutez-la à docs/sources.yml ou corrigez la clé.",
        "en": "unknown source “{detail}”: add it to docs/sources.yml or correct the key.",
    },
    "hidden_character": {
        "fr": "caractère invisible {detail} : supprimez-le.",
        "en": "invisible character {detail}: remove it.",
    },
    "unknown_anchor": {
        "fr": "« questions » nomme le titre « {detail} », qui n'existe pas dans la page.",
        "en": "“questions” names heading “{detail}”, which the page does not have.",
    },
    "question_count": {
        "fr": "le titre « {detail} » : donnez de 3 à 8 questions.",
        "en": "heading “{detail}”: give 3 to 8 questions.",
    },
    "no_date": {
        "fr": "as_of vaut « {detail} » : écrivez une date comme 2026-04-23.",
        "en": "as_of is “{detail}”: write a date such as 2026-04-23.",
    },
    "question_shape": {
        "fr": "« questions » doit donner, pour chaque identifiant de titre, une liste de textes (entre guillemets "
        "s'ils contiennent « : »).",
        "en": "“questions” must give, for each heading id, a list of texts (in quotes if they hold “: ”).",
    },
    "too_old": {
        "fr": "la page a été vérifiée avant le {detail} : relisez-la, puis changez as_of.",
        "en": "the page was checked before {detail}: read it again, then change as_of.",
    },
    "starter": {
        "fr": "la question de départ « {detail} » n'est portée par aucune section.",
        "en": "the starter question “{detail}” is carried by no section.",
    },
    "dead_link": {
        "fr": "le lien {detail} ne mène nulle part : corrigez l'adresse ou l'ancre.",
        "en": "the link {detail} leads nowhere: correct the address or the anchor.",
    },
    "undated_status": {
        "fr": "la ligne d'état « {detail} » n'est pas datée : mettez la date dans sa dernière case.",
        "en": "the status line “{detail}” has no date: put the date into its last cell.",
    },
    "unused_term": {
        "fr": "aucune autre page n'emploie le terme « {detail} » du glossaire.",
        "en": "no other page uses the glossary's term “{detail}”.",
    },
    "blogs": {
        "fr": "{detail} % des citations reposent sur des blogs : préférez un texte officiel ou la presse.",
        "en": "{detail} % of the citations rest on blogs: prefer an official text or the press.",
    },
    "unused_source": {
        "fr": "aucune page ne cite la source « {detail} ».",
        "en": "no page cites source “{detail}”.",
    },
}
WARNINGS = {"too_old", "unused_source", "unused_term", "question_count"}


@dataclass(frozen=True, order=True)
class Finding:
    """Something a contributor should mend (an error) or look at (a warning)."""

    file: str
    line: int
    rule: str
    lang: str
    detail: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether the build may go on all the same."""
        return self.rule in WARNINGS

    def __str__(self) -> str:
        kind = (
            {"fr": "attention", "en": "warning"}[self.lang]
            if self.is_warning
            else "error"
            if self.lang == "en"
            else "erreur"
        )
        return f"{self.file}:{self.line}: {kind}: {RULES[self.rule][self.lang].format(detail=self.detail)}"
