import { choice } from "../preference.ts";

/**
 * What this device has been told of talking: `unseen` nothing yet · `done` all of it · `listening` its person chose just
 * to listen, and is not asked for a microphone again until they want to talk.
 */
export const introduction = choice("introduction", ["unseen", "done", "listening"], "unseen");
