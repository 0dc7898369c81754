import { type Devices, qualityOf, type SessionState } from "@pressel/client";
import { useSession, useSessionState, useStore } from "@pressel/react";
import { AudioLines, CircleHelp, Headphones, Mic, Moon, Signal, UserRound } from "lucide-react";
import { useState } from "react";
import { ducking, type Verbosity, verbosity } from "../announcer.tsx";
import { DeviceSelect } from "../devices/device-select.tsx";
import { MicrophoneAdvice } from "../devices/microphone-advice.tsx";
import { VoiceTest } from "../devices/voice-test.tsx";
import { TalkSettings } from "../input/talk-settings.tsx";
import { mutedUntil, mutes, unmute } from "../lobby/mutes.ts";
import { SoundSettings } from "../sound/sound-settings.tsx";
import { decimal, timeOfDay } from "../time.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Choice } from "../ui/choice.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Bars, linkWord } from "../ui/link-status.tsx";
import { ScreenBar } from "../ui/screen-bar.tsx";
import { Segments } from "../ui/segments.tsx";
import { Select } from "../ui/select.tsx";
import { SkipLink } from "../ui/skip-link.tsx";
import { Slider } from "../ui/slider.tsx";
import { words } from "../words/current.ts";
import { chooseLanguage, LANGUAGES, type LanguageCode, language } from "../words/language.ts";
import { later } from "../words/later.ts";
import { AppCard } from "./app-card.tsx";
import { loudness } from "./loudness.ts";
import { PasswordChange } from "./password-change.tsx";
import { reportOf } from "./report.ts";
import { THEMES, theme } from "./theme.ts";

/** What one can have one's own way, on this device. */
export function SettingsScreen() {
  const session = useSessionState();
  return (
    <div className="min-h-dvh">
      <SkipLink target="main">{later.settings.skip}</SkipLink>
      <ScreenBar title={words.settings.title}>
        <span className="text-xs text-ink-2">{later.settings.kept}</span>
      </ScreenBar>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto grid max-w-[1132px] content-start items-start gap-4 p-4 outline-none desk:grid-cols-2 desk:gap-5 desk:p-6"
      >
        <div className="grid min-w-0 gap-4 desk:gap-5">
          <VoiceCard session={session} />
          <HearCard session={session} />
        </div>
        <div className="grid min-w-0 gap-4 desk:gap-5">
          <ScreenCard />
          <ConnectionCard session={session} />
          <ReaderCard />
          <YouCard session={session} />
          <AppCard />
        </div>
      </main>
    </div>
  );
}

/** The microphone, and whether one comes across. */
function VoiceCard({ session: { media } }: { readonly session: SessionState }) {
  const session = useSession();
  const [isTesting, setTesting] = useState(false);
  const test = async () => {
    await session.openMicrophone();
    setTesting(true);
  };
  return (
    <Card icon={Mic} title={later.settings.voice}>
      <DeviceSelect kind="microphone" />
      {isTesting && media.microphone === "ready" ? (
        <VoiceTest attempt={0} />
      ) : (
        <Button className="min-h-14 rounded-row" onClick={() => void test()}>
          <AudioLines className="size-5" aria-hidden />
          {later.settings.test}
        </Button>
      )}
      {isTesting && media.microphone !== "ready" && <MicrophoneAdvice state={media.microphone} />}
      <TalkSettings />
    </Card>
  );
}

function HearCard({ session }: { readonly session: SessionState }) {
  const share = useStore(loudness);
  return (
    <Card icon={Headphones} title={later.settings.hear}>
      <DeviceSelect kind="speaker" />
      <Slider
        label={later.settings.loudness}
        hint={later.settings.loudnessHint}
        value={share}
        text={words.link.percent(decimal(share * 100, 0))}
        onValue={(next) => loudness.choose(next)}
      />
      <SoundSettings />
      <MutedChannels session={session} />
    </Card>
  );
}

function MutedChannels({ session: { channels } }: { readonly session: SessionState }) {
  const all = useStore(mutes);
  const now = Date.now();
  const muted = (channels ?? []).filter(({ id }) => mutedUntil(all, id, now) !== null);
  if (muted.length === 0) return null;
  return (
    <ul className="grid gap-2" aria-label={later.settings.muted}>
      {muted.map(({ id, name }) => (
        <li key={id} className="flex items-center gap-3">
          <span className="min-w-0 flex-1 text-s leading-tight">
            <span className="block font-strong">
              <bdi>{name}</bdi>
            </span>
            <span className="text-ink-2">{words.mute.until(timeOfDay(mutedUntil(all, id, now) ?? now))}</span>
          </span>
          <Button onClick={() => unmute(id)} aria-label={words.mute.hear(name)}>
            {later.settings.unmute}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function ScreenCard() {
  const spoken = useStore(language);
  const options = Object.entries(LANGUAGES).flatMap(([code, { name }]) => (name ? [{ value: code, name }] : []));
  return (
    <Card icon={Moon} title={later.settings.screen}>
      <Segments
        label={later.settings.theme}
        value={useStore(theme)}
        options={THEMES.map((value) => ({ value, name: later.settings.themes[value] }))}
        onValue={(value) => theme.choose(value)}
      />
      <Select
        label={later.settings.language}
        value={spoken.chosen ? spoken.code : ""}
        options={[{ value: "", name: later.settings.browserLanguage }, ...options]}
        onValue={(code) => void chooseLanguage(code === "" ? null : (code as LanguageCode))}
      />
    </Card>
  );
}

/** The connection in words and numbers, and all of it to be sent to whoever helps. */
function ConnectionCard({ session }: { readonly session: SessionState }) {
  const { devices } = useSession();
  const { word, bars } = linkWord(session);
  const { quality } = session;
  return (
    <Card icon={Signal} title={later.settings.connection}>
      <p id="connection">
        <span className="inline-flex items-center gap-2 font-heavy">
          <Bars count={bars} />
          {words.link[word]}.
        </span>{" "}
        {words.link.explain[word]}
      </p>
      <dl className="grid divide-y divide-line">
        {quality?.rtt_ms != null && (
          <Fact name={words.link.delay} value={words.link.seconds(decimal(quality.rtt_ms / 1_000, 2))} />
        )}
        <Fact
          name={words.link.lost}
          value={
            quality === null
              ? words.link.unmeasured
              : words.link.percent(decimal(Math.max(quality.uplink_loss, quality.downlink_loss) * 100, 1))
          }
        />
        <Fact name={later.settings.server} value={location.host} />
        <Fact name={later.settings.version} value={__VERSION__} />
      </dl>
      <CopyReport session={session} devices={useStore(devices.store)} />
    </Card>
  );
}

function CopyReport({ session, devices }: { readonly session: SessionState; readonly devices: Devices }) {
  const [isShown, setShown] = useState(false);
  const report = reportOf(session, devices, qualityOf(session.quality).word);
  return (
    <>
      <CopyButton text={report} onRefused={() => setShown(true)}>
        {later.settings.copy}
      </CopyButton>
      {isShown && (
        <textarea
          readOnly
          className="h-40 rounded-control border-[1.5px] border-edge bg-raised p-3 font-mono text-xs"
          aria-label={later.settings.report}
          value={report}
        />
      )}
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4 py-2">
      <dt className="text-s text-ink-2">{name}</dt>
      <dd className="num min-w-0 text-s font-strong break-words">{value}</dd>
    </div>
  );
}

const VERBOSITIES: readonly Verbosity[] = ["nothing", "names", "everything"];

function ReaderCard() {
  const told = useStore(verbosity);
  return (
    <Card icon={CircleHelp} title={later.settings.reader}>
      <Segments
        label={later.settings.verbosity}
        hint={later.settings.verbosityHints[told]}
        value={told}
        options={VERBOSITIES.map((value) => ({ value, name: later.settings.verbosities[value] }))}
        onValue={(value) => verbosity.choose(value)}
      />
      <Choice isOn={useStore(ducking) === "on"} onChoose={(isOn) => ducking.choose(isOn ? "on" : "off")}>
        {later.settings.ducking}
      </Choice>
    </Card>
  );
}

function YouCard({ session: { you } }: { readonly session: SessionState }) {
  const session = useSession();
  return (
    <Card icon={UserRound} title={later.settings.you}>
      <p>
        <bdi className="font-heavy">{you?.name}</bdi>
        {you?.guest && <span className="text-ink-2"> · {words.guest}</span>}
      </p>
      {you !== null && !you.guest && <PasswordChange />}
      <Button onClick={() => void session.signOut()}>{later.settings.signOut}</Button>
    </Card>
  );
}
