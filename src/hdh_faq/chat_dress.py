"""The dress of the chat's page: the site's colours and type, a header, and a sentence for those without scripts."""

import html
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import gradio as gr

from hdh_faq.chat_door import PATHS
from hdh_faq.chat_first import first
from hdh_faq.languages import Lang

WORDS: dict[Lang, dict[str, Any]] = {
    "fr": {
        "site": "Quitter Azure : le Health Data Hub",
        "independent": '<span class="faq-spare">Site </span>indépendant de l’État et du Health Data Hub.',
        "title": "Interroger le site",
        "lead": "Recherche automatique, pas une personne.",
        "note": "Les réponses sont des passages du site, recopiés mot pour mot, avec leur source. Aucune réponse "
        "n’est générée, aucune question n’est enregistrée. N’écrivez ni votre nom, ni votre numéro de sécurité "
        "sociale, ni le contenu de votre dossier médical.",
        "other": "English",
        "pages": "Pages du site",
        "no_script": "Le chat a besoin de JavaScript. Sans lui, la page « {ask} » dit où trouver les réponses.",
        "ask": "Poser une question",
        "names": {
            "[role=log]": "Questions et réponses",
            ".message-buttons button": "Copier la réponse",
            ".top-panel button": "Effacer la conversation",
        },
        "links": {
            "": "Accueil",
            "etat-migration/": "Où en est-on",
            "faq/": "Foire aux questions",
            "sources/": "Sources",
        },
    },
    "en": {
        "site": "Leaving Azure: the Health Data Hub",
        "independent": "Independent of the French State and "
        '<span class="faq-spare">of </span>the <span class="faq-spare">Health Data </span>Hub.',
        "title": "Ask the site",
        "lead": "An automatic search, not a person.",
        "note": "Answers are passages of the site, copied word for word, with their source. No answer is generated, "
        "no question is recorded. Do not give your name, your social-security number or the content of your medical "
        "file.",
        "other": "Français",
        "pages": "Pages of the site",
        "no_script": "The chat needs JavaScript. Without it, the page “{ask}” says where to find the answers.",
        "ask": "Ask a question",
        "names": {
            "[role=log]": "Questions and answers",
            ".message-buttons button": "Copy the answer",
            ".top-panel button": "Clear the conversation",
        },
        "links": {
            "": "Home",
            "etat-migration/": "Where things stand",
            "faq/": "FAQ",
            "sources/": "Sources",
        },
    },
}

STYLES = ("base", "layout")
"""Of the site, which the same server publishes; what Gradio needs besides stands in chat.css."""

MARK = (
    '<svg class="faq-mark" viewBox="0 0 32 32" aria-hidden="true"><g fill="none" stroke="currentColor" '
    'stroke-width="3"><path d="M11 4.5H4.5v23H11" stroke-dasharray="4.4 2.9"/><path d="M21 4.5h6.5v23H21"/></g>'
    '<path d="M9 16h12m-5-5.5 5.5 5.5-5.5 5.5" fill="none" stroke="var(--faq-accent)" stroke-width="3"/></svg>'
)
"""The one of theme/partials/mark.svg."""


def theme() -> gr.themes.Base:
    """Gradio's parts in the site's colours and type, in light and in dark alike: the site's own variables change."""
    fonts = ["var(--faq-sans)", "sans-serif"]  # names only: Gradio's default fetches web fonts
    dress = {
        "body_background_fill": "--faq-paper",
        "body_text_color": "--faq-ink",
        "body_text_color_subdued": "--faq-quiet",
        "background_fill_primary": "--faq-paper",
        "background_fill_secondary": "--faq-tint",
        "border_color_primary": "--faq-line",
        "border_color_accent": "--faq-link",
        "border_color_accent_subdued": "--faq-line",
        "color_accent_soft": "--faq-tint",
        "link_text_color": "--faq-link",
        "link_text_color_hover": "--faq-link",
        "link_text_color_visited": "--faq-link",
        "link_text_color_active": "--faq-link",
        "block_background_fill": "--faq-paper",
        "block_border_color": "--faq-line",
        "block_label_text_color": "--faq-quiet",
        "input_background_fill": "--faq-paper",
        "input_background_fill_focus": "--faq-paper",
        "input_border_color": "--faq-edge",
        "input_border_color_focus": "--faq-link",
        "input_placeholder_color": "--faq-quiet",
        "button_primary_background_fill": "--faq-brand",
        "button_primary_background_fill_hover": "--faq-brand",
        "button_primary_text_color": "--faq-on-brand",
        "button_secondary_background_fill": "--faq-paper",
        "button_secondary_background_fill_hover": "--faq-tint",
        "button_secondary_text_color": "--faq-link",
    }
    both = {f"{name}{scheme}": f"var({value})" for name, value in dress.items() for scheme in ("", "_dark")}
    return gr.themes.Base(font=fonts, font_mono=["var(--faq-code)", "monospace"]).set(**both)


def dress(page: str, lang: Lang, starters: Sequence[str]) -> str:
    """Gradio's page with our head, header and first sight, and without what it says of itself and of others."""
    words = WORDS[lang]
    page = re.sub(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>', "", page)
    page = re.sub(r'<link rel="manifest"[^>]*>', "", page)  # Gradio names one that it does not have
    page = re.sub(r'(<html\s+lang=)"en"', rf'\1"{lang}"', page, count=1)
    fonts = "".join(
        f'<link rel="preload" href="/assets/fonts/{name}.woff2" as="font" type="font/woff2" crossorigin>'
        for name in ("faq-text", "faq-heading")
    )
    styles = "".join(f'<link rel="stylesheet" href="/assets/css/{name}.css">' for name in STYLES)
    css = files("hdh_faq").joinpath("chat.css").read_text("utf-8")
    said = html.escape(f"{words['lead']} {words['note']}")
    head = (
        f"<title>{words['title']} - {words['site']}</title>"
        f'<meta name="description" content="{said}">'
        '<script>try{document.documentElement.dataset.scheme=localStorage.getItem("faq-scheme")||""}catch{}</script>'
        f'<link rel="icon" href="/assets/faq/icon.svg">{fonts}{styles}<style>{css}</style></head>'
    )
    page = page.replace("</head>", head, 1)
    return page.replace("<gradio-app", f"{header(lang)}{first(lang, starters)}<gradio-app", 1)


def header(lang: Lang) -> str:
    """The site's header, what the chat is, and a way on for those without scripts."""
    words = WORDS[lang]
    other: Lang = "en" if lang == "fr" else "fr"
    home = "/" if lang == "fr" else "/en/"
    links = "".join(f'<li><a href="{home}{path}">{name}</a></li>' for path, name in words["links"].items())
    before, after = words["no_script"].split("{ask}")
    name = words["site"].replace(":", ":</span> <span>")
    return (
        f'<header class="faq-header"><div class="faq-strip"><p>{words["independent"]}</p>'
        f'<a href="{PATHS[other]}/" hreflang="{other}" lang="{other}">{words["other"]}</a></div>'
        f'<div class="faq-bar"><a class="faq-name" href="{home}">{MARK}'
        f'<span class="faq-name__words"><span>{name}</span></span></a></div>'
        f'<nav class="faq-tabs" aria-label="{words["pages"]}"><ul>{links}</ul></nav>'
        f'<div class="faq-chat"><h1>{words["title"]}</h1><p><strong>{words["lead"]}</strong> {words["note"]}</p>'
        f'<noscript><p>{before}<a href="{home}demander/">{words["ask"]}</a>{after}</p></noscript></div></header>'
    )
