import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { safeHref } from "../src/links.ts";
import type { Config, View } from "../src/protocol.ts";
import { parseFrame, readConfig, readFrame, readFrames } from "../src/reading.ts";

const ATTACK = '<img src=x onerror="alert(1)">';

function viewOf(view: unknown): View | undefined {
  const frame = readFrame({ type: "entry", place: 1, id: "a", from: "assistant", at: "", views: [view] });
  return frame?.type === "entry" && frame.entry.from === "assistant" ? frame.entry.views[0] : undefined;
}

describe("frames", () => {
  test("of the protocol are read", () => {
    assert.deepEqual(readFrame({ type: "accepted", id: "a", place: 3, at: "t" }), { type: "accepted", id: "a", place: 3, at: "t" });
    assert.deepEqual(readFrame({ type: "refused", code: "too_fast", text: "Langsam", retry_after: 4 }), {
      type: "refused",
      id: null,
      code: "too_fast",
      text: "Langsam",
      retryAfter: 4,
    });
    assert.deepEqual(readFrame({ type: "bye", code: "restart", retry_after: 2 }), { type: "bye", code: "restart", retryAfter: 2 });
    assert.deepEqual(readFrame({ type: "erased", receipt: {}, text: "Weg." }), { type: "erased", text: "Weg." });
    assert.deepEqual(readFrame({ type: "pong" }), { type: "pong" });
  });

  test("a welcome keeps its sound entries only", () => {
    const frame = readFrame({
      type: "welcome",
      place: 2,
      entries: [{ place: 1, id: "a", from: "person", at: "t", text: "Hallo" }, { place: "x", id: "b" }, null, { place: 2, id: "c", from: "nobody" }],
    });
    assert.deepEqual(frame, { type: "welcome", place: 2, reset: false, entries: [{ place: 1, id: "a", from: "person", at: "t", text: "Hallo" }] });
  });

  for (const nonsense of [null, 7, "x", [], {}, { type: "unknown" }, { type: "entry" }, { type: "accepted", id: "a" }, { type: "typing" }]) {
    test(`nonsense is none: ${JSON.stringify(nonsense)}`, () => assert.equal(readFrame(nonsense), null));
  }

  test("text that is no JSON is none, and a list without frames is empty", () => {
    for (const data of ["", "{", "\u0000", undefined, new ArrayBuffer(2)]) assert.equal(parseFrame(data), null);
    assert.deepEqual(readFrames({ frames: "x" }), []);
    assert.deepEqual(readFrames(undefined), []);
  });
});

describe("views", () => {
  test("text stays text, letter by letter", () => {
    const view = viewOf({ kind: "assistant", segments: [{ text: ATTACK, href: null }], spoken: ATTACK, cards: [{ number: 1, title: ATTACK, reasons: [ATTACK] }] });
    assert.equal(view?.segments[0]?.text, ATTACK);
    assert.equal(view?.cards[0]?.title, ATTACK);
    assert.deepEqual(view?.cards[0]?.reasons, [ATTACK]);
  });

  test("a link that leads nowhere good is text", () => {
    const view = viewOf({ kind: "assistant", segments: [{ text: "hier", href: "javascript:alert(1)" }], cards: [{ title: "A", link: { text: "Web", href: "data:text/html,x" } }] });
    assert.deepEqual(view?.segments, [{ text: "hier", href: null }]);
    assert.equal(view?.cards[0]?.link, null);
  });

  test("of wrong types are emptied, of an unknown kind left out", () => {
    assert.deepEqual(viewOf({ kind: "assistant", segments: 3, spoken: {}, cards: [5], chips: [{ title: "nur Titel" }] }), {
      kind: "assistant",
      segments: [],
      spoken: "",
      widened: false,
      cards: [{ number: 0, title: "", sample: false, reasons: [], origin: "", link: null, more: null, calendar: null }],
      chips: [],
    });
    assert.equal(viewOf({ kind: "advert" }), undefined);
  });
});

describe("addresses", () => {
  for (const href of ["https://a.example/b", "http://a.example/", "mailto:a@b.example", "tel:080045555"]) {
    test(`${href} may be followed`, () => assert.equal(safeHref(href), href));
  }
  for (const href of ["javascript:alert(1)", " java\nscript:alert(1)", "JAVASCRIPT:1", "data:text/html,x", "vbscript:x", "file:///etc", "blob:x", "/datenschutz", "", "http://"]) {
    test(`${JSON.stringify(href)} may not`, () => assert.equal(safeHref(href), null));
  }
  test("a path counts from its server", () => {
    assert.equal(safeHref("/datenschutz", "https://chat.example"), "https://chat.example/datenschutz");
    assert.equal(safeHref("javascript:alert(1)", "https://chat.example"), null);
  });
});

describe("the agency's settings", () => {
  const fallback: Config = {
    assistant: "Kumpel",
    agency: "",
    server: "https://chat.example",
    privacyUrl: "https://chat.example/datenschutz",
    characters: 1000,
    hours: 24,
    phones: [],
    examples: [],
  };

  test("are read, with what is missing taken from the fallback", () => {
    assert.deepEqual(readConfig({ assistant: "Kumpeline", privacy_url: "/privat", phones: [{ name: "A", number: "116 111" }, {}], examples: ["x", 3] }, fallback), {
      ...fallback,
      assistant: "Kumpeline",
      privacyUrl: "https://chat.example/privat",
      phones: [{ name: "A", number: "116 111" }],
      examples: ["x"],
    });
    assert.deepEqual(readConfig("x", fallback), fallback);
    assert.equal(readConfig({ privacy_url: "javascript:alert(1)" }, fallback).privacyUrl, fallback.privacyUrl);
  });
});
