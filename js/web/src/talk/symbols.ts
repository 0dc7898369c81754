import type { ButtonSymbol } from "@pressel/client";
import { AudioLines, Ban, Ear, Hourglass, type LucideIcon, Mic, MicOff, WifiOff, Zap } from "lucide-react";

export const SYMBOLS: { readonly [S in ButtonSymbol]: LucideIcon } = {
  mic: Mic,
  waves: AudioLines,
  ban: Ban,
  zap: Zap,
  hourglass: Hourglass,
  "wifi-off": WifiOff,
  "mic-off": MicOff,
  ear: Ear,
};
