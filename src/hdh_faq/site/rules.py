"""What the content rules say of a page, in its language, and a finding that says it."""

from dataclasses import dataclass

from hdh_faq.site.markdown_page import MarkdownPage

# What is said, in the language of the page that is wrong.
RULES = {
    "front_matter": {
        "fr": "l'en-tête est illisible ({detail}) : il doit commencer et finir par « --- » et être du YAML valable.",
        "en": "the front matter cannot be read ({detail}): it must start and end with “---” and be valid YAML.",
    },
    "encoding": {
        "fr": "le fichier n'est pas en UTF-8 : enregistrez-le dans cet encodage.",
        "en": "the file is not in UTF-8: save it in that encoding.",
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
    "unmarked_quotation": {
        "fr": "citation « {detail} » : entourez-la de <q>…</q>, entre les guillemets.",
        "en": "quotation “{detail}”: put <q>…</q> round it, within the quotation marks.",
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
        "fr": "le titre « {detail} » : donnez de 3 à 24 questions.",
        "en": "heading “{detail}”: give 3 to 24 questions.",
    },
    "no_date": {
        "fr": "« {detail} » n'est pas une date : écrivez une date comme 2026-04-23.",
        "en": "“{detail}” is no date: write one such as 2026-04-23.",
    },
    "question_shape": {
        "fr": "« questions » doit donner, pour chaque identifiant de titre, une liste de textes (entre guillemets "
        "s'ils contiennent « : »).",
        "en": "“questions” must give, for each heading id, a list of texts (in quotes if they hold “: ”).",
    },
    "too_old": {
        "fr": "la page devait être revue avant le {detail} : comparez-la à ses sources, puis changez as_of.",
        "en": "a review of the page was due by {detail}: compare it with its sources, then change as_of.",
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
    "field_shape": {
        "fr": "le champ « {detail} » de l'en-tête n'a pas la bonne forme : mettez un texte entre guillemets, une "
        "liste de textes, true/false ou slow, comme dans les autres pages.",
        "en": "the field “{detail}” of the front matter has a wrong shape: put a text in quotes, a list of texts, "
        "true/false or slow, as on other pages.",
    },
    "raw_front_matter": {
        "fr": "l'en-tête est publié comme du texte ({detail}) : il doit commencer le fichier, en YAML valable.",
        "en": "the front matter is published as text ({detail}): it must come first in the file and be valid YAML.",
    },
    "raw_markup": {
        "fr": "« {detail} » est publié tel quel : fermez la balise HTML qui l'entoure ou ajoutez-lui « markdown », "
        "ou écrivez-le entre accents graves si c'est un exemple.",
        "en": "“{detail}” is published as it is: close the HTML tag around it or give the tag “markdown”, or put it "
        "between backticks if it is an example.",
    },
    "raw_box": {
        "fr": "l'encadré « {detail} » n'est pas reconnu : écrivez « !!! note » après une ligne vide, puis un texte "
        "décalé de quatre espaces.",
        "en": "the box “{detail}” is not read as one: write “!!! note” after an empty line, then a text indented "
        "by four spaces.",
    },
    "raw_list": {
        "fr": "la liste n'est pas reconnue (« {detail} ») : laissez une ligne vide avant elle.",
        "en": "the list is not read as one (“{detail}”): leave an empty line before it.",
    },
    "raw_table": {
        "fr": "le tableau n'est pas reconnu (« {detail} ») : laissez une ligne vide avant lui et donnez-lui une "
        "ligne |---|---|.",
        "en": "the table is not read as one (“{detail}”): leave an empty line before it and give it a line "
        "|---|---|.",
    },
    "lost_heading": {
        "fr": "le titre « {detail} » manque dans la page publiée : fermez la balise HTML ouverte avant lui.",
        "en": "heading “{detail}” is missing on the published page: close the HTML tag opened before it.",
    },
    "double_id": {
        "fr": "l'identifiant « {detail} » sert deux fois dans la page : donnez-en un autre à l'un des deux.",
        "en": "the id “{detail}” stands twice on the page: give one of the two another id.",
    },
    "sourceless_note": {
        "fr": "la note « {detail} » n'a pas de source ou pas de renvoi : citez une clé de docs/sources.yml.",
        "en": "note “{detail}” has no source or no mark: cite a key of docs/sources.yml.",
    },
    "ragged_table": {
        "fr": "la ligne « {detail} » du tableau n'a pas autant de cases que les autres : ajoutez ou ôtez un « | ».",
        "en": "table row “{detail}” has not as many cells as the others: add or remove a “|”.",
    },
    "repetition": {
        "fr": "{detail} % des suites de six mots de la page se lisent aussi sur une autre : gardez chaque fait à "
        "un seul endroit et renvoyez-y.",
        "en": "{detail} % of the page's six-word sequences stand on another page too: keep each fact in one place "
        "and link to it.",
    },
    "repeated_gloss": {
        "fr": "le terme « {detail} » est déjà expliqué plus haut : ôtez cette explication.",
        "en": "the term “{detail}” is explained above already: take this explanation out.",
    },
    "unused_source": {
        "fr": "aucune page ne cite la source « {detail} ».",
        "en": "no page cites source “{detail}”.",
    },
}
WARNINGS = {"too_old", "unused_source", "unused_term", "question_count", "repetition", "repeated_gloss"}


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


def found(page: MarkdownPage, rule: str, line: int = 1, detail: str = "") -> Finding:
    """A finding in a page, told in its language."""
    return Finding(str(page.path), line, rule, page.lang, detail)
