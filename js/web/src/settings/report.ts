import type { Devices, SessionState } from "@pressel/client";

/** What somebody who helps wants to know, as plain text. Neither a name nor a secret is in it. */
export function reportOf(session: SessionState, devices: Devices, quality: string): string {
  const { link, media } = session;
  const facts: readonly (readonly [string, string | number])[] = [
    ["app", __VERSION__],
    ["server", location.host],
    ["secure", String(globalThis.isSecureContext)],
    ["link", `${link.phase}, attempts ${link.attempts}`],
    ["media", `${media.path}, microphone ${media.microphone}, sound ${media.soundBlocked ? "blocked" : "on"}`],
    ["quality", quality],
    ["round trip ms", session.quality?.rtt_ms ?? "unknown"],
    ["loss up", session.quality?.uplink_loss ?? "unknown"],
    ["loss down", session.quality?.downlink_loss ?? "unknown"],
    ["microphones", devices.microphones.length],
    ["outputs", devices.speakers.length],
    ["channels", session.channels?.length ?? "unknown"],
    ["languages", navigator.languages.join(" ")],
    ["browser", navigator.userAgent],
  ];
  return facts.map(([name, value]) => `${name}: ${value}`).join("\n");
}
