import { Download, Ear, RotateCcw, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Logo } from "../ui/logo.tsx";
import { Segments } from "../ui/segments.tsx";
import { later } from "../words/later.ts";
import { CERTIFICATE_PATH, type Kind, secureAddress, useCertificate } from "./certificate.ts";

/** The page came by plain HTTP, so the browser keeps the microphone off: what to do about it. */
export function InsecureScreen({ onListen }: { readonly onListen: () => void }) {
  const certificate = useCertificate();
  const { word, next } = later.insecure.advice;
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col gap-5 p-5 pb-[calc(1.25rem+env(safe-area-inset-bottom))]">
      <Logo />
      <div className="flex gap-3 rounded-row border-[1.5px] border-warn-edge bg-warn-wash px-4 py-3">
        <TriangleAlert className="mt-0.5 size-5 flex-none" aria-hidden />
        <div>
          <h1 className="font-heavy">{word}</h1>
          <p>{next}</p>
        </div>
      </div>
      {certificate === "there" && <Fix />}
      {certificate === "none" && <p className="text-ink-2">{later.insecure.noCertificate}</p>}
      <p className="text-s text-ink-2">
        {later.insecure.server} <span className="font-mono text-ink">{location.host}</span>
      </p>
      <span className="flex-1" />
      <Button look="ghost" onClick={onListen}>
        <Ear className="size-5" aria-hidden />
        {later.insecure.justListen}
      </Button>
    </main>
  );
}

function Fix() {
  const [kind, setKind] = useState<Kind>(guessKind);
  return (
    <ol className="grid gap-5">
      <Step number={1} title={later.insecure.get}>
        <p className="text-s text-ink-2">{later.insecure.what}</p>
        <LinkButton href={CERTIFICATE_PATH} download>
          <Download className="size-5" aria-hidden />
          {later.insecure.download}
        </LinkButton>
      </Step>
      <Step number={2} title={later.insecure.install}>
        <Segments
          label={later.insecure.install}
          isLabelHidden
          value={kind}
          options={(["iphone", "android", "computer"] as const).map((value) => ({
            value,
            name: later.insecure.kinds[value],
          }))}
          onValue={setKind}
        />
        <p className="text-s text-ink-2">{later.insecure.how[kind]}</p>
      </Step>
      <Step number={3} title={later.insecure.comeBack}>
        <LinkButton look="solid" href={secureAddress(location)}>
          <RotateCcw className="size-5" aria-hidden />
          {later.insecure.checkAgain}
        </LinkButton>
      </Step>
    </ol>
  );
}

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly children: React.ReactNode;
}

function Step({ number, title, children }: StepProps) {
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-3">
      <span className="num grid size-7 place-items-center rounded-full bg-ink text-s font-heavy text-bg" aria-hidden>
        {number}
      </span>
      <div className="grid gap-2">
        <h2 className="pt-0.5 font-heavy">{title}</h2>
        {children}
      </div>
    </li>
  );
}

function guessKind(): Kind {
  if (/iPhone|iPad/.test(navigator.userAgent)) return "iphone";
  return /Android/.test(navigator.userAgent) ? "android" : "computer";
}
