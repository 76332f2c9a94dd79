"""Under which names the app is reached at all, and the headers that leave it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hdh_faq.hosts import Hosts
from hdh_faq.site.headers import POLICY


@dataclass(frozen=True)
class Guard:
    """ASGI middleware.

    Attributes:
        headers: for an address and a status, the headers to send.
        hosts: under which the server may be addressed.
    """

    app: ASGIApp
    headers: Callable[[str, int], Mapping[str, str]]
    hosts: Hosts = field(default_factory=Hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with headers that can be believed."""
        if scope["type"] != "http":
            # Nothing of ours speaks over web sockets.
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        answer = self._answering(send, scope["path"])
        if not self.hosts.allow(host):
            await PlainTextResponse("This is not the name of this server.\n", 400)(scope, receive, answer)
            return
        # A proxy that is trusted has had its say already (uvicorn's forwarded_allow_ips).
        kept = [
            (name, value) for name, value in scope["headers"] if not name.startswith((b"x-forwarded", b"x-gradio"))
        ]
        scope = {**scope, "headers": kept, "scheme": self.hosts.scheme_for(host, scope["scheme"])}
        await self.app(scope, receive, answer)

    def _answering(self, send: Send, path: str) -> Send:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # Gradio lets every origin in; ours is the CORS middleware outside of this one.
                for name in [name for name in headers if name.lower().startswith("access-control-")]:
                    del headers[name]
                target = urlsplit(headers.get("location", ""))
                if target.netloc:
                    # We lead to addresses of ours only. They need no host, and must repeat neither one that a client
                    # made up nor our own behind a proxy. Two slashes at their head would name a host again.
                    local = target._replace(scheme="", netloc="", path="/" + target.path.lstrip("/\\"))
                    headers["location"] = local.geturl()
                own = headers.get(POLICY)  # the chat's pages have one
                for name, value in self.headers(path, message["status"]).items():
                    headers[name] = value
                if own:
                    headers[POLICY] = own
            await send(message)

        return answer
