import type { handsEn } from "./hands-en.ts";

/** The German words of hands. */
export const handsDe: typeof handsEn = {
  free: "Freihändig",
  freeHint: "bleibt offen, bis du wieder tippst",
  lineUp: "Anstellen",
  leaveLine: "Schlange verlassen",
  window: "Sprechfenster",
  windowClose: "Sprechfenster schließen",

  alarm: "Notruf",
  alarmHold: "1,5 s halten",
  alarmTooShort: "Halte ein wenig länger",
  alarmAsk: "Notruf senden?",
  alarmExplain: "Dein Mikro öffnet sich für alle auf diesem Kanal, sofort und ohne dass du hältst.",
  alarmSend: "Notruf senden",
  alarmCancel: "Abbrechen",

  keys: {
    title: "Tasten und Knöpfe",
    intro: "Drück Lernen, dann die Taste, das Pedal oder den Knopf am Headset.",
    open: "Tasten und Knöpfe",
    action: {
      talk: "Sprechen, solange gehalten",
      latch: "Freihändig an oder aus",
      leave: "Loslassen, Schlange verlassen",
      line: "Anstellen oder gehen",
      alarm: "Notruf, 1,5 s halten",
    },
    none: "Noch nichts",
    learn: "Lernen",
    learnFor: (action) => `Knopf lernen für: ${action}`,
    listening: "Drück jetzt …",
    stop: "Aufhören",
    forget: (button) => `${button} vergessen`,
    reset: "Zurück zu den üblichen Tasten",
    letters: "Einzelne Buchstaben tun etwas",
    lettersHint: "Schalte das aus, wenn du diktierst.",
    headset: "Headset- und Medientasten",
    headsetHint: "Ihr Knopf schaltet freihändig. Musik startet er so lange nicht.",
    telephone: "Telefon-Headset suchen",
    telephoneHint: "Dein Browser lässt dich eines wählen.",
    shift: "Umschalt",
    space: "Leertaste",
    pad: (button) => `Pedal oder Gamepad, Knopf ${button}`,
    headsetButton: (code) => `Headset-Knopf ${code}`,
  },

  talkBy: {
    label: "Der Sprechknopf",
    hold: "Halten",
    "double-tap": "Halten, zweimal tippen rastet ein",
    tap: "Tippen an, tippen aus",
  },

  sounds: {
    label: "Wie laut Töne sind",
    low: "Leise",
    middle: "Mittel",
    high: "Laut",
    highest: "Sehr laut",
    groups: "Töne",
    talk: "Du sprichst, wartest, bist dran",
    people: "Jemand fängt zu sprechen an",
    link: "Verbindung weg und wieder da",
    alarm: "Notfall",
    shakes: "Auch vibrieren",
    hear: "Anhören",
  },

  announcements: {
    label: "Bildschirmleser",
    nothing: "Nur Wichtiges",
    names: "Wer spricht",
    everything: "Alles",
  },
};
