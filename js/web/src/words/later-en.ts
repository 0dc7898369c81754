import { handsEn } from "./hands-en.ts";
import { plurals } from "./plurals.ts";

const count = plurals("en");

/** The English words of what is loaded at first use: settings, administration, the first run, dialogs. */
export const laterEn = {
  firstRun: {
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

  devices: {
    title: "Sound and microphone",
    noOutputs: "Where the sound goes is up to your device: this browser can’t choose.",
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

  invite: {
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
    scan: "Or point a phone’s camera at it and tap the link it shows.",
    picture: (code: string) => `The link of ${code} as a QR code`,
    refused: {
      forbidden: "This channel takes no guests. An admin can let them in.",
      "no-room": "There are too many invitations. End some first.",
      other: "That didn’t work just now. Try once more.",
    },
  },

  moderate: {
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

  restraints: {
    title: "Muted and kept out",
    none: "Nobody is muted or kept out.",
    kind: { mute: "Muted", block: "Kept out" },
    by: (name: string) => `by ${name}`,
    quoted: (text: string) => `“${text}”`,
    until: (until: string) => `until ${until}`,
    forGood: "until somebody lifts it",
    lift: { mute: "Let talk again", block: "Let back in" },
    ask: {
      mute: (name: string) => `Let ${name} talk again?`,
      block: (name: string) => `Let ${name} back in?`,
    },
    explain: {
      mute: (channel: string) => `In ${channel}, from now on. They are told at once.`,
      block: (channel: string) => `They may come into ${channel} again, with what they had.`,
    },
  },

  settings: {
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
    ducking: "Lower voices while it speaks",
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

  admin: {
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
    version: "Version",
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
    show: "Show",
    showInvitation: (code: string) => `Invitation ${code}`,
    end: "End",
    endInvitation: (code: string) => `End ${code}?`,
    endInvitationExplain: "Nobody comes in with it any more. Who came stays.",
  },

  hands: handsEn,
};

/** What a catalogue has to say there. */
export type LaterWords = typeof laterEn;
