import type { ButtonSymbol } from "@pressel/client";
import {
  AudioLines,
  Ban,
  Bell,
  Check,
  Ear,
  Hourglass,
  ListOrdered,
  Lock,
  type LucideIcon,
  Mic,
  MicOff,
  Siren,
  WifiOff,
  Zap,
} from "lucide-react";

export const SYMBOLS: { readonly [S in ButtonSymbol]: LucideIcon } = {
  mic: Mic,
  lock: Lock,
  waves: AudioLines,
  list: ListOrdered,
  bell: Bell,
  ban: Ban,
  zap: Zap,
  hourglass: Hourglass,
  "wifi-off": WifiOff,
  "mic-off": MicOff,
  ear: Ear,
  siren: Siren,
  check: Check,
};
