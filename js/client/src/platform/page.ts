/** All of the SDK in one module for a browser: the server hands it out as `/sdk/pressel.js`. */
export * from "../index.ts";
export * from "./browser.ts";
