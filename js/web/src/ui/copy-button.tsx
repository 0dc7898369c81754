import { useState } from "react";
import { useAnnouncer } from "../announcer.tsx";
import { words } from "../words/current.ts";
import { Button } from "./button.tsx";

interface CopyButtonProps {
  readonly text: string;
  readonly children: string;
  readonly look?: "plain" | "solid";
  /** The browser lets nobody write to the clipboard. */
  readonly onRefused?: () => void;
}

/** Copies a text, and says that it did. */
export function CopyButton({ text, children, look = "plain", onRefused }: CopyButtonProps) {
  const announcer = useAnnouncer();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announcer.say(words.copied, "status");
    } catch {
      onRefused?.();
    }
  };
  return (
    <Button look={look} onClick={() => void copy()}>
      {isCopied ? words.copied : children}
    </Button>
  );
}
