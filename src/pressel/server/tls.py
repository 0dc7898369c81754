"""The server's side of TLS: one context, whose certificate is read again when its file changes."""

import asyncio
import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog

from pressel.auth import certificates
from pressel.auth.certificates import NOTHING, CertificateError, Certificates
from pressel.server import interfaces

LOOK_EVERY_S: Final = 0.4

log = structlog.get_logger()


class Tls:
    """What is served; a renewed certificate is taken within a second, by new connections."""

    def __init__(self, data: Path) -> None:
        """Read what ``pressel tls init`` made; one that is about to end is renewed.

        Raises:
            CertificateError: there is none, or it cannot be used.
        """
        self._data = data
        self._seen = 0
        self._trouble = ""
        self.current: Certificates = certificates.read(data)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.options |= ssl.OP_NO_RENEGOTIATION
        self.context.set_alpn_protocols(["http/1.1"])
        self._renew_if_due()
        self._load()

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                self._renew_if_due()
                if self._written() != self._seen:
                    self._load()
                    log.info("certificate", expires=self.current.server.not_valid_after_utc.date().isoformat())
            except CertificateError as error:
                if str(error) != self._trouble:
                    self._trouble = str(error)
                    log.warning("certificate", trouble=self._trouble)

    def _renew_if_due(self) -> None:
        now = datetime.now(UTC)
        if certificates.is_due(self.current, now):
            certificates.init(self._data, NOTHING, NOTHING, interfaces.host_name(), now)

    def _load(self) -> None:
        self._seen, self._trouble = self._written(), ""
        self.current = certificates.read(self._data)
        try:
            self.context.load_cert_chain(self.current.server_file)
        except (OSError, ssl.SSLError) as error:
            raise CertificateError(f"{self.current.server_file}: {error}; make it anew: pressel tls init") from error

    def _written(self) -> int:
        try:
            return self.current.server_file.stat().st_mtime_ns
        except OSError as error:
            raise CertificateError(f"{self.current.server_file}: {error.strerror}; run: pressel tls init") from error
