"""What the chat shows at once, before Gradio's scripts have run: the questions to begin with, and the field.

They stand where Gradio's own will stand. What is typed or asked meanwhile is handed over: see chat.js. Above them
there is room for what was said before a reload: see chat_said.js.
"""

import html
from collections.abc import Sequence

from hdh_faq.languages import Lang
from hdh_faq.printed import printed

WORDS: dict[Lang, dict[str, str]] = {
    "fr": {
        "empty": "Posez une question, ou choisissez-en une ci-dessous.",
        "ask": "Demander",
        "question": "Votre question",
        "conversation": "Questions et réponses",
        "waiting": "Recherche en cours…",
        "failed": "Le chat ne se charge pas. Vérifiez votre connexion, puis rechargez la page.",
        "trouble": "Pas de réponse",
        "lost": "Le serveur ne répond plus. À son retour, la page se rechargera, votre question dans le champ.",
        "again": "Reposez votre question dans un instant.",
        "before": "Plus tôt dans cet onglet",
        "anew": "Une nouvelle question ne s’y rattache pas.",
        "forget": "Effacer ces réponses",
        "copied": "Réponse copiée",
        "close": "Fermer",
    },
    "en": {
        "empty": "Ask a question, or pick one below.",
        "ask": "Ask",
        "question": "Your question",
        "conversation": "Questions and answers",
        "waiting": "Searching…",
        "failed": "The chat does not load. Check your connection, then reload the page.",
        "trouble": "No answer",
        "lost": "The server no longer answers. Once it is back, this page reloads with your question in the field.",
        "again": "Ask again in a moment.",
        "before": "Earlier in this tab",
        "anew": "A new question does not go on from it.",
        "forget": "Erase these answers",
        "copied": "Answer copied",
        "close": "Close",
    },
}


def first(lang: Lang, starters: Sequence[str]) -> str:
    """The form that a page begins with, as HTML; ``starters`` are questions as they are searched."""
    words = WORDS[lang]
    buttons = "".join(
        f'<button type="button" class="example"><span>{html.escape(printed(one, lang))}</span></button>'
        for one in starters
    )
    return (
        f'<section id="faq-before" aria-labelledby="faq-earlier" hidden><h2 id="faq-earlier">{words["before"]}</h2>'
        f'<p>{words["anew"]} <button type="button">{words["forget"]}</button></p></section>'
        f'<main id="faq-first"><form autocomplete="off"><p class="faq-empty">{words["empty"]}</p>'
        f'<div class="examples" role="group">{buttons}</div>'
        f'<div class="faq-field"><label for="faq-typed">{words["question"]}</label>'
        f'<div class="input-container"><input id="faq-typed" type="text">'
        f'<button class="submit-button">{words["ask"]}</button></div><p role="status"></p></div></form></main>'
    )
