import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Card } from "../src/protocol.ts";
import { listText } from "../src/results_text.ts";
import { counted, fill, texts } from "../src/texts.ts";
import { pause } from "../src/backoff.ts";

const SOURCES = join(import.meta.dirname, "..", "src");

test("places are filled, unknown ones stay, and what is filled in is not read again", () => {
  assert.equal(fill("{a} und {b}", { a: "{b}" }), "{b} und {b}");
  assert.equal(fill("{n} km", { n: 5 }), "5 km");
});

test("one is singular", () => {
  assert.equal(counted(texts.unread, 1), "1 neue Nachricht");
  assert.equal(counted(texts.unread, 2), "2 neue Nachrichten");
});

test("German stands in the table only", () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts") && name !== "texts.ts");
  assert.ok(files.length > 20);
  for (const name of files) assert.doesNotMatch(readFileSync(join(SOURCES, name), "utf8"), /[äöüßÄÖÜ]/, name);
});

test("no file sets HTML", () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  for (const name of files) {
    assert.doesNotMatch(readFileSync(join(SOURCES, name), "utf8"), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(/, name);
  }
});

test("a list on the clipboard says what the cards say", () => {
  const card: Card = { number: 2, title: "Autohaus", sample: true, reasons: ["3 km", "Teilzeit"], origin: "Quelle: X", link: { text: "Web", href: "https://a.example/" }, more: null, calendar: null };
  assert.equal(
    listText([card, { ...card, number: 3, sample: false, reasons: [], link: null }], "Kumpel"),
    "2 Vorschläge von Kumpel\n\n2. Autohaus (Beispiel)\n   3 km\n   Teilzeit\n   Quelle: X\n   https://a.example/\n\n3. Autohaus\n   Quelle: X",
  );
});

test("pauses grow from half a second to half a minute, and chance spreads them", () => {
  assert.deepEqual([1, 2, 3, 7, 50].map((failures) => pause(failures, 1)), [0.5, 1, 2, 30, 30]);
  assert.equal(pause(3, 0), 1);
});
