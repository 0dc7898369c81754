"""How a device comes to trust an authority of our own: where its page is, and each platform's steps and traps."""

from typing import Final

PAGE_PATH: Final = "/trust"

PLATFORMS: Final = {
    "iPhone, iPad": (
        "Open this page in Safari and download; allow the profile.",
        "Settings → General → VPN & Device Management → the profile → Install.",
        "Settings → General → About → Certificate Trust Settings → switch it on. Without this step nothing changes.",
    ),
    "Android": (
        "Settings → Security → More → Encryption and credentials → Install a certificate.",
        "Choose CA certificate, not VPN and app, not Wi-Fi. Install anyway, and choose the file.",
    ),
    "Windows": (
        "Open the file → Install Certificate → Current User.",
        "Place it in: Trusted Root Certification Authorities. Finish, and restart the browser.",
    ),
    "Mac": (
        "Open the file; Keychain Access adds it to the login keychain.",
        "There: double-click it → Trust → When using this certificate: Always Trust.",
    ),
    "Linux": (
        "Chrome, Chromium: Settings → Privacy and security → Security → Manage certificates → Authorities → Import; "
        "tick “identifying websites”.",
        "Or: certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n Pressel -i pressel-ca.crt",
    ),
    "Firefox, everywhere": (
        "Settings → Privacy & Security → View Certificates → Authorities → Import; tick “identify websites”.",
    ),
}
