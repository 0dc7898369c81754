/** The version in package.json, put here by the build. */
declare const __VERSION__: string;

interface ImportMeta {
  /** `development` in builds for who works on it; Vite puts it here. */
  readonly env: { readonly MODE: string };
}
