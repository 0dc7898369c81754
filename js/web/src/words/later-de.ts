import { handsDe } from "./hands-de.ts";
import type { LaterWords } from "./later-en.ts";
import { plurals } from "./plurals.ts";

const count = plurals("de");

/** The German words of what is loaded at first use. */
export const laterDe: LaterWords = {
  firstRun: {
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

  life: {
    title: "App",
    kept: "Öffnet sich auch ohne Netz.",
    notKept: "Dein Browser behält hier keine Apps.",
    install: "App installieren",
    update: {
      word: "Eine neue Version ist bereit",
      next: "Sie startet von selbst, wenn hier niemand spricht und du woanders bist.",
    },
    useNow: "Jetzt nutzen",
    untrusted: {
      word: "Sprechen geht, installieren noch nicht",
      next: "Füg das Zertifikat hinzu, dann bekommst du das App-Symbol und Hinweise.",
    },
  },

  devices: {
    title: "Ton und Mikrofon",
    noOutputs: "Wohin der Ton geht, bestimmt dein Gerät: Dieser Browser kann nicht wählen.",
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

  password: {
    change: "Passwort ändern",
    old: "Passwort bisher",
    others: "Alle anderen Geräte, auf denen du angemeldet bist, werden abgemeldet.",
    done: "Dein Passwort ist geändert.",
    refused: {
      forbidden: "Das ist nicht dein jetziges Passwort.",
      "too-fast": "Zu viele Versuche. Warte eine Minute, dann noch einmal.",
      "bad-request": "Das neue braucht mindestens 8 Zeichen.",
      other: "Das ging gerade nicht. Versuch es noch einmal.",
    },
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

  invite: {
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
    scan: "Oder halte die Kamera eines Handys darauf und tipp auf den Link, den sie zeigt.",
    picture: (code) => `Der Link von ${code} als QR-Code`,
    refused: {
      forbidden: "Dieser Kanal nimmt keine Gäste. Die Verwaltung kann sie zulassen.",
      "no-room": "Es gibt zu viele Einladungen. Beende erst welche.",
      other: "Das ging gerade nicht. Versuch es noch einmal.",
    },
  },

  moderate: {
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

  restraints: {
    title: "Stumm und ferngehalten",
    none: "Niemand ist stumm oder ferngehalten.",
    kind: { mute: "Stumm", block: "Ferngehalten" },
    by: (name) => `von ${name}`,
    quoted: (text) => `„${text}“`,
    until: (until) => `bis ${until}`,
    forGood: "bis jemand es aufhebt",
    lift: { mute: "Wieder sprechen lassen", block: "Wieder hereinlassen" },
    ask: {
      mute: (name) => `${name} wieder sprechen lassen?`,
      block: (name) => `${name} wieder hereinlassen?`,
    },
    explain: {
      mute: (channel) => `In ${channel}, ab sofort. Die Person erfährt es gleich.`,
      block: (channel) => `Die Person darf wieder in ${channel}, mit dem, was sie vorher durfte.`,
    },
  },

  settings: {
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
    report: "Bericht",
    reader: "Screenreader",
    ducking: "Stimmen leiser, während er spricht",
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
    skip: "Zum Zustand des Servers springen",
    loading: "Einen Moment …",
    again: "Noch einmal",
    notForYou: { word: "Diese Seite ist für die Verwaltung", next: "Frag, wer diesen Server betreibt." },
    refused: {
      forbidden: "Das kann nur die Verwaltung.",
      "not-found": "Dieser Server ist zu alt für diese Seite. Aktualisier ihn.",
      conflict: "Das ist die letzte Person in der Verwaltung. Bestimm erst eine andere.",
      unreachable: "Der Server antwortet nicht. Versuch es noch einmal.",
      other: "Das ging gerade nicht. Versuch es noch einmal.",
    },
    yes: "Ja",
    no: "Nein",
    remove: "Entfernen",
    change: (name) => `${name} ändern`,

    server: "Server",
    healthy: "Alles in Ordnung",
    version: "Version",
    notReady: "Startet gerade oder hört auf",
    sessions: "Geräte verbunden",
    talking: "Sprechen gerade",
    packets: "Pakete je Sekunde",

    channels: "Kanäle",
    channel: "Kanal",
    channelHeads: ["Name", "Jetzt", "Art", "Hören zu", "Sprechzeit", "Gäste", "Mehr"],
    openChannel: "Öffnen",
    removeChannel: (name) => `${name} entfernen?`,
    removeChannelExplain: "Alle darin müssen hinaus, und was war, ist weg.",

    people: "Leute",
    newUser: "Neue Person",
    makeUser: "Anlegen",
    noPassword: "Hat noch kein Passwort gewählt",
    role: "Rolle",
    roleHints: {
      member: "Spricht und hört.",
      moderator: "Schaltet auch stumm, bittet zu gehen und lädt ein.",
      dispatcher: "Kommt auch in der Schlange und im Notfall zuerst.",
      admin: "Legt auch Kanäle und Leute an.",
    },
    newPasswordLink: "Neuer Link fürs Passwort",
    giveLink: (name) => `Gib diesen Link nur ${name}`,
    linkGood: (until) => `Er gilt einmal, bis ${until}. Dort wird das Passwort gewählt.`,
    removeUser: (name) => `${name} entfernen?`,
    removeUserExplain: "Die Person wird sofort abgemeldet und kommt mit ihrem Passwort nicht zurück.",
    userRefused: {
      conflict: "Der Name ist vergeben oder sieht so aus, oder das ist die letzte Person in der Verwaltung.",
      forbidden: "Das kann nur die Verwaltung.",
      "bad-request": "Von diesem Namen ist nichts zu sehen. Nimm einen anderen.",
      "no-room": "Es gibt schon zu viele Leute.",
      other: "Das ging gerade nicht. Versuch es noch einmal.",
    },

    invitations: "Einladungen",
    noInvitations: "Noch keine Einladungen. Gäste kommen mit einem Code oder Link.",
    noGuestChannel: "Noch nimmt kein Kanal Gäste. Schalte das erst bei einem Kanal ein.",
    invitationHeads: ["Code", "Kanal", "Sie dürfen", "Gekommen", "Bis", "Mehr"],
    uses: (used, max) => `${used} von ${max}`,
    states: { open: (until) => until, expired: () => "Abgelaufen", "used-up": () => "Aufgebraucht" },
    show: "Zeigen",
    showInvitation: (code) => `Einladung ${code}`,
    end: "Beenden",
    endInvitation: (code) => `${code} beenden?`,
    endInvitationExplain: "Niemand kommt mehr damit hinein. Wer da ist, bleibt.",
  },

  hands: handsDe,
};
