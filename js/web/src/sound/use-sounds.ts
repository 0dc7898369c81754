import type { ButtonState } from "@pressel/client";
import { useSession } from "@pressel/react";
import { useEffect, useState } from "react";
import type { ButtonScene } from "../talk/button-words.ts";
import type { SoundDesk } from "./sound-desk.ts";

/** Sounds and shakes what the button turned into. Fetched behind the first drawing: nothing sounds before it. */
export function useSounds(state: ButtonState, scene: ButtonScene): void {
  const { clock } = useSession();
  const [desk, setDesk] = useState<SoundDesk | null>(null);
  useEffect(() => {
    let isOver = false;
    let opened: SoundDesk | null = null;
    const open = async () => {
      const { openDesk } = await import("./speaker.ts");
      if (isOver) return;
      opened = openDesk(clock);
      setDesk(opened);
    };
    // Without tones the button still shows and says everything.
    open().catch(() => {});
    return () => {
      isOver = true;
      opened?.end();
    };
  }, [clock]);
  useEffect(() => desk?.observe(state, scene));
}
