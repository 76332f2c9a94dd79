"""HTTP headers of the published pages, the same on our server and on a static host.

The pages have an inline script; the content security policy names it by digest, so that no other can run.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

NOT_USED = (
    "accelerometer autoplay browsing-topics camera clipboard-read compute-pressure cross-origin-isolated "
    "display-capture encrypted-media fullscreen gamepad geolocation gyroscope hid identity-credentials-get "
    "idle-detection keyboard-map local-fonts magnetometer microphone midi otp-credentials payment picture-in-picture "
    "publickey-credentials-create publickey-credentials-get screen-wake-lock serial storage-access sync-xhr "
    "unload usb window-management xr-spatial-tracking"
)
"""What a browser offers and no page of ours asks for."""
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join([*(f"{name}=()" for name in NOT_USED.split()), "clipboard-write=(self)"]),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = "Content-Security-Policy"
HSTS = "max-age=31536000; includeSubDomains"
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
HASHED = "/assets/faq/bundle/"
"""The folder whose every file has a digest in its name: what the browser answers from."""
CHATS_HASHED = re.compile(r"(?:/en)?/chat/assets/[^/]+-[\w-]{8,}\.\w+$")
"""Gradio's scripts and styles, whose names hold a digest, too."""


def chat_policy(digests: Iterable[str] = ()) -> str:
    """The policy of the full-page chat, whose page runs the inline scripts of these digests.

    Gradio sets styles on its elements as it draws them, and names itself the base of its addresses; nothing else of
    it asks for more than our pages do.
    """
    scripts = "".join(f" '{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


def script_digests(page: bytes) -> set[str]:
    """``sha256-…`` of every inline script that a page runs."""
    digests = set()
    for script in LexborHTMLParser(page).css("script:not([src])"):
        kind = (script.attributes.get("type") or "").strip().lower()
        if kind in ("", "module") or kind.endswith(("/javascript", "/ecmascript")):
            code = script.text().encode()
            digests.add("sha256-" + base64.b64encode(hashlib.sha256(code).digest()).decode())
    return digests


def inline_script_digests(site: Path) -> list[str]:
    """``sha256-…`` of every inline script that a page of the site runs, sorted."""
    return sorted(
        set().union(*(script_digests(page.read_bytes()) for page in filter(Path.is_file, site.rglob("*.html"))))
    )


def content_policy(site: Path, api_url: str) -> str:
    """The Content-Security-Policy of the pages under ``site``, whose widget asks ``api_url``."""
    address = urlsplit(api_url)
    scheme = f"{address.scheme}://" if address.scheme else ""
    api = f" {scheme}{address.netloc}" if address.netloc else ""
    scripts = "".join(f" '{digest}'" for digest in inline_script_digests(site))
    return (
        f"default-src 'none'; script-src 'self'{scripts}; style-src 'self'; img-src 'self' data:; "
        f"font-src 'self'; connect-src 'self'{api}; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


def cache_policy(path: str) -> str:
    """Files whose names hold a digest never change; all else is asked for again."""
    return IMMUTABLE if path.startswith(HASHED) or CHATS_HASHED.match(path) else REVALIDATE


def everywhere(site: Path, api_url: str, public_url: str) -> dict[str, str]:
    """What every page and file is sent with; behind TLS, also word to stay there."""
    safe = {"Strict-Transport-Security": HSTS} if public_url.startswith("https:") else {}
    return {**FIXED, **safe, POLICY: content_policy(site, api_url)}


def site_headers(site: Path, api_url: str, public_url: str = "") -> str:
    """Content of a ``_headers`` file, which static hosts obey."""
    rules = {"/*": everywhere(site, api_url, public_url), f"{HASHED}*": {"Cache-Control": IMMUTABLE}}
    return "".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
        for path, headers in rules.items()
    )


def nginx_headers(site: Path, api_url: str, public_url: str = "") -> str:
    """The same as lines for nginx; see deploy/nginx/static.conf, which says what is ``$hdh_faq_cache``."""
    lines = [*everywhere(site, api_url, public_url).items(), ("Cache-Control", "$hdh_faq_cache")]
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in lines)
