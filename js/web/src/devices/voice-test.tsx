import type { Recording, VoiceCheck } from "@pressel/client";
import { useSession } from "@pressel/react";
import { Play, Square } from "lucide-react";
import { useEffect, useState } from "react";
import { useAnnouncer } from "../announcer.tsx";
import { clock } from "../time.ts";
import { Button } from "../ui/button.tsx";
import { Meter } from "../ui/meter.tsx";
import { later } from "../words/later.ts";
import { hear, isSpeech, NO_VOICE, SAMPLE_MS, type Voice } from "./voice-judgement.ts";

const RECORD_MS = 3_000;

type Take =
  | { readonly phase: "waiting" | "recording" | "unable" }
  | { readonly phase: "recorded" | "playing"; readonly recording: Recording };

interface VoiceTestProps {
  /** Changes to begin anew. */
  readonly attempt: number;
}

/** A meter with advice, and one's own voice played back. Nothing of it leaves the device. */
export function VoiceTest({ attempt }: VoiceTestProps) {
  const session = useSession();
  const [check, setCheck] = useState<VoiceCheck | null>(null);
  useEffect(() => {
    const opened = session.checkVoice();
    setCheck(opened);
    return () => opened?.close();
  }, [session]);
  return check && <OpenTest key={attempt} check={check} />;
}

function OpenTest({ check }: { readonly check: VoiceCheck }) {
  const voice = useVoice(check);
  const { take, record, play } = useTake(check, isSpeech(voice));
  return (
    <div className="grid gap-5">
      <div className="grid gap-2">
        <Meter size="l" colour="talk" level={() => check.level()} />
        <Advice voice={voice} />
      </div>
      <div className="grid gap-1.5">
        <TakeButton take={take} onRecord={record} onPlay={play} />
        <p className="text-center text-s text-ink-2">
          {take.phase === "unable" ? later.voice.unable : later.voice.neverSent}
        </p>
      </div>
    </div>
  );
}

/** What to do about how one comes across. */
function Advice({ voice: { judgement } }: { readonly voice: Voice }) {
  const announcer = useAnnouncer();
  const { word, next } = later.voice.judgement[judgement];
  useEffect(() => {
    if (judgement !== "waiting") announcer.say(`${word}. ${next}`, "status");
  }, [announcer, judgement, word, next]);
  return (
    <p className="min-h-12 text-center leading-tight" data-testid="voice-advice">
      <b className={`font-heavy ${judgement === "good" ? "text-talk-text" : ""}`}>{word}</b>
      <span className="block text-s text-ink-2">{next}</span>
    </p>
  );
}

interface TakeButtonProps {
  readonly take: Take;
  readonly onRecord: () => void;
  readonly onPlay: () => void;
}

function TakeButton({ take, onRecord, onPlay }: TakeButtonProps) {
  const isBusy = take.phase === "recording" || take.phase === "playing" || take.phase === "unable";
  const act = take.phase === "waiting" ? onRecord : onPlay;
  return (
    <Button className="min-h-14 rounded-row" aria-disabled={isBusy} onClick={() => !isBusy && act()}>
      {take.phase === "recording" ? <Square className="size-5" aria-hidden /> : <Play className="size-5" aria-hidden />}
      {later.voice.take[take.phase]}
      {"recording" in take && <span className="num text-ink-2">{clock(take.recording.lengthMs)}</span>}
    </Button>
  );
}

function useVoice(check: VoiceCheck): Voice {
  const session = useSession();
  const [voice, setVoice] = useState(NO_VOICE);
  useEffect(() => {
    let cancel = () => {};
    const sample = () => {
      setVoice((before) => hear(before, check.level()));
      cancel = session.clock.after(SAMPLE_MS, sample);
    };
    sample();
    return () => cancel();
  }, [session, check]);
  return voice;
}

/** The first words are kept by themselves; later ones when asked. */
function useTake(check: VoiceCheck, speaks: boolean) {
  const [take, setTake] = useState<Take>({ phase: "waiting" });
  const record = () => {
    setTake({ phase: "recording" });
    check.record(RECORD_MS).then(
      (recording) => setTake({ phase: "recorded", recording }),
      () => setTake({ phase: "unable" }),
    );
  };
  const play = () => {
    if (take.phase !== "recorded") return;
    const { recording } = take;
    setTake({ phase: "playing", recording });
    const done = () => setTake({ phase: "recorded", recording });
    recording.play().then(done, done);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first word is the reason, and it comes once
  useEffect(() => {
    if (speaks && take.phase === "waiting") record();
  }, [speaks]);
  const recording = "recording" in take ? take.recording : null;
  useEffect(() => () => recording?.discard(), [recording]);
  return { take, record, play };
}
