/** Reads what the server sent. What is no frame of this version is null, so that nothing unknown reaches the page. */
import { safeHref } from "./links.ts";
import type { Card, Chip, Config, Entry, Phone, Segment, ServerFrame, View, ViewKind } from "./protocol.ts";

type Table = Readonly<Record<string, unknown>>;

const KINDS: readonly ViewKind[] = ["assistant", "person", "unavailable", "erased"];

const table = (value: unknown): Table => (typeof value === "object" && value !== null ? (value as Table) : {});
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const count = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);
const texts = (value: unknown): string[] => list(value, (item) => text(item) || null);

function list<T>(value: unknown, read: (item: unknown) => T | null): T[] {
  return Array.isArray(value) ? value.map(read).filter((item): item is T => item !== null) : [];
}

export function readFrame(value: unknown): ServerFrame | null {
  const frame = table(value);
  const id = text(frame.id);
  switch (frame.type) {
    case "welcome":
      return { type: "welcome", place: count(frame.place), entries: list(frame.entries, readEntry), reset: frame.reset === true };
    case "accepted":
      return id && Number.isInteger(frame.place) ? { type: "accepted", id, place: count(frame.place), at: text(frame.at) } : null;
    case "typing":
      return id ? { type: "typing", id } : null;
    case "entry":
      return entryFrame(frame);
    case "notice":
      return id ? { type: "notice", id, text: text(frame.text) } : null;
    case "refused":
      return { type: "refused", id: id || null, code: text(frame.code), text: text(frame.text), retryAfter: count(frame.retry_after) };
    case "erased":
      return { type: "erased", text: text(frame.text) };
    case "pong":
      return { type: "pong" };
    case "bye":
      return { type: "bye", code: text(frame.code), retryAfter: count(frame.retry_after) };
    default:
      return null;
  }
}

/** The frames of an answer to an HTTP request. */
export function readFrames(value: unknown): ServerFrame[] {
  return list(table(value).frames, readFrame);
}

/** A frame out of a socket's text. */
export function parseFrame(data: unknown): ServerFrame | null {
  try {
    return readFrame(JSON.parse(text(data)));
  } catch {
    return null;
  }
}

function entryFrame(frame: Table): ServerFrame | null {
  const entry = readEntry(frame);
  return entry && { type: "entry", entry };
}

function readEntry(value: unknown): Entry | null {
  const { place, id, from, at, text: said, views, final } = table(value);
  if (!Number.isInteger(place) || !text(id)) return null;
  const shared = { place: count(place), id: text(id), at: text(at) };
  if (from === "person") return { ...shared, from, text: text(said) };
  if (from === "assistant") return { ...shared, from, views: list(views, readView), final: final !== false };
  return null;
}

function readView(value: unknown): View | null {
  const view = table(value);
  const kind = KINDS.find((known) => known === view.kind);
  if (!kind) return null;
  return {
    kind,
    segments: list(view.segments, readSegment),
    spoken: text(view.spoken),
    widened: view.widened === true,
    cards: list(view.cards, readCard),
    chips: list(view.chips, readChip),
  };
}

function readSegment(value: unknown): Segment | null {
  const { text: shown, href } = table(value);
  return text(shown) ? { text: text(shown), href: safeHref(text(href)) } : null;
}

function readCard(value: unknown): Card | null {
  const card = table(value);
  const link = readSegment(card.link);
  return {
    number: count(card.number),
    title: text(card.title),
    sample: card.sample === true,
    reasons: texts(card.reasons),
    origin: text(card.origin),
    link: link?.href ? link : null,
    more: text(card.more) || null,
    calendar: text(card.calendar) || null,
  };
}

function readChip(value: unknown): Chip | null {
  const { title, payload } = table(value);
  return text(title) && text(payload) ? { title: text(title), payload: text(payload) } : null;
}

function readPhone(value: unknown): Phone | null {
  const { name, number } = table(value);
  return text(name) && text(number) ? { name: text(name), number: text(number) } : null;
}

/** The agency's settings; what is missing in them is taken from `fallback`. */
export function readConfig(value: unknown, fallback: Config): Config {
  const config = table(value);
  return {
    assistant: text(config.assistant) || fallback.assistant,
    agency: text(config.agency) || fallback.agency,
    server: fallback.server,
    privacyUrl: safeHref(text(config.privacy_url), fallback.privacyUrl) ?? fallback.privacyUrl,
    characters: count(table(config.limits).characters) || fallback.characters,
    hours: count(config.hours) || fallback.hours,
    phones: list(config.phones, readPhone),
    examples: texts(config.examples),
  };
}
