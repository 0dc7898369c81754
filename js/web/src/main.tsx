import { openSession } from "@pressel/client/browser";
import { SessionContext } from "@pressel/react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { keepApp } from "./offline/app-life.ts";
import { followTheme } from "./settings/theme.ts";
import { startLanguage } from "./words/language.ts";
import "./styles.css";

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no #app");

followTheme();
if (import.meta.env.MODE === "development" && /\/states$/.test(location.pathname + location.hash))
  await showStates(root);
else await showApp(root);

async function showApp(place: HTMLElement): Promise<void> {
  const session = openSession({ client: `pressel-web/${__VERSION__}` });
  if (import.meta.env.MODE === "production") void keepApp();
  await startLanguage();
  createRoot(place).render(
    <SessionContext value={session}>
      <App />
    </SessionContext>,
  );
}

/** The talk button in all its states, for who works on it. */
async function showStates(place: HTMLElement): Promise<void> {
  const { StatesPage } = await import("./talk/states-page.tsx");
  createRoot(place).render(<StatesPage />);
}
