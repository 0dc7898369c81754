/** One device's connection: who one is, the line, the lobby, the channels, the media. */
import { Channel, type ChannelHost } from "./channel.ts";
import { LinkLost, Refused, SignedOut } from "./errors.ts";
import type { FloorPhase } from "./floor.ts";
import { CLOSE, Line, type RequestOf, type RequestType, type ResultOf } from "./line.ts";
import { type Link, type LinkEvent, NO_LINK, stepLink } from "./link.ts";
import { changeLobby } from "./lobby.ts";
import { Media, type MediaView, type Negotiate } from "./media.ts";
import type {
  ChannelSummary,
  Limits,
  LinkQuality,
  Notice,
  Person,
  Welcome,
  Event as WireEvent,
} from "./messages.gen.ts";
import type { Clock, DevicePort, HttpRequest, Platform, VoiceCheck } from "./platform.ts";
import { type Entry, Rest, type TokenSource } from "./rest.ts";
import { Cell, type Store } from "./store.ts";

/** Bursts asked for when a channel is entered. */
const HISTORY_LENGTH = 50;
/** Channels one session may be in; the server's own bound may be lower. */
const CHANNELS_MAX = 64;
/** A server that asks each second whether a talker lives, and is silent for so long, is not there itself. */
const BEAT_SILENCE_MS = 3_000;

const TALKING: ReadonlySet<FloorPhase> = new Set(["talking", "ending"]);

/** Where a session leads, and as what. */
export interface SessionOptions {
  /** `http://localhost:7373`, or `https://…`. */
  readonly origin: string;
  /** Program and version, for diagnostics: `my-app/1`. */
  readonly client: string;
  /**
   * A token, or a function that gives one, in place of the server's cookie: for pages of another origin, and for
   * programs. The function is asked again when a token is about to end; the same one again means that there is no other,
   * and `entry` is `needed`.
   */
  readonly token?: TokenSource;
}

/** What a session knows: who one is, the link, the lobby, the sound. */
export interface SessionState {
  /** `unknown` at first · `needed` the visitor has to say a name · `open`. */
  readonly entry: "unknown" | "needed" | "open";
  readonly link: Link;
  /** Who one is; `null` before the first welcome. */
  readonly you: Person | null;
  /** This session's id, which is its member id in every channel. */
  readonly self: string | null;
  /** What the server takes; `null` before the first welcome. */
  readonly limits: Limits | null;
  /** `null` until first heard of; kept over a lost link. */
  readonly channels: readonly ChannelSummary[] | null;
  readonly media: MediaView;
  /** Measured by the server each 5 s; `null` until then. `qualityOf` says it in a word. */
  readonly quality: LinkQuality | null;
  /** The server's clock minus ours, ms. */
  readonly serverAheadMs: number;
}

/**
 * One device's connection to a server. It connects with `start` or `enter`, keeps itself connected, and brings its channels
 * and its sound back after every loss, until `end`.
 */
export class Session {
  /** What is known; the same object until something changes. */
  readonly store: Store<SessionState>;
  private readonly cell: Cell<SessionState>;
  private readonly platform: Platform;
  private readonly options: SessionOptions;
  private readonly rest: Rest;
  private readonly media: Media;
  private readonly channels = new Map<string, Channel>();
  private line: Line | null = null;
  private dialled: Line | null = null;
  private attempt = 0;
  private lastPress = 0;
  /** What has the session back after a loss; good once. */
  private resumeId: string | null = null;
  /** Number of the newest event heard. */
  private seen = 0;
  private lastId = 0;
  /** Channels the server counts us in while the line is lost, and those left meanwhile. */
  private readonly kept = new Set<string>();
  private readonly leftMeanwhile = new Set<string>();
  private cancelBeat: () => void = () => {};
  private readonly loudness = new Map<string, number>();
  private loudnessOfAll = 1;
  private cancelRetry: () => void = () => {};

  constructor(platform: Platform, options: SessionOptions) {
    this.platform = platform;
    this.options = options;
    this.rest = new Rest(platform, options.origin, options.token);
    this.media = new Media(platform, {
      changed: (media) => this.mediaChanged(media),
      // A line that is dead does not say so; a question it leaves unanswered ends it.
      doubted: () => void this.readLobby(),
    });
    this.cell = new Cell<SessionState>({
      entry: "unknown",
      link: NO_LINK,
      you: null,
      self: null,
      limits: null,
      channels: null,
      media: this.media.snapshot,
      quality: null,
      serverAheadMs: 0,
    });
    this.store = this.cell;
  }

  /** Comes in again as whoever was here before; `entry` says whether a name is needed. Keeps trying until `end`. */
  start(): void {
    this.stepLink({ type: "start" });
  }

  /**
   * Comes in, in the place of whoever was here before. Resolves to the channel that an invitation was for.
   *
   * @throws Refused with the server's reason, or the platform's error when nobody answers.
   */
  async enter(entry: Entry): Promise<string | null> {
    const { channel } = await this.rest.enter(entry);
    this.end();
    this.cell.patch({ entry: "open", channels: null });
    this.start();
    return channel ?? null;
  }

  /**
   * Takes a new password for the old one: every other browser of this user is out, this one comes in again.
   *
   * @throws Refused with the server's reason.
   */
  async changePassword(old: string, chosen: string): Promise<void> {
    await this.rest.changePassword(old, chosen);
    this.end();
    this.start();
  }

  /** Says goodbye: memberships end at once. `start` comes back. */
  end(): void {
    for (const channel of this.channels.values()) channel.detach();
    this.line?.request("session.end", {}).catch(() => {});
    this.stepLink({ type: "stop" });
  }

  /** The platform is about to stop our code: nothing may be held, nor latched, that nobody could let go. */
  pause(): void {
    for (const channel of this.channels.values()) channel.drop();
  }

  /** The platform believes that the network is back, maybe another one: a line that seems whole is asked whether it is. */
  hurry(): void {
    if (this.state.link.phase === "up") void this.readLobby();
    this.stepLink({ type: "hurry" });
  }

  /**
   * Becomes a member of a channel, and again after every lost link, until `leave`.
   *
   * @throws RangeError when already in 64 channels.
   */
  join(id: string): Channel {
    const known = this.channels.get(id);
    if (known) return known;
    if (this.channels.size >= CHANNELS_MAX) throw new RangeError("leave a channel before joining another");
    const channel = new Channel(id, this.host());
    this.channels.set(id, channel);
    channel.store.subscribe(() => this.applyLoudness(channel));
    void this.platform.media.microphone.openIfAllowed();
    if (this.state.link.phase === "up") void channel.join();
    return channel;
  }

  /** Ends a membership; nothing happens where there is none. */
  leave(id: string): void {
    const channel = this.channels.get(id);
    if (channel === undefined) return;
    channel.detach();
    this.channels.delete(id);
    if (this.kept.delete(id)) this.leftMeanwhile.add(id);
    this.line?.request("channel.leave", { channel: id }).catch(() => {});
  }

  /** Says of oneself, in all one's channels, how one is there; a lost link leaves it unsaid. */
  async setPresence(presence: "here" | "busy" | "off-duty"): Promise<void> {
    await this.request("presence.set", { presence }).catch(() => {});
  }

  /** Asks for the microphone. */
  async openMicrophone(): Promise<void> {
    await this.platform.media.microphone.open();
  }

  /** What there is to speak into and to hear with. */
  get devices(): DevicePort {
    return this.platform.media.devices;
  }

  /** Listens to one's own voice, here alone, until closed; `null` while there is no microphone. */
  checkVoice(): VoiceCheck | null {
    return this.platform.media.microphone.check();
  }

  /** How loud a channel plays on this device, 0–1; `null` means every channel, on top of its own. */
  setLoudness(channel: string | null, share: number): void {
    if (channel === null) this.loudnessOfAll = share;
    else this.loudness.set(channel, share);
    for (const known of this.channels.values()) this.applyLoudness(known);
  }

  /**
   * One request at the server's HTTP door, by the rights of whoever is here; resolves to the parsed body.
   *
   * @throws Refused with the server's reason, or the platform's error when nobody answers.
   */
  ask(method: HttpRequest["method"], path: string, body?: unknown): Promise<unknown> {
    return this.rest.ask(method, path, body);
  }

  /** Goodbye for good: this browser is forgotten, and `entry` is needed again. */
  async signOut(): Promise<void> {
    await this.rest.leave().catch(() => {});
    this.end();
    this.cell.patch({ entry: "needed", you: null, self: null, channels: null });
  }

  /** Plays what the platform held back; call it from a touch or a key, while `media.soundBlocked`. */
  turnSoundOn(): void {
    this.platform.media.turnSoundOn();
  }

  /** Loudness of one's own voice as it is sent, 0–1. */
  uplinkLevel(): number {
    return this.media.uplinkLevel();
  }

  /** The server's Unix time, milliseconds. */
  serverNowMs(): number {
    return this.platform.clock.now() + this.state.serverAheadMs;
  }

  /** The platform's clock, which `Floor.since` and `Link.retryAt` are told in. */
  get clock(): Clock {
    return this.platform.clock;
  }

  private get state(): SessionState {
    return this.cell.getSnapshot();
  }

  // --- staying connected -------------------------------------------------------------------------------------------

  private stepLink(event: LinkEvent): void {
    const { clock, random } = this.platform;
    const { link, effects } = stepLink(this.state.link, event, clock.now(), random());
    this.cell.patch({ link });
    this.cancelRetry();
    if (link.retryAt !== null) {
      this.cancelRetry = clock.after(Math.max(0, link.retryAt - clock.now()), () => this.stepLink({ type: "due" }));
    }
    for (const effect of effects) {
      if (effect === "connect") void this.connect();
      else this.hangUp();
    }
  }

  private async connect(): Promise<void> {
    this.attempt += 1;
    const { attempt } = this;
    try {
      const token = await this.rest.token();
      if (attempt !== this.attempt) return;
      this.dial(`${this.options.origin.replace(/^http/, "ws")}/v1/ws`, token);
    } catch (error) {
      if (attempt !== this.attempt) return;
      const isSignedOut = error instanceof SignedOut;
      if (isSignedOut) this.cell.patch({ entry: "needed" });
      this.stepLink({ type: isSignedOut ? "refused" : "lost" });
    }
  }

  /** Opens a line beside the present one; the welcome on it makes it the present one. */
  private dial(url: string, token: string): void {
    const line: Line = new Line(
      this.platform,
      url,
      {
        opened: () => void this.greet(line, token),
        event: (event) => this.hear(line, event),
        closed: (code) => this.closed(line, code),
      },
      this.lastId,
    );
    this.dialled = line;
  }

  private async greet(line: Line, token: string): Promise<void> {
    const { device } = this.platform;
    const lost = this.line === null && this.resumeId !== null;
    const back = lost ? { resume: this.resumeId, seen: this.seen } : {};
    try {
      const welcome = await line.request("hello", { token, device, client: this.options.client, beats: true, ...back });
      if (this.dialled === line) this.welcomed(line, welcome);
    } catch (error) {
      if (error instanceof Refused) line.close(error.code === "bad-token" ? CLOSE.badToken : CLOSE.normal);
    }
  }

  private welcomed(line: Line, welcome: Welcome): void {
    const old = this.line;
    this.line = line;
    this.dialled = null;
    this.cell.patch({
      entry: "open",
      you: welcome.you,
      self: welcome.session,
      limits: welcome.limits,
      quality: null,
      serverAheadMs: welcome.server_at_ms - this.platform.clock.now(),
    });
    this.resumeId = welcome.resume ?? null;
    this.stepLink({ type: "welcomed" });
    const negotiate = async (sdp: string, restart: boolean) =>
      (await line.request("media.offer", restart ? { sdp, restart } : { sdp })).sdp;
    if (welcome.state === "resumed") this.goOn(negotiate);
    else this.beginAnew(negotiate);
    old?.request("session.end", {}).catch(() => {});
    old?.close(CLOSE.normal);
  }

  /** Everything is as it was, and what was missed follows. */
  private goOn(negotiate: Negotiate): void {
    if (this.state.channels === null) void this.readLobby();
    for (const id of this.leftMeanwhile) void this.request("channel.leave", { channel: id }).catch(() => {});
    for (const channel of this.channels.values()) {
      if (this.kept.has(channel.id)) channel.resume();
      else if (!channel.isPutOut) void channel.join();
    }
    this.kept.clear();
    this.leftMeanwhile.clear();
    this.media.resume(negotiate);
  }

  private beginAnew(negotiate: Negotiate): void {
    this.seen = 0;
    this.kept.clear();
    this.leftMeanwhile.clear();
    void this.readLobby();
    for (const channel of this.channels.values()) if (!channel.isPutOut) void channel.join();
    this.media.connect(negotiate);
  }

  private closed(line: Line, code: number): void {
    this.lastId = Math.max(this.lastId, line.lastId);
    if (code === CLOSE.badToken) this.rest.spendToken();
    if (line === this.dialled) {
      this.dialled = null;
    } else if (line === this.line) {
      this.line = null;
      for (const { id, store } of this.channels.values()) if (store.getSnapshot().joined) this.kept.add(id);
    } else {
      return;
    }
    if (this.line !== null || this.dialled !== null) return;
    this.cancelBeat();
    this.media.hold();
    for (const channel of this.channels.values()) channel.detach();
    this.stepLink({ type: "lost" });
  }

  private hangUp(): void {
    this.attempt += 1;
    const lines = [this.line, this.dialled];
    this.line = null;
    this.dialled = null;
    this.resumeId = null;
    this.kept.clear();
    this.leftMeanwhile.clear();
    this.cancelBeat();
    for (const line of lines) line?.close(CLOSE.normal);
    this.media.disconnect();
  }

  // --- what the server says ----------------------------------------------------------------------------------------

  private hear(line: Line, event: WireEvent): void {
    if (line !== this.line) return;
    this.seen = event.n;
    switch (event.type) {
      case "ping":
        this.answerBeat(line);
        return;
      case "channel.changed":
        this.cell.patch({ channels: this.state.channels && changeLobby(this.state.channels, event) });
        this.channels.get(event.channel.id)?.hear(event);
        return;
      case "slot.bound":
        for (const channel of this.channels.values()) channel.hear(event);
        return;
      case "media.state":
        this.media.confirm(event.state);
        return;
      case "link.quality":
        this.cell.patch({ quality: event });
        return;
      case "moved":
        this.dial(event.url, event.token);
        return;
      case "notice":
        this.heed(event);
        return;
      default:
        // Unknown events have no channel of ours and end here.
        this.channels.get(event.channel)?.hear(event);
    }
  }

  /** Alive; and so is the server while it goes on asking one that talks. */
  private answerBeat(line: Line): void {
    line.request("pong", {}).catch(() => {});
    this.cancelBeat();
    this.cancelBeat = this.platform.clock.after(BEAT_SILENCE_MS, () => {
      const talks = [...this.channels.values()].some(({ store }) => TALKING.has(store.getSnapshot().floor.phase));
      if (talks) line.close(CLOSE.deadLine);
    });
  }

  private heed(notice: Notice): void {
    if (notice.code === "token-expires") void this.renew();
    if (notice.channel) this.channels.get(notice.channel)?.hear(notice);
  }

  private applyLoudness(channel: Channel): void {
    const slot = channel.store.getSnapshot().view?.slot ?? null;
    if (slot !== null) this.media.setSlotLoudness(slot, (this.loudness.get(channel.id) ?? 1) * this.loudnessOfAll);
  }

  private async renew(): Promise<void> {
    this.rest.spendToken();
    const token = await this.rest.token().catch(() => null);
    if (token === null) return;
    const welcome = await this.request("hello", { token, device: this.platform.device }).catch(() => null);
    if (welcome !== null) this.resumeId = welcome.resume ?? null;
  }

  private async readLobby(): Promise<void> {
    const lobby = await this.request("channel.list", {}).catch(() => null);
    if (lobby !== null) this.cell.patch({ channels: lobby.channels });
  }

  // --- what the parts need -----------------------------------------------------------------------------------------

  private request<T extends RequestType>(type: T, fields: RequestOf<T>): Promise<ResultOf<T>> {
    return this.line?.request(type, fields) ?? Promise.reject(new LinkLost("the link is down"));
  }

  private mediaChanged(media: MediaView): void {
    const lostMicrophone = this.state.media.microphone === "ready" && media.microphone !== "ready";
    this.cell.patch({ media });
    if (lostMicrophone) for (const channel of this.channels.values()) channel.drop();
  }

  private host(): ChannelHost {
    const { microphone } = this.platform.media;
    return {
      clock: this.platform.clock,
      request: (type, fields) => this.request(type, fields),
      bursts: (channel) => this.rest.bursts(channel, HISTORY_LENGTH),
      nextPress: () => {
        this.lastPress += 1;
        return this.lastPress;
      },
      setGate: (channel, open) => this.media.setGate(channel, open),
      slotLevel: (slot) => this.media.slotLevel(slot),
      microphone: () => microphone.state(),
      openMicrophone: () => microphone.open(),
      isReady: () => this.state.link.phase === "up" && this.state.media.path === "up",
      serverNowMs: () => this.serverNowMs(),
      self: () => {
        const { self: session, you: person } = this.state;
        return session && person ? { session, person } : null;
      },
    };
  }
}
