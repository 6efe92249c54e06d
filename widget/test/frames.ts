/** Frames as the server sends them, for the tests. */
import type { AssistantEntry, Entry, PersonEntry, ServerFrame, View } from "../src/protocol.ts";
import { reduce } from "../src/reducer.ts";
import { START, type Change, type State } from "../src/state.ts";

export const AT = "2026-11-24T12:00:00+00:00";

export const view = (spoken: string, more: Partial<View> = {}): View => ({
  kind: "assistant",
  segments: [{ text: spoken, href: null }],
  spoken,
  widened: false,
  cards: [],
  chips: [],
  ...more,
});

export const person = (place: number, id: string, text = id): PersonEntry => ({ from: "person", place, id, at: AT, text });

export const assistant = (place: number, id: string, more: Partial<AssistantEntry> = {}): AssistantEntry => ({
  from: "assistant",
  place,
  id,
  at: AT,
  views: [view(`Antwort auf ${id}`)],
  final: true,
  ...more,
});

export const welcome = (entries: Entry[] = [], reset = false): Extract<ServerFrame, { type: "welcome" }> => ({
  type: "welcome",
  place: entries.at(-1)?.place ?? 0,
  entries,
  reset,
});

export const accepted = (id: string, place: number): ServerFrame => ({ type: "accepted", id, place, at: AT });
export const entry = (of: Entry): ServerFrame => ({ type: "entry", entry: of });
export const refused = (id: string | null, code: string, retryAfter = 0): ServerFrame => ({
  type: "refused",
  id,
  code,
  text: `Nicht angenommen: ${code}`,
  retryAfter,
});

export const said = (id: string, payload: string | null = null, text = id): Change => ({ type: "said", id, text, payload, at: AT });
export const frame = (of: ServerFrame): Change => ({ type: "frame", frame: of });
export const line = (status: State["line"]): Change => ({ type: "line", line: status });

export const after = (...changes: Change[]): State => changes.reduce(reduce, START);
export const shown = (state: State): string[] => state.items.map((item) => `${item.kind} ${item.id}`);
