import { handsEn } from "./hands-en.ts";
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

  /** From a link to the first word. */
  firstRun: {
    step: (at: number, of: number) => `Step ${at} of ${of}`,
    invited: "You’re invited to",
    justListen: "Just listen",
    otherName: "Another name",
    lookForQuestion: "Look for your browser’s question…",
    promises: [
      "You’re heard only while you hold the button. It fills with colour while others can hear you.",
      "Let go, and nobody hears you. Lose the connection, and nobody hears you.",
      "The light of your device’s mic may stay on. That keeps the first word from being cut.",
    ],
    whoHears: "Everybody on the channel you talk on can hear you. Its people are listed beside it.",
    whoHearsIn: (channel: string, here: number) =>
      here === 0
        ? `Everybody on ${channel} can hear you. Nobody is there yet.`
        : `Everybody on ${channel} can hear you: ${count(here, { one: "# person", other: "# people" })} now.`,
    saySomething: "Say “one, two, three”",
    ready: "Ready",
    notHeard: "I didn’t hear myself",
    tryOther: "Choose another one below, then say it once more.",
  },

  devices: {
    microphone: "Microphone",
    speaker: "Sound goes to",
    own: "Your device’s own choice",
    nameless: {
      microphone: (number: number) => `Microphone ${number}`,
      speaker: (number: number) => `Output ${number}`,
    },
  },

  voice: {
    judgement: {
      waiting: { word: "Listening…", next: "Speak as you will on the radio" },
      none: { word: "We hear nothing", next: "Is the headset switched off?" },
      low: { word: "Speak up a little", next: "Move closer" },
      good: { word: "Good level", next: "Just like that" },
      high: { word: "A bit loud", next: "Move back" },
    },
    take: {
      waiting: "Record 3 seconds",
      recording: "Keep talking…",
      recorded: "Play me back",
      playing: "That’s you",
      unable: "Play me back",
    },
    neverSent: "Recorded on this device, never sent.",
    unable: "Your browser can’t play you back. The meter will do.",
  },

  insecure: {
    advice: {
      word: "This page isn’t secure yet",
      next: "So your browser keeps the microphone off. It takes about a minute to fix.",
    },
    get: "Get this server’s certificate",
    what: "A small file that says “trust this radio”.",
    download: "Download certificate",
    install: "Install it",
    kinds: { iphone: "iPhone", android: "Android", computer: "Computer" },
    how: {
      iphone:
        "Settings → Profile downloaded → Install. Then General → About → Certificate Trust Settings → switch it on. Both steps count.",
      android: "Settings → Security → More → Encryption and credentials → Install a certificate → CA certificate.",
      computer:
        "Open the file and add it to the trusted root authorities. Firefox has a list of its own in its settings.",
    },
    comeBack: "Come back here",
    checkAgain: "Check again",
    server: "This server:",
    justListen: "Just listen for now",
    noCertificate:
      "Ask whoever runs this server for its https address, or open it on the server’s own machine as localhost.",
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
  },

  join: {
    title: "Join a channel",
    label: "Name, code or link",
    hint: "Codes have six letters and numbers. Upper or lower case, both work.",
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
  },

  quiet: {
    title: "Quiet mode",
    hint: "No sound from the speaker. You still see who talks.",
  },

  invite: {
    open: "Invite guests",
    may: "They may",
    talk: "Talk",
    listen: "Only listen",
    uses: "How many people",
    people: (number: number) => count(number, { one: "# person", other: "# people" }),
    span: "How long it’s good",
    hours: (hours: number) => {
      if (hours < 24) return count(hours, { one: "# hour", other: "# hours" });
      return count(hours / 24, { one: "# day", other: "# days" });
    },
    make: "Make an invitation",
    code: "Read this out, or send the link",
    good: (people: number, until: string) =>
      `For ${count(people, { one: "# person", other: "# people" })}, until ${until}`,
    copy: "Copy the link",
    refused: {
      forbidden: "This channel takes no guests. An admin can let them in.",
      "no-room": "There are too many invitations. End some first.",
      other: "That didn’t work just now. Try once more.",
    },
  },

  moderate: {
    open: (name: string) => `What to do about ${name}`,
    act: { mute: "Mute", unmute: "Let talk again", remove: "Ask to leave", block: "Keep out" },
    ask: {
      mute: (name: string) => `Mute ${name}?`,
      unmute: (name: string) => `Let ${name} talk again?`,
      remove: (name: string) => `Ask ${name} to leave?`,
      block: (name: string) => `Keep ${name} out?`,
    },
    reason: "Why",
    reasonHint: "They read it. You may leave it empty.",
    span: "For how long",
    forGood: "Until somebody lifts it",
    hours: (hours: number) =>
      hours < 1 ? `${Math.round(hours * 60)} minutes` : count(hours, { one: "# hour", other: "# hours" }),
    refused: {
      forbidden: "You can’t do that to someone above you.",
      "no-such-member": "They have left already.",
      other: "That didn’t work just now. Try once more.",
    },
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

  channelForm: {
    name: "Name",
    nameHint: "Short, as you would say it: Kitchen, Gate B.",
    nameMissing: "Give it a name first.",
    mode: "How people talk",
    limit: "Talk limit",
    limitHint: "After that the button lets go by itself.",
    limitOf: (seconds: number) => {
      if (seconds === 0) return "No limit";
      return seconds < 60 || seconds % 60 > 0 ? `${seconds} s` : `${seconds / 60} min`;
    },
    guests: "Guests may come in",
    guestsHint: "People without a password.",
    create: "Make it",
    save: "Save",
    refused: {
      conflict: "There’s a channel of that name already. Choose another.",
      forbidden: "Only an admin can do this.",
      "bad-request": "That name has nothing to make an address of. Use some letters from A to Z.",
      other: "That didn’t work just now. Try once more.",
    },
  },

  settings: {
    title: "Settings",
    open: (name: string) => `Settings of ${name}`,
    skip: "Skip to the settings",
    kept: "Saved on this device",
    voice: "Talk",
    test: "Test your microphone",
    hear: "Hear",
    loudness: "Loudness",
    loudnessHint: "Of everybody, on this device. Some phones only know their own buttons.",
    muted: "Muted channels",
    unmute: "Hear again",
    screen: "Screen",
    theme: "Theme",
    themes: { device: "Device", light: "Light", dark: "Dark" },
    language: "Language",
    browserLanguage: "Your browser’s language",
    connection: "Connection",
    server: "Server",
    version: "Version of the app",
    copy: "Copy report",
    report: "Report",
    reader: "Screen reader",
    verbosity: "Say out loud",
    verbosities: { nothing: "Nothing", names: "Names", everything: "Everything" },
    verbosityHints: {
      nothing: "Only what is urgent: your turn, interruptions, emergencies.",
      names: "Who starts talking, and what is urgent.",
      everything: "Also when you are live and when your time is nearly over.",
    },
    you: "You",
    signOut: "Sign out of this device",
  },

  life: {
    title: "App",
    kept: "Opens without a network too.",
    notKept: "Your browser keeps no apps here.",
    install: "Install the app",
    update: {
      word: "A new version is ready",
      next: "It starts by itself when nobody talks here and you’re elsewhere.",
    },
    useNow: "Use it now",
    untrusted: {
      word: "Talking works, installing doesn’t yet",
      next: "Add the certificate to get the app icon and page alerts.",
    },
  },

  password: {
    change: "Change password",
    old: "Password now",
    others: "Every other device you’re signed in on will be signed out.",
    done: "Your password is changed.",
    refused: {
      forbidden: "That’s not your password now.",
      "too-fast": "Too many tries. Wait a minute, then try again.",
      "bad-request": "The new one needs 8 characters or more.",
      other: "That didn’t work just now. Try once more.",
    },
  },

  admin: {
    title: "Admin",
    skip: "Skip to the server’s state",
    loading: "One moment…",
    again: "Try again",
    notForYou: { word: "This page is for admins", next: "Ask whoever runs this server." },
    refused: {
      forbidden: "Only an admin can do this.",
      "not-found": "This server is too old for this page. Update it.",
      conflict: "This is the last admin. Make another one first.",
      unreachable: "The server doesn’t answer. Try once more.",
      other: "That didn’t work just now. Try once more.",
    },
    yes: "Yes",
    no: "No",
    remove: "Remove",
    change: (name: string) => `Change ${name}`,

    server: "Server",
    healthy: "Healthy",
    notReady: "Starting, or stopping",
    sessions: "Devices connected",
    talking: "Talking now",
    packets: "Packets sent a second",

    channels: "Channels",
    channel: "Channel",
    channelHeads: ["Name", "Now", "Kind", "Listening", "Talk limit", "Guests", "More"],
    openChannel: "Open",
    removeChannel: (name: string) => `Remove ${name}?`,
    removeChannelExplain: "Everybody in it is put out, and its history is gone.",

    people: "People",
    newUser: "New person",
    makeUser: "Make it",
    noPassword: "Hasn’t chosen a password yet",
    role: "Role",
    roleHints: {
      member: "Talks and listens.",
      moderator: "Also mutes, asks to leave and invites.",
      dispatcher: "Also comes before others in line, and in an emergency.",
      admin: "Also makes channels and people.",
    },
    newPasswordLink: "New password link",
    giveLink: (name: string) => `Give this link to ${name} alone`,
    linkGood: (until: string) => `It works once, until ${until}. There they choose their password.`,
    removeUser: (name: string) => `Remove ${name}?`,
    removeUserExplain: "They are signed out at once, and can’t come back with their password.",
    userRefused: {
      conflict: "That name is taken or looks like one that is, or this is the last admin.",
      forbidden: "Only an admin can do this.",
      "bad-request": "Nothing of that name can be seen. Choose another.",
      "no-room": "There are too many people already.",
      other: "That didn’t work just now. Try once more.",
    },

    invitations: "Invitations",
    noInvitations: "No invitations yet. Guests come with a code or a link.",
    noGuestChannel: "No channel takes guests yet. Switch that on in a channel first.",
    invitationHeads: ["Code", "Channel", "They may", "Came in", "Until", "More"],
    uses: (used: number, max: number) => `${used} of ${max}`,
    states: {
      open: (until: string) => until,
      expired: (_until: string) => "Ended",
      "used-up": (_until: string) => "Used up",
    },
    end: "End",
    endInvitation: (code: string) => `End ${code}?`,
    endInvitationExplain: "Nobody comes in with it any more. Who came stays.",
  },

  channel: {
    back: "Back to the channels",
    list: "Channels",
    menu: "More about this channel",
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
    listen: { word: "Listening", next: "You can listen here, not talk" },
    muted: { word: "A host muted you", next: "You can still listen" },
  },

  hands: handsEn,

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
};
