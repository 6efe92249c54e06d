import type { AssistantEntry, ServerFrame } from "./protocol.ts";

/** `offline` once an attempt has failed; the queue then waits. */
export type LineStatus = "idle" | "connecting" | "online" | "offline";

export interface Said {
  readonly kind: "said";
  readonly id: string;
  readonly text: string;
  /** Set for a tapped chip. */
  readonly payload: string | null;
  /** Where it stands in the conversation; null until the server has accepted it. */
  readonly place: number | null;
  readonly at: string;
  /** What the server said of it: why it was refused, or that the answer takes longer. */
  readonly note: string;
  readonly refused: boolean;
}

export interface Answer extends AssistantEntry {
  readonly kind: "answer";
}

export type Item = Said | Answer;

export interface State {
  readonly items: readonly Item[];
  readonly line: LineStatus;
  /** Answers that came while nobody could see them. */
  readonly unread: number;
  readonly visible: boolean;
  /** Everything was deleted, and nothing has been said since: what the server says of it, else null. */
  readonly erased: string | null;
  /** The wish to delete is under way. */
  readonly erasing: boolean;
}

export type Change =
  | { type: "said"; id: string; text: string; payload: string | null; at: string }
  | { type: "again"; id: string }
  | { type: "taken_back"; id: string }
  | { type: "erasing" }
  | { type: "frame"; frame: ServerFrame }
  | { type: "line"; line: LineStatus }
  | { type: "visible"; visible: boolean };

export const START: State = { items: [], line: "idle", unread: 0, visible: false, erased: null, erasing: false };
