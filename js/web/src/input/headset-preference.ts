import { choice } from "../preference.ts";

/** Whether the button of a headset, and the keyboard's media keys, switch hands-free. They then start no music. */
export const headsetKeys = choice<"on" | "off">("headset-keys", ["on", "off"], "off");
