"""HTTP headers of the published pages, the same on our server and on a static host.

The theme has a few inline scripts; the content security policy names them by digest, so that no other can run.
"""

import base64
import hashlib
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
HASHED = ("/assets/stylesheets/",)
# Gradio runs inline and evaluated scripts; it may still talk to nobody but us.
CHAT_POLICY = (
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; frame-ancestors 'self'"
)


def inline_script_digests(site: Path) -> list[str]:
    """``sha256-…`` of every inline script that a page of the site runs, sorted."""
    digests = set()
    for page in site.rglob("*.html"):
        for script in LexborHTMLParser(page.read_bytes()).css("script:not([src])"):
            kind = (script.attributes.get("type") or "").strip().lower()
            if kind in ("", "module") or kind.endswith(("/javascript", "/ecmascript")):
                code = script.text().encode()
                digests.add("sha256-" + base64.b64encode(hashlib.sha256(code).digest()).decode())
    return sorted(digests)


def content_policy(site: Path, api_url: str) -> str:
    """The Content-Security-Policy of the pages under ``site``, whose widget asks ``api_url``."""
    address = urlsplit(api_url)
    scheme = f"{address.scheme}://" if address.scheme else ""
    api = f" {scheme}{address.netloc}" if address.netloc else ""
    scripts = " ".join(f"'{digest}'" for digest in inline_script_digests(site))
    return (
        f"default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        f"font-src 'self'; connect-src 'self'{api}; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


def cache_policy(path: str) -> str:
    """Files of the theme's folders whose every name holds a digest never change; all else is asked for again."""
    return IMMUTABLE if path.removeprefix("/en").startswith(HASHED) else REVALIDATE


def site_headers(site: Path, api_url: str) -> str:
    """Content of a ``_headers`` file, which static hosts obey; the fixed headers stand in netlify.toml."""
    return f"/*\n  Content-Security-Policy: {content_policy(site, api_url)}\n"
