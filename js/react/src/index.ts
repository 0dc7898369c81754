export { SessionContext, useChannel, useSession, useSessionState, useStore, useTick } from "./hooks.ts";
