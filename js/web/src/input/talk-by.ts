import { choice } from "../preference.ts";

/** `hold` while the button is down · `double-tap` the same, and two taps lock · `tap` each tap starts or ends. */
export type TalkBy = (typeof WAYS)[number];

export const WAYS = ["hold", "double-tap", "tap"] as const;

/** How the button is worked on this device. Hands-free is there in all of them. */
export const talkBy = choice<TalkBy>("talk-by", WAYS, "hold");
