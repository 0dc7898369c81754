"""An offer as a browser would write it, with a certificate nobody has."""

from typing import Final

FINGERPRINT: Final = "sha-256 " + ":".join(f"{n:02X}" for n in range(32))


def offer(*directions: str) -> str:
    """One audio line for each direction."""
    mids = " ".join(str(n) for n in range(len(directions)))
    lines = ["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    for mid, direction in enumerate(directions):
        lines += [
            "m=audio 9 UDP/TLS/RTP/SAVPF 111",
            "c=IN IP4 0.0.0.0",
            "a=ice-ufrag:peer",
            "a=ice-pwd:0123456789abcdef01234567",
            f"a=fingerprint:{FINGERPRINT}",
            "a=setup:actpass",
            f"a=mid:{mid}",
            f"a={direction}",
            "a=rtcp-mux",
            "a=rtpmap:111 opus/48000/2",
        ]
    return "\r\n".join(lines) + "\r\n"
