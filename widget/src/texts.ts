/** Everything German that the widget says itself. `{…}` is filled in. */
export const texts = {
  launcher: "Frag {assistant}",
  open: "{assistant} öffnen",
  unread: { one: "1 neue Nachricht", other: "{count} neue Nachrichten" },
  close: "Chat schließen",
  dialog: "Chat mit {assistant}",
  role: "Chat-Programm",
  leave: "Schnell weg",
  leaveHint: "Schnell weg: löscht den Chat und öffnet eine andere Seite",
  menu: "Mehr",
  menuLabel: "Datenschutz, Hilfe und Löschen",
  privacy: "Datenschutz",
  erase: "Meine Daten löschen",
  eraseTitle: "Alles löschen?",
  eraseText: "Dann sind alle Nachrichten weg, bei dir und bei uns. Das geht nicht zurück.",
  eraseYes: "Ja, löschen",
  eraseNo: "Nein, behalten",
  erasing: "Der Chat wird gelöscht, sobald du wieder online bist.",
  erased: "Gelöscht. Von unserem Chat ist nichts mehr da. Du kannst jederzeit neu anfangen.",
  transcript: "Unser Chat",
  transcriptHint: "Mit den Pfeiltasten gehst du von Nachricht zu Nachricht.",
  you: "Du",
  typing: "{assistant} schreibt …",
  newest: "Neue Antwort",
  offline: "Keine Verbindung. Was du schreibst, wartet hier und geht los, sobald du wieder online bist.",
  urgent: "Bist du in Gefahr?",
  urgentPhones: [
    { name: "Notruf", number: "112" },
    { name: "Nummer gegen Kummer", number: "116 111" },
  ],
  online: "Die Verbindung ist wieder da.",
  retry: "Jetzt versuchen",
  waiting: "wartet auf Verbindung",
  sending: "wird gesendet",
  accepted: "angekommen",
  refused: "Nicht angekommen",
  again: "Noch einmal senden",
  unsendable: "Das konnte ich nicht annehmen.",
  widened: "Weiter gesucht",
  sample: "Beispiel",
  number: "Nummer {number}",
  more: "Mehr dazu",
  moreOf: "Mehr dazu: {title}",
  compare: "Vergleichen",
  compareThis: "Vergleichen: {title}",
  compareNow: "{count} vergleichen",
  compareHint: "Wähle noch einen zum Vergleichen.",
  compareMessage: "vergleich {numbers}",
  and: " und ",
  calendar: "In den Kalender",
  calendarOf: "In den Kalender: {title}",
  external: "öffnet eine andere Seite",
  copy: "Liste kopieren",
  copied: "Kopiert",
  copyFailed: "Kopieren geht in diesem Browser nicht.",
  print: "Drucken",
  list: { one: "1 Vorschlag von {assistant}", other: "{count} Vorschläge von {assistant}" },
  chips: "Vorschläge zum Antippen",
  chosen: "gewählt: {title}",
  hello: "Hi, ich bin {assistant}.",
  lead: "Schreib einfach los: Was suchst du, und wo? Ich zeige dir Betriebe in deiner Nähe und Hilfe auf dem Weg dorthin.",
  point1: "Kein Mensch",
  pointText1: "Ich bin ein Programm von {agency} und kann mich irren.",
  point2: "Kein Konto",
  pointText2: "Namen und Telefonnummern brauche ich nicht.",
  point3: "Nicht für immer",
  pointText3: "{hours} Stunden nach deiner letzten Nachricht lösche ich alles.",
  try: "Zum Beispiel",
  phones: "Lieber mit einem Menschen sprechen?",
  phone: "{name}: {number}",
  input: "Deine Nachricht",
  placeholder: "Was suchst du, und wo?",
  send: "Senden",
  left: { one: "Noch 1 Zeichen", other: "Noch {count} Zeichen" },
} as const;

interface Counted {
  readonly one: string;
  readonly other: string;
}

/** A text with its `{places}` filled. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** Singular or plural; `{count}` is filled too. */
export function counted(text: Counted, count: number, values: Readonly<Record<string, string | number>> = {}): string {
  return fill(count === 1 ? text.one : text.other, { ...values, count });
}
