/** The one place where the state changes; a pure function. */
import { isForNow, type Entry, type ServerFrame } from "./protocol.ts";
import { lastPlace } from "./selectors.ts";
import { START, type Change, type Item, type Said, type State } from "./state.ts";

export function reduce(state: State, change: Change): State {
  switch (change.type) {
    case "said":
      return { ...state, erased: null, items: [...state.items, said(change)] };
    case "again":
      return withSaid(state, change.id, { refused: false, note: "" });
    case "taken_back":
      return { ...state, items: state.items.filter((item) => !(item.kind === "said" && item.id === change.id)) };
    case "erasing":
      return { ...state, erasing: true };
    case "line":
      return { ...state, line: change.line };
    case "visible":
      return { ...state, visible: change.visible, unread: change.visible ? 0 : state.unread };
    case "frame":
      return withFrame(state, change.frame);
  }
}

function said({ id, text, payload, at }: Pick<Said, "id" | "text" | "payload" | "at">): Said {
  return { kind: "said", id, text, payload, at, place: null, note: "", refused: false };
}

function withFrame(state: State, frame: ServerFrame): State {
  switch (frame.type) {
    case "welcome":
      return withWelcome(state, frame);
    case "accepted":
      return ordered(withSaid(state, frame.id, { place: frame.place, at: frame.at, refused: false, note: "" }));
    case "entry":
      return withEntries(state, [frame.entry], true);
    case "notice":
      return withSaid(state, frame.id, { note: frame.text });
    case "refused":
      return frame.id === null ? state : withSaid(state, frame.id, { refused: !isForNow(frame), note: frame.text });
    case "erased":
      return { ...START, line: state.line, visible: state.visible, erased: frame.text };
    default:
      return state;
  }
}

function withWelcome(state: State, frame: Extract<ServerFrame, { type: "welcome" }>): State {
  const isFirstLook = lastPlace(state) < 0;
  const kept = frame.reset ? state.items.filter((item) => item.place === null) : state.items;
  return withEntries({ ...state, items: kept }, frame.entries, !isFirstLook && !frame.reset);
}

function withEntries(state: State, entries: readonly Entry[], countUnread: boolean): State {
  const known = new Set(state.items.map((item) => item.place));
  const fresh = entries.filter((entry) => !known.has(entry.place));
  const news = fresh.filter((entry) => entry.from === "assistant").length;
  const unread = countUnread && !state.visible ? state.unread + news : state.unread;
  const items = fresh.reduce<readonly Item[]>(withEntry, state.items);
  return ordered({ ...state, items, unread, erased: items.length ? null : state.erased });
}

function withEntry(items: readonly Item[], entry: Entry): readonly Item[] {
  if (entry.from === "assistant") return [...items.map((item) => withoutNote(item, entry.id)), { ...entry, kind: "answer" }];
  const mine = items.find((item): item is Said => item.kind === "said" && item.id === entry.id);
  const placed = { ...(mine ?? said({ ...entry, payload: null })), place: entry.place, at: entry.at, refused: false };
  return mine ? items.map((item) => (item === mine ? placed : item)) : [...items, placed];
}

/** That the answer takes longer is no news once it is there. */
function withoutNote(item: Item, id: string): Item {
  return item.kind === "said" && item.id === id && item.note ? { ...item, note: "" } : item;
}

function withSaid(state: State, id: string, news: Partial<Said>): State {
  const items = state.items.map((item) => (item.kind === "said" && item.id === id ? { ...item, ...news } : item));
  return { ...state, items };
}

/** By place; what is not accepted yet comes last, in the order in which it was said. */
function ordered(state: State): State {
  const rank = (item: Item): number => item.place ?? Number.MAX_SAFE_INTEGER;
  return { ...state, items: state.items.toSorted((one, other) => rank(one) - rank(other)) };
}
