import { ordinals, plurals } from "./plurals.ts";

/**
 * The English catalogue: every word a person reads or hears. Say what happened, then what to do; never blame; never
 * "error", "failed", "invalid", "denied" or a code. Every other catalogue has the same keys: the compiler asks for them.
 */

/** A headline and what to do next. */
export interface Advice {
  readonly word: string;
  readonly next: string;
}

/** What a catalogue has to say; the texts are its own. */
export type Words = typeof en;

const count = plurals("en");
const ordinal = ordinals("en", { one: "st", two: "nd", few: "rd", other: "th" });
/** As one says them. */
const PLACES: readonly (string | undefined)[] = [
  undefined,
  "First",
  "Second",
  "Third",
  "Fourth",
  "Fifth",
  "Sixth",
  "Seventh",
];

export const en = {
  locale: "en",
  app: "Pressel",
  skipToTalk: "Skip to the talk button",
  skipToMain: "Skip to the channels",
  guest: "Guest",
  program: "Program",
  you: "You",
  listens: "Listens",
  close: "Close",
  back: "Back",
  cancel: "Cancel",
  copied: "Copied",
  roles: { moderator: "Host", dispatcher: "Dispatcher", admin: "Admin", member: "Member" },

  entry: {
    /** What one is told when the server says no, by its door and its word. */
    refused: {
      guest: {
        conflict: "That name belongs to someone here. Choose another.",
        forbidden: "Guests come by invitation here. Type its code, or sign in.",
        "no-such-invitation": "No channel has that code. Check it once more: we never use 0, O, 1 or I.",
        "invitation-expired": "That invitation has ended. Ask for a new one.",
        "invitation-used-up": "That invitation was used up. Ask for a new one.",
        "too-fast": "Too many tries. Wait a minute, then try again.",
        "bad-request": "Nothing of that name can be seen. Choose another.",
        other: "That didn’t work just now. Try once more.",
      },
      user: {
        "bad-token": "Name and password don’t fit together. Check both.",
        "too-fast": "Too many tries. Wait a minute, then try again.",
        other: "That didn’t work just now. Try once more.",
      },
      "password-link": {
        "bad-token": "That link was used, or has ended. Ask an admin for a new one.",
        "bad-request": "The password needs 8 characters or more.",
        other: "That didn’t work just now. Try once more.",
      },
      "first-admin": {
        "bad-token": "That link was used, or has ended. Start the server again for a new one.",
        conflict: "That name is taken. Choose another.",
        "bad-request": "The password needs 8 characters or more.",
        other: "That didn’t work just now. Try once more.",
      },
    },
    titles: {
      guest: "Hold to talk. Let go to listen.",
      user: "Hold to talk. Let go to listen.",
      "first-admin": "Become this server’s admin",
      "password-link": "Choose your password",
    },
    invited: "You’re invited to a channel.",
    stay: (name: string) => `Stay as ${name}`,
    code: "Invitation code",
    codeHint: "Six letters and numbers, upper or lower case.",
    newPassword: "New password",
    newPasswordHint: "8 characters or more. A few words are easy to keep in mind.",
    label: "What should we call you?",
    claimHint: "You can make channels and users. Keep the password well.",
    password: "Password",
    withPassword: "I have a password",
    asGuest: "Come in as a guest",
    hint: "People see this when you talk.",
    consentLead: "You’re heard only while you hold the button.",
    consent: "This server notes who talked and when. It keeps no sound.",
    enter: "Continue",
    entering: "One moment…",
    empty: "Type a name first. A first name is enough.",
    waiting: "The server doesn’t answer yet. We keep trying.",
    unreachable: "The server doesn’t answer. Try once more.",
  },

  firstRun: {
    step: (at: number, of: number) => `Step ${at} of ${of}`,
    invited: "You’re invited to",
    justListen: "Just listen",
  },

  lobby: {
    title: "Channels",
    loading: "Fetching the channels…",
    empty: "No channels yet",
    emptyNext: "Whoever runs this server can make one.",
    emptyNextAdmin: "Make the first one.",
    unreachable: "The server doesn’t answer",
    retry: (seconds: number) => (seconds > 0 ? `We try again in ${seconds} s.` : "We’re trying again."),
    retryNow: "Try now",
    edit: "Edit",
    editName: "Edit your name",
    quiet: "Quiet",
    lastHeard: (at: string) => `Quiet · last heard ${at}`,
    isTalking: (name: string) => `${name} is talking`,
    youTalk: "You’re live",
    listenOnly: "Listen only",
    listening: "listening",
    onAirAs: "You on air as",
    shownWhenYouTalk: "shown when you talk",
    lastSeen: (at: string) => `Last seen ${at}`,
    /** How many talked, as a number or `99+`: beside the channel, and as it is read out. */
    fresh: (many: string) => `${many} new`,
    unheard: (many: string) => `${many} unheard`,
  },

  join: {
    title: "Join a channel",
    label: "Name, code or link",
    hint: "Codes have six letters and numbers. Upper or lower case, both work.",
    scan: "A QR code? Your phone’s camera reads it: tap the link that it shows.",
    join: "Join",
    empty: "Type a name or a code first.",
    unknown: "No channel has that name or code. Check it once more: codes have no 0, O, 1 or I.",
    make: "New channel",
  },

  presence: {
    here: "Here",
    away: "Away",
    busy: "Busy",
    "off-duty": "Off duty",
    awayWhy: "Away: no connection",
    muted: "Muted",
    label: "Your status",
    /** One's own, as one chooses it. */
    own: { here: "Available", busy: "Busy", "off-duty": "Off duty" },
  },

  restraint: {
    muted: { word: "A host muted you", next: "You can still listen." },
    unmuted: { word: "You may talk again", next: "Hold the button when you like." },
    reason: (by: string, text: string) => `${by}: “${text}”`,
  },

  quiet: {
    title: "Quiet mode",
    hint: "No sound from the speaker. You still see who talks.",
  },

  invite: {
    open: "Invite guests",
  },

  moderate: {
    restrained: "Muted and kept out",
    open: (name: string) => `What to do about ${name}`,
  },

  mute: {
    row: "Mute this channel",
    mute: (channel: string) => `Mute ${channel}`,
    hear: (channel: string) => `Hear ${channel} again`,
    title: (channel: string) => `Mute ${channel} for how long?`,
    explain: "Only on this device, and only for you. An emergency is always heard.",
    span: {
      quarter: (_until: string) => "15 minutes",
      hour: (_until: string) => "1 hour",
      tomorrow: (until: string) => `Until tomorrow, ${until}`,
    },
    until: (until: string) => `Muted until ${until}`,
  },

  modes: {
    ptt: { name: "Radio", explain: "One talks at a time; everybody hears." },
    open: { name: "Open", explain: "Everybody may talk at once, as around a table." },
    stage: { name: "Stage", explain: "A few talk, the others listen." },
  },

  settings: {
    title: "Settings",
    open: (name: string) => `Settings of ${name}`,
  },

  admin: {
    title: "Admin",
  },

  channel: {
    back: "Back to the channels",
    list: "Channels",
    menu: "More about this channel",
    goInAgain: "Go in again",
    waiting: (people: number) => count(people, { one: "# waits in line", other: "# wait in line" }),
    history: "Earlier",
    historyEmpty: "Nothing said yet. Be the first.",
    now: "now",
    talkingNow: "Talking now",
    live: "live",
    people: (here: number) => count(here, { other: "# here" }),
    tooMany: "Too many people to list.",
    isYou: (name: string) => `${name} (you)`,
    talking: "Talking",
    talk: "Talk",
    holdKey: "hold to talk",
    space: "Space",
  },

  trouble: {
    "no-such-channel": { word: "There’s no such channel", next: "It may have been closed. Pick another one." },
    forbidden: { word: "That channel is by invitation", next: "Ask someone who is in it." },
    "channel-full": { word: "The channel is full", next: "Try again in a moment." },
    "channel-closed": { word: "This channel was closed", next: "Pick another one." },
    blocked: { word: "A host closed this channel to you", next: "Ask them when you may come back." },
    removed: { word: "A host asked you to leave", next: "You can go back to the channels." },
    other: { word: "The channel can’t be opened right now", next: "Go back and try again in a moment." },
  },

  link: {
    connecting: "Connecting",
    reconnecting: "Reconnecting",
    good: "Good",
    late: "A bit late",
    choppy: "Choppy",
    poor: "Poor",
    explain: {
      connecting: "Looking for the server.",
      reconnecting: "Your mic is off. We keep trying.",
      good: "Feels instant, nothing lost.",
      late: "Others hear you half a second later. Leave a short pause.",
      choppy: "Some words may drop.",
      poor: "Keep it short and repeat what matters.",
    },
    title: "Connection",
    delay: "Round trip",
    lost: "Lost sound",
    seconds: (value: string) => `${value} s`,
    percent: (value: string) => `${value} %`,
    unmeasured: "Not measured yet",
  },

  sound: { word: "Tap to turn the sound on", next: "Your browser waits for one tap.", action: "Turn on" },

  microphone: {
    ask: {
      word: "Your browser will ask for the microphone",
      next: "You’re heard only while you hold the button. The light of the device may stay on: that keeps the first word from being cut.",
    },
    askNow: "Ask me now",
    notNow: "Not now, just listen",
    retry: "Try again",
    unplugged: { word: "Headset unplugged", next: "You stopped talking. Now using another microphone." },
    keepListening: "Keep listening",
    allowSteps: ["Tap the lock beside the address", "Microphone → Allow", "Come back, no reload needed"],
    stillOff: "Still off? Another app may be using it. A phone call always wins.",
    help: {
      refused: {
        word: "The browser said no to the mic",
        next: "Tap the lock beside the address, Microphone, Allow. No reload needed.",
      },
      missing: { word: "No microphone found", next: "Plug one in or connect a headset. We’ll notice." },
      busy: {
        word: "Another app has the microphone",
        next: "A phone call always wins. Try again when it ends.",
      },
      insecure: {
        word: "This page isn’t secure yet",
        next: "So your browser keeps the microphone off. Open it by https, or on the server’s own machine.",
      },
    },
  },

  button: {
    idle: "Hold to talk",
    idleTap: "Tap to talk",
    willHear: (channel: string, others: number) =>
      `${channel} · ${others === 0 ? "nobody else is here" : count(others, { other: "# will hear you" })}`,
    allowMicrophone: "Allow the microphone first",
    ask: "Asking…",
    keepHolding: "keep holding",
    live: "You’re live",
    left: (seconds: number) => `${seconds} s left`,
    letGo: "let go to end",
    unheard: "nobody hears you yet",
    finishUp: (seconds: number) => `finish up: ${seconds} s left`,
    locked: "Live, locked",
    tapToStop: "tap to stop",
    holdAfter: (name: string) => `hold when ${name} is done`,
    holdForLine: "hold to get in line",
    tapForLine: "tap to get in line",
    joinIn: "hold to talk too",
    pleaseListen: "Emergency. Please listen",
    several: (name: string, others: number) => count(others, { other: `${name} and # more` }),
    listenTo: "you can listen here",
    inLine: (position: number) => (position === 1 ? "Next in line" : `${position}${ordinal(position)} in line`),
    keepHoldingFor: (name: string) => `${name} is talking. Keep holding`,
    waitForBell: (name: string) => `${name} is talking. Wait for your turn`,
    talkAfter: (name: string) => `You talk when ${name} is done`,
    turn: "Your turn",
    holdNow: (seconds: number) => `hold now · ${seconds} s`,
    tapNow: (seconds: number) => `tap now · ${seconds} s`,
    alarm: { word: "Emergency sent", next: "Your mic is open" },
    alarmSeen: (by: string, name: string) => ({ word: `${by} has seen it`, next: `${name} is answering` }),
    timeout: { word: "Time’s up", next: "Let go, then hold again" },
    offline: { word: "Reconnecting", next: "Your mic is off" },
    retryIn: (seconds: number) => `Your mic is off. ${seconds} s`,
    connecting: { word: "Connecting", next: "One moment" },
    nomic: { word: "Mic is blocked", next: "Tap to see how to fix it" },
    noDevice: { word: "No microphone", next: "Tap to see how to fix it" },
    micInUse: { word: "Mic is in use", next: "Tap to see how to fix it" },
    listen: { word: "Listening", next: "You can listen here, not talk" },
    muted: { word: "A host muted you", next: "You can still listen" },
  },

  devices: {
    goesTo: "Sound goes to",
    headset: "Headset",
    earpiece: "Earpiece",
    speaker: "Speaker",
    own: "Automatic",
    microphone: "Microphone",
  },

  hands: {
    keys: "Keys and buttons",
    alarm: "Emergency",
    alarmHold: "hold 1.5 s",
    alarmTooShort: "Hold a little longer",
    alarmAsk: "Send emergency?",
    alarmExplain: "Your mic opens for everyone on this channel, at once and without a hand.",
    alarmSend: "Send emergency",
    alarmCancel: "Cancel",
    free: "Hands-free",
    lineUp: "Get in line",
    leaveLine: "Leave the line",
    window: "Talk window",
    pocket: "Pocket mode",
    alarmBy: (name: string) => `Emergency · ${name}`,
  },

  announce: {
    stillAsking: "Still asking",
    live: "You are live",
    locked: "You are live, locked",
    inLine: (position: number) =>
      position === 1 ? "Next in line" : `${PLACES[position] ?? `${position}${ordinal(position)}`} in line`,
    turn: "Your turn. Hold to talk",
    turnTap: "Your turn. Tap to talk",
    alarm: "Emergency sent. Your mic is open",
    alarmBy: (name: string, channel: string) => `Emergency. ${name}, ${channel}`,
    ending: "Five seconds left",
    hear: (name: string, channel: string) => `${name}, ${channel}`,
    offline: "Disconnected, mic off",
    back: (missed: number) => (missed === 0 ? "Back" : `Back. ${missed} missed`),
    nomic: "Microphone blocked. You can still listen",
  },

  /** Why one may not talk now; `name` is who talks. */
  denied: {
    busy: (name: string) => ({ word: `${name} is talking`, next: `Hold again when ${name} is done` }),
    "server-trouble": () => ({ word: "Hiccup on our side", next: "Try once more" }),
    alone: () => ({ word: "Nobody else is here", next: "Wait until someone joins" }),
    "retry-later": () => ({ word: "One breath", next: "You can talk in a moment" }),
    "listen-only": () => ({ word: "Listening only here", next: "You can listen here, not talk" }),
    "no-room": () => ({ word: "The server is full", next: "Try again in a moment" }),
    "queue-full": () => ({ word: "Line is full", next: "Try again in a moment" }),
    "media-not-ready": () => ({ word: "Sound isn’t ready yet", next: "Hold again in a second" }),
    muted: () => ({ word: "A host muted you", next: "You can still listen" }),
    "not-allowed": () => ({ word: "That needs another role", next: "Hold again for normal talk" }),
    "no-answer": () => ({ word: "No answer yet", next: "Hold again" }),
    other: () => ({ word: "Can’t talk right now", next: "Try again in a moment" }),
  },

  /** Why the floor was taken back; `by` is who cut in. */
  revoked: {
    alone: () => ({ word: "Everyone has left", next: "Let go" }),
    "no-permission": () => ({ word: "You’re listening now", next: "Let go, then hold again" }),
    preempted: (by: string) => ({ word: `${by} cut in`, next: "Hold again to get back in line" }),
    "no-room": () => ({ word: "The server is full", next: "Try again in a moment" }),
    silent: () => ({ word: "We hear nothing", next: "Is the headset switched off?" }),
    emergency: () => ({ word: "Emergency on this channel", next: "Please listen" }),
    removed: () => ({ word: "A host asked you to leave", next: "Let go" }),
    muted: (by: string) => ({ word: `${by} muted you`, next: "You can still listen" }),
    unclaimed: () => ({ word: "Your turn went by", next: "Hold again to get in line" }),
    "no-media": () => ({ word: "Your sound stopped", next: "Let go, then hold again" }),
    other: () => ({ word: "You stopped talking", next: "Let go, then hold again" }),
  },
  someone: "Someone",

  /** Why a burst ended. */
  burstEnd: {
    released: "Let go",
    "talk-limit": "Time was up",
    silent: "Nothing was heard",
    "no-media": "The sound stopped",
    preempted: "Someone cut in",
    emergency: "An emergency took over",
    unclaimed: "Didn’t take the turn",
    muted: "A host muted them",
    "lost-link": "Lost the connection",
    left: "Left the channel",
    removed: "Was asked to leave",
    "no-permission": "Was not let talk",
    restart: "The server restarted",
    other: "It ended",
  },
  /** The same where somebody did it, with that name. */
  burstEndBy: {
    preempted: (by: string) => `${by} cut in`,
    emergency: (by: string) => `${by} had an emergency`,
    muted: (by: string) => `Muted by ${by}`,
    removed: (by: string) => `Asked to leave by ${by}`,
  },
};
