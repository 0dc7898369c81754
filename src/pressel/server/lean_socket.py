"""uvicorn's WebSocket, without what only the handshake needs: one line is open for hours, and there are thousands."""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class LeanSocket(WebSocketsSansIOProtocol):
    """Lets go of request, response and headers once the line is open (about 5 kB; see ``benches/members``)."""

    def start_keepalive(self) -> None:
        """Called when the handshake is done."""
        super().start_keepalive()
        self.scope["headers"] = []
        self.request.headers.clear()
        self.response.headers.clear()
