import type { Words } from "./en.ts";
import { handsDe } from "./hands-de.ts";
import { plurals } from "./plurals.ts";

const count = plurals("de");

/** The German catalogue: »du«, short, friendly; never blame, never a code. */
export const de: Words = {
  locale: "de",
  app: "Pressel",
  skipToTalk: "Zum Sprechknopf springen",
  skipToMain: "Zu den Kanälen springen",
  guest: "Gast",
  program: "Programm",
  you: "Du",
  listens: "Hört zu",
  close: "Schließen",
  back: "Zurück",
  cancel: "Abbrechen",
  roles: { moderator: "Leitung", dispatcher: "Zentrale", admin: "Verwaltung", member: "Mitglied" },

  entry: {
    refused: {
      guest: {
        conflict: "Dieser Name gehört hier schon jemandem. Nimm einen anderen.",
        forbidden: "Gäste kommen hier mit Einladung. Melde dich an oder frag nach einer.",
        other: "Das ging gerade nicht. Versuch es noch einmal.",
      },
      user: {
        "bad-token": "Name und Passwort passen nicht zusammen. Prüf beides.",
        "too-fast": "Zu viele Versuche. Warte eine Minute, dann noch einmal.",
        other: "Das ging gerade nicht. Versuch es noch einmal.",
      },
      "first-admin": {
        "bad-token":
          "Der Link wurde schon genutzt oder ist abgelaufen. Starte den Server neu, dann gibt es einen neuen.",
        conflict: "Dieser Name ist vergeben. Nimm einen anderen.",
        "bad-request": "Das Passwort braucht mindestens 8 Zeichen.",
        other: "Das ging gerade nicht. Versuch es noch einmal.",
      },
    },
    title: "Zum Sprechen halten. Zum Hören loslassen.",
    label: "Wie sollen wir dich nennen?",
    claimTitle: "Übernimm die Verwaltung dieses Servers",
    claimHint: "Du kannst Kanäle und Konten anlegen. Heb das Passwort gut auf.",
    password: "Passwort",
    withPassword: "Ich habe ein Passwort",
    asGuest: "Als Gast eintreten",
    hint: "Das sehen andere, wenn du sprichst.",
    consentLead: "Man hört dich nur, solange du den Knopf hältst.",
    consent: "Dieser Server merkt sich, wer wann gesprochen hat. Er behält keinen Ton.",
    enter: "Weiter",
    entering: "Einen Moment …",
    empty: "Gib zuerst einen Namen ein. Der Vorname genügt.",
    waiting: "Der Server antwortet noch nicht. Wir versuchen es weiter.",
    unreachable: "Der Server antwortet nicht. Versuch es noch einmal.",
  },

  firstRun: {
    step: (at, of) => `Schritt ${at} von ${of}`,
    invited: "Du bist eingeladen zu",
    justListen: "Nur hören",
    otherName: "Anderer Name",
    lookForQuestion: "Dein Browser fragt jetzt …",
    promises: [
      "Man hört dich nur, solange du den Knopf hältst. Er füllt sich mit Farbe, wenn andere dich hören.",
      "Lass los, und niemand hört dich. Reißt die Verbindung ab, hört dich auch niemand.",
      "Das Licht am Mikro deines Geräts kann an bleiben. So geht das erste Wort nicht verloren.",
    ],
    whoHears: "Alle im Kanal, in dem du sprichst, können dich hören. Daneben steht, wer da ist.",
    whoHearsIn: (channel, here) =>
      here === 0
        ? `Alle in ${channel} können dich hören. Noch ist niemand da.`
        : `Alle in ${channel} können dich hören: gerade ${count(here, { one: "# Person", other: "# Leute" })}.`,
    saySomething: "Sag „eins, zwei, drei“",
    ready: "Fertig",
    notHeard: "Ich habe mich nicht gehört",
    tryOther: "Nimm unten ein anderes Gerät und sag es noch einmal.",
  },

  devices: {
    microphone: "Mikrofon",
    speaker: "Ton geht an",
    own: "Was dein Gerät wählt",
    nameless: { microphone: (number) => `Mikrofon ${number}`, speaker: (number) => `Ausgang ${number}` },
  },

  voice: {
    judgement: {
      waiting: { word: "Wir hören hin …", next: "Sprich, wie du funken wirst" },
      none: { word: "Wir hören nichts", next: "Ist das Headset aus?" },
      low: { word: "Sprich etwas lauter", next: "Geh näher heran" },
      good: { word: "Gute Lautstärke", next: "Genau so" },
      high: { word: "Etwas laut", next: "Geh etwas weg" },
    },
    take: {
      waiting: "3 Sekunden aufnehmen",
      recording: "Sprich weiter …",
      recorded: "Vorspielen",
      playing: "Das bist du",
      unable: "Vorspielen",
    },
    neverSent: "Auf diesem Gerät aufgenommen, nie gesendet.",
    unable: "Dein Browser kann dich nicht vorspielen. Die Anzeige genügt.",
  },

  insecure: {
    advice: {
      word: "Diese Seite ist noch nicht sicher",
      next: "Darum lässt dein Browser das Mikrofon aus. Das lässt sich in einer Minute beheben.",
    },
    get: "Hol das Zertifikat dieses Servers",
    what: "Eine kleine Datei, die sagt: „Vertrau diesem Funk.“",
    download: "Zertifikat laden",
    install: "Installier es",
    kinds: { iphone: "iPhone", android: "Android", computer: "Computer" },
    how: {
      iphone:
        "Einstellungen → Profil geladen → Installieren. Dann Allgemein → Info → Zertifikatsvertrauen → einschalten. Beides zählt.",
      android: "Einstellungen → Sicherheit → Mehr → Anmeldedaten → Zertifikat installieren → CA-Zertifikat.",
      computer:
        "Öffne die Datei und nimm sie in die vertrauten Stammzertifikate auf. Firefox hat dafür eine eigene Liste.",
    },
    comeBack: "Komm hierher zurück",
    checkAgain: "Noch einmal prüfen",
    server: "Dieser Server:",
    justListen: "Erst einmal nur hören",
    noCertificate:
      "Frag den Betreiber nach der https-Adresse, oder öffne die Seite auf dem Rechner des Servers als localhost.",
  },

  lobby: {
    title: "Kanäle",
    loading: "Die Kanäle werden geholt …",
    empty: "Noch keine Kanäle",
    emptyNext: "Wer diesen Server betreibt, kann einen anlegen.",
    emptyNextAdmin: "Leg den ersten an.",
    unreachable: "Der Server antwortet nicht",
    retry: (seconds) => (seconds > 0 ? `Nächster Versuch in ${seconds} s.` : "Wir versuchen es gerade."),
    retryNow: "Jetzt versuchen",
    edit: "Ändern",
    editName: "Deinen Namen ändern",
    quiet: "Ruhig",
    lastHeard: (at) => `Ruhig · zuletzt gehört ${at}`,
    isTalking: (name) => `${name} spricht`,
    youTalk: "Du bist zu hören",
    listenOnly: "Nur hören",
    listening: "hören zu",
    onAirAs: "So hört man dich",
    shownWhenYouTalk: "zu sehen, wenn du sprichst",
    lastSeen: (at) => `Zuletzt gesehen ${at}`,
  },

  join: {
    title: "In einen Kanal gehen",
    label: "Name, Code oder Link",
    hint: "Codes haben sechs Buchstaben und Ziffern. Groß oder klein ist gleich.",
    join: "Hinein",
    empty: "Gib zuerst einen Namen oder Code ein.",
    unknown: "Kein Kanal hat diesen Namen oder Code. Prüf 0 und O: Den Buchstaben O gibt es bei uns nie.",
    make: "Neuer Kanal",
  },

  presence: {
    here: "Da",
    away: "Weg",
    busy: "Beschäftigt",
    "off-duty": "Außer Dienst",
    awayWhy: "Weg: keine Verbindung",
    muted: "Stumm",
  },

  quiet: {
    title: "Ruhemodus",
    hint: "Kein Ton aus dem Lautsprecher. Du siehst, wer spricht.",
  },

  invite: {
    open: "Gäste einladen",
    may: "Sie dürfen",
    talk: "Sprechen",
    listen: "Nur zuhören",
    uses: "Wie viele",
    people: (number) => count(number, { one: "# Person", other: "# Leute" }),
    span: "Wie lange sie gilt",
    hours: (hours) => {
      if (hours < 24) return count(hours, { one: "# Stunde", other: "# Stunden" });
      return count(hours / 24, { one: "# Tag", other: "# Tage" });
    },
    make: "Einladung anlegen",
    code: "Lies das vor oder schick den Link",
    good: (people, until) => `Für ${count(people, { one: "# Person", other: "# Leute" })}, bis ${until}`,
    copy: "Link kopieren",
    refused: {
      forbidden: "Dieser Kanal nimmt keine Gäste. Die Verwaltung kann sie zulassen.",
      "no-room": "Es gibt zu viele Einladungen. Beende erst welche.",
      other: "Das ging gerade nicht. Versuch es noch einmal.",
    },
  },

  moderate: {
    open: (name) => `Was ist mit ${name}?`,
    act: { mute: "Stumm schalten", unmute: "Wieder sprechen lassen", remove: "Bitten zu gehen", block: "Fernhalten" },
    ask: {
      mute: (name) => `${name} stumm schalten?`,
      unmute: (name) => `${name} wieder sprechen lassen?`,
      remove: (name) => `${name} bitten zu gehen?`,
      block: (name) => `${name} fernhalten?`,
    },
    reason: "Warum",
    reasonHint: "Die Person liest es. Du kannst es leer lassen.",
    span: "Wie lange",
    forGood: "Bis jemand es aufhebt",
    hours: (hours) =>
      hours < 1 ? `${Math.round(hours * 60)} Minuten` : count(hours, { one: "# Stunde", other: "# Stunden" }),
    refused: {
      forbidden: "Bei jemandem über dir geht das nicht.",
      "no-such-member": "Die Person ist schon gegangen.",
      other: "Das ging gerade nicht. Versuch es noch einmal.",
    },
  },

  mute: {
    row: "Diesen Kanal stumm schalten",
    mute: (channel) => `${channel} stumm schalten`,
    hear: (channel) => `${channel} wieder hören`,
    title: (channel) => `Wie lange soll ${channel} stumm sein?`,
    explain: "Nur auf diesem Gerät und nur für dich. Einen Notfall hörst du immer.",
    span: {
      quarter: () => "15 Minuten",
      hour: () => "1 Stunde",
      tomorrow: (until) => `Bis morgen, ${until}`,
    },
    until: (until) => `Stumm bis ${until}`,
  },

  modes: {
    ptt: { name: "Funk", explain: "Eine Person spricht, alle hören." },
    open: { name: "Offen", explain: "Alle dürfen zugleich sprechen, wie am Tisch." },
    stage: { name: "Bühne", explain: "Wenige sprechen, die anderen hören zu." },
  },

  channelForm: {
    name: "Name",
    nameHint: "Kurz, wie man ihn sagt: Küche, Tor B.",
    nameMissing: "Gib ihm zuerst einen Namen.",
    mode: "Wie gesprochen wird",
    limit: "Sprechzeit",
    limitHint: "Danach lässt der Knopf von selbst los.",
    limitOf: (seconds) => {
      if (seconds === 0) return "Ohne Grenze";
      return seconds < 60 || seconds % 60 > 0 ? `${seconds} s` : `${seconds / 60} min`;
    },
    guests: "Gäste dürfen hinein",
    guestsHint: "Leute ohne Passwort.",
    create: "Anlegen",
    save: "Speichern",
    refused: {
      conflict: "Einen Kanal mit diesem Namen gibt es schon. Nimm einen anderen.",
      forbidden: "Das kann nur die Verwaltung.",
      "bad-request": "Aus diesem Namen wird keine Adresse. Nimm ein paar Buchstaben von A bis Z.",
      other: "Das ging gerade nicht. Versuch es noch einmal.",
    },
  },

  settings: {
    title: "Einstellungen",
    open: (name) => `Einstellungen von ${name}`,
    skip: "Zu den Einstellungen springen",
    kept: "Auf diesem Gerät gespeichert",
    voice: "Sprechen",
    test: "Mikrofon testen",
    hear: "Hören",
    loudness: "Lautstärke",
    loudnessHint: "Von allen, auf diesem Gerät. Manche Handys kennen nur ihre eigenen Tasten.",
    muted: "Stumme Kanäle",
    unmute: "Wieder hören",
    screen: "Bildschirm",
    theme: "Farben",
    themes: { device: "Wie das Gerät", light: "Hell", dark: "Dunkel" },
    language: "Sprache",
    browserLanguage: "Die deines Browsers",
    connection: "Verbindung",
    server: "Server",
    version: "Version der App",
    copy: "Bericht kopieren",
    copied: "Kopiert",
    report: "Bericht",
    reader: "Screenreader",
    verbosity: "Vorlesen",
    verbosities: { nothing: "Nichts", names: "Namen", everything: "Alles" },
    verbosityHints: {
      nothing: "Nur was drängt: du bist dran, Unterbrechungen, Notfälle.",
      names: "Wer zu sprechen beginnt, und was drängt.",
      everything: "Auch wann man dich hört und wann deine Zeit fast um ist.",
    },
    you: "Du",
    signOut: "Auf diesem Gerät abmelden",
  },

  admin: {
    title: "Verwaltung",
  },

  channel: {
    back: "Zurück zu den Kanälen",
    list: "Kanäle",
    menu: "Mehr zu diesem Kanal",
    history: "Bisher",
    historyEmpty: "Noch nichts gesagt. Mach den Anfang.",
    now: "jetzt",
    talkingNow: "Spricht gerade",
    live: "live",
    people: (here) => count(here, { other: "# hier" }),
    tooMany: "Zu viele für eine Liste.",
    isYou: (name) => `${name} (du)`,
    talking: "Spricht",
    talk: "Sprechen",
    holdKey: "halten zum Sprechen",
    space: "Leertaste",
  },

  trouble: {
    "no-such-channel": {
      word: "Diesen Kanal gibt es nicht",
      next: "Vielleicht wurde er geschlossen. Nimm einen anderen.",
    },
    forbidden: { word: "In diesen Kanal kommt man mit Einladung", next: "Frag jemanden, der darin ist." },
    "channel-full": { word: "Der Kanal ist voll", next: "Versuch es gleich noch einmal." },
    blocked: { word: "Dieser Kanal ist für dich gesperrt", next: "Frag die Leitung, wann du wiederkommen darfst." },
    removed: { word: "Du wurdest gebeten zu gehen", next: "Du kannst zurück zu den Kanälen." },
    other: { word: "Der Kanal geht gerade nicht auf", next: "Geh zurück und versuch es gleich noch einmal." },
  },

  link: {
    connecting: "Verbinden",
    reconnecting: "Wieder verbinden",
    good: "Gut",
    late: "Etwas verzögert",
    choppy: "Abgehackt",
    poor: "Schlecht",
    explain: {
      connecting: "Wir suchen den Server.",
      reconnecting: "Dein Mikro ist aus. Wir versuchen es weiter.",
      good: "Fühlt sich sofort an, nichts geht verloren.",
      late: "Man hört dich eine halbe Sekunde später. Lass eine kurze Pause.",
      choppy: "Einzelne Wörter können fehlen.",
      poor: "Fass dich kurz und wiederhole das Wichtige.",
    },
    title: "Verbindung",
    delay: "Hin und zurück",
    lost: "Verlorener Ton",
    seconds: (value) => `${value} s`,
    percent: (value) => `${value} %`,
    unmeasured: "Noch nicht gemessen",
  },

  sound: {
    word: "Tippen, um den Ton einzuschalten",
    next: "Dein Browser wartet auf einen Tipp.",
    action: "Einschalten",
  },

  microphone: {
    ask: {
      word: "Dein Browser fragt gleich nach dem Mikrofon",
      next: "Man hört dich nur, solange du den Knopf hältst. Das Licht am Gerät kann an bleiben: So geht das erste Wort nicht verloren.",
    },
    askNow: "Jetzt fragen",
    notNow: "Nicht jetzt, nur hören",
    retry: "Noch einmal",
    keepListening: "Weiter hören",
    allowSteps: ["Tippe auf das Schloss neben der Adresse", "Mikrofon → Zulassen", "Komm zurück, ohne neu zu laden"],
    stillOff: "Immer noch aus? Vielleicht nutzt es eine andere App. Ein Anruf geht immer vor.",
    help: {
      refused: {
        word: "Der Browser hat das Mikro nicht erlaubt",
        next: "Tippe auf das Schloss neben der Adresse, dann Mikrofon, Zulassen. Neu laden ist nicht nötig.",
      },
      missing: { word: "Kein Mikrofon gefunden", next: "Steck eines an oder verbinde ein Headset. Wir merken es." },
      busy: {
        word: "Eine andere App hat das Mikrofon",
        next: "Ein Anruf geht immer vor. Versuch es danach noch einmal.",
      },
      insecure: {
        word: "Diese Seite ist noch nicht sicher",
        next: "Darum lässt dein Browser das Mikrofon aus. Öffne sie über https oder auf dem Rechner des Servers.",
      },
    },
  },

  button: {
    idle: "Zum Sprechen halten",
    willHear: (channel, others) =>
      `${channel} · ${others === 0 ? "sonst ist niemand hier" : count(others, { one: "# Person hört dich", other: "# hören dich" })}`,
    allowMicrophone: "Erlaube zuerst das Mikrofon",
    ask: "Frage an …",
    keepHolding: "weiter halten",
    live: "Du bist zu hören",
    left: (seconds) => `noch ${seconds} s`,
    letGo: "loslassen beendet",
    unheard: "noch hört dich niemand",
    finishUp: (seconds) => `komm zum Ende: ${seconds} s`,
    locked: "Offen, eingerastet",
    tapToStop: "Tippen beendet",
    holdAfter: (name) => `halten, wenn ${name} fertig ist`,
    holdForLine: "halten, um dich anzustellen",
    joinIn: "halten, um mitzureden",
    pleaseListen: "Notfall. Bitte hör zu",
    several: (name, others) => count(others, { other: `${name} und # weitere` }),
    listenTo: "hier kannst du zuhören",
    inLine: (position) => (position === 1 ? "Du bist als Nächstes dran" : `${position}. in der Schlange`),
    keepHoldingFor: (name) => `${name} spricht. Weiter halten`,
    waitForBell: (name) => `${name} spricht. Warte, bis du dran bist`,
    talkAfter: (name) => `Du sprichst, wenn ${name} fertig ist`,
    turn: "Du bist dran",
    holdNow: (seconds) => `jetzt halten · ${seconds} s`,
    alarm: { word: "Notruf gesendet", next: "Dein Mikro ist offen" },
    alarmSeen: (by, name) => ({ word: `${by} hat es gesehen`, next: `${name} antwortet` }),
    timeout: { word: "Zeit ist um", next: "Loslassen, dann wieder halten" },
    offline: { word: "Wieder verbinden", next: "Dein Mikro ist aus" },
    retryIn: (seconds) => `Dein Mikro ist aus. ${seconds} s`,
    connecting: { word: "Verbinden", next: "Einen Moment" },
    nomic: { word: "Mikro ist gesperrt", next: "Tippen zeigt, was hilft" },
    noDevice: { word: "Kein Mikrofon", next: "Tippen zeigt, was hilft" },
    listen: { word: "Du hörst zu", next: "Hier kannst du nur zuhören" },
    muted: { word: "Du bist stumm geschaltet", next: "Zuhören kannst du weiter" },
  },

  hands: handsDe,

  announce: {
    stillAsking: "Frage noch an",
    live: "Du bist zu hören",
    locked: "Du bist zu hören, eingerastet",
    inLine: (position) => (position === 1 ? "Du bist als Nächstes dran" : `Platz ${position} in der Schlange`),
    turn: "Du bist dran. Zum Sprechen halten",
    alarm: "Notruf gesendet. Dein Mikro ist offen",
    alarmBy: (name, channel) => `Notfall. ${name}, ${channel}`,
    ending: "Noch fünf Sekunden",
    hear: (name, channel) => `${name}, ${channel}`,
    offline: "Verbindung weg, Mikro aus",
    back: (missed) => (missed === 0 ? "Wieder da" : `Wieder da. ${missed} verpasst`),
    nomic: "Mikrofon gesperrt. Zuhören geht weiter",
  },

  denied: {
    busy: (name) => ({ word: `${name} spricht`, next: `Halten, wenn ${name} fertig ist` }),
    "server-trouble": () => ({ word: "Kleiner Hänger bei uns", next: "Versuch es noch einmal" }),
    alone: () => ({ word: "Sonst ist niemand hier", next: "Warte, bis jemand kommt" }),
    "retry-later": () => ({ word: "Einmal durchatmen", next: "Gleich kannst du sprechen" }),
    "listen-only": () => ({ word: "Hier nur zuhören", next: "Hier kannst du nur zuhören" }),
    "no-room": () => ({ word: "Der Server ist voll", next: "Versuch es gleich noch einmal" }),
    "queue-full": () => ({ word: "Die Schlange ist voll", next: "Versuch es gleich noch einmal" }),
    "media-not-ready": () => ({ word: "Der Ton ist noch nicht bereit", next: "Halte gleich noch einmal" }),
    muted: () => ({ word: "Du wurdest stumm geschaltet", next: "Zuhören kannst du weiter" }),
    "not-allowed": () => ({ word: "Das braucht eine andere Rolle", next: "Normal sprechen: noch einmal halten" }),
    "no-answer": () => ({ word: "Noch keine Antwort", next: "Noch einmal halten" }),
    other: () => ({ word: "Sprechen geht gerade nicht", next: "Versuch es gleich noch einmal" }),
  },

  revoked: {
    alone: () => ({ word: "Alle sind gegangen", next: "Loslassen" }),
    "no-permission": () => ({ word: "Du hörst jetzt zu", next: "Loslassen, dann wieder halten" }),
    preempted: (by) => ({ word: `${by} hat übernommen`, next: "Noch einmal halten, um dich anzustellen" }),
    "no-room": () => ({ word: "Der Server ist voll", next: "Versuch es gleich noch einmal" }),
    silent: () => ({ word: "Wir hören nichts", next: "Ist das Headset aus?" }),
    emergency: () => ({ word: "Notfall auf diesem Kanal", next: "Bitte hör zu" }),
    removed: () => ({ word: "Du wurdest gebeten zu gehen", next: "Loslassen" }),
    muted: (by) => ({ word: `${by} hat dich stumm geschaltet`, next: "Zuhören kannst du weiter" }),
    unclaimed: () => ({ word: "Dein Moment ist vorbei", next: "Noch einmal halten, um dich anzustellen" }),
    "no-media": () => ({ word: "Dein Ton brach ab", next: "Loslassen, dann wieder halten" }),
    other: () => ({ word: "Du sprichst nicht mehr", next: "Loslassen, dann wieder halten" }),
  },
  someone: "Jemand",

  burstEnd: {
    released: "Losgelassen",
    "talk-limit": "Die Zeit war um",
    silent: "Es war nichts zu hören",
    "no-media": "Der Ton brach ab",
    preempted: "Jemand hat übernommen",
    emergency: "Ein Notfall ging vor",
    unclaimed: "Hat den Zug nicht genutzt",
    muted: "Wurde stumm geschaltet",
    "lost-link": "Verbindung verloren",
    left: "Hat den Kanal verlassen",
    removed: "Wurde gebeten zu gehen",
    "no-permission": "Durfte nicht sprechen",
    restart: "Der Server startete neu",
    other: "Zu Ende",
  },
};
