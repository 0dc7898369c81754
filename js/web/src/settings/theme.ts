import { choice, type Preference } from "../preference.ts";

export const THEMES = ["device", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Light, dark, or as the device has it. */
export const theme: Preference<Theme> = choice("theme", THEMES, "device");

/** Draws the page in the chosen theme, from now on. */
export function followTheme(): void {
  const apply = () => {
    const chosen = theme.getSnapshot();
    if (chosen === "device") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
  };
  apply();
  theme.subscribe(apply);
}
