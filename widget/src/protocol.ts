/** The frames of `docs/chat-protocol.md`, version 1. */
export const VERSION = 1;
export const SUBPROTOCOL = "kumpel.v1";

export interface Segment {
  readonly text: string;
  readonly href: string | null;
}

export interface Card {
  readonly number: number;
  readonly title: string;
  readonly sample: boolean;
  readonly reasons: readonly string[];
  readonly origin: string;
  readonly link: Segment | null;
  /** What a person may write to hear more of it. */
  readonly more: string | null;
  /** The path of its calendar file, on the chat's server. */
  readonly calendar: string | null;
}

export interface Chip {
  readonly title: string;
  readonly payload: string;
}

export type ViewKind = "assistant" | "person" | "unavailable" | "erased";

export interface View {
  readonly kind: ViewKind;
  readonly segments: readonly Segment[];
  /** The whole text, which stands alone. */
  readonly spoken: string;
  readonly widened: boolean;
  readonly cards: readonly Card[];
  readonly chips: readonly Chip[];
}

export interface PersonEntry {
  readonly from: "person";
  readonly place: number;
  readonly id: string;
  readonly at: string;
  readonly text: string;
}

export interface AssistantEntry {
  readonly from: "assistant";
  readonly place: number;
  readonly id: string;
  readonly at: string;
  readonly views: readonly View[];
  readonly final: boolean;
}

export type Entry = PersonEntry | AssistantEntry;

export type ServerFrame =
  | { type: "welcome"; place: number; entries: Entry[]; reset: boolean }
  | { type: "accepted"; id: string; place: number; at: string }
  | { type: "typing"; id: string }
  | { type: "entry"; entry: Entry }
  | { type: "notice"; id: string; text: string }
  | { type: "refused"; id: string | null; code: string; text: string; retryAfter: number }
  | { type: "erased"; text: string }
  | { type: "pong" }
  | { type: "bye"; code: string; retryAfter: number };

export type Message =
  | { type: "say"; id: string; text: string }
  | { type: "tap"; id: string; payload: string; title: string };

/** What is sent again until it is accepted. */
export type Outgoing = Message | { type: "forget"; id: string };

export type ClientFrame = Outgoing | { type: "hello"; version: 1; token?: string; after: number } | { type: "ping" };

export interface Phone {
  readonly name: string;
  readonly number: string;
}

export interface Config {
  readonly assistant: string;
  readonly agency: string;
  readonly privacyUrl: string;
  /** The address of the chat's server, without a slash at its end. */
  readonly server: string;
  readonly characters: number;
  readonly hours: number;
  readonly phones: readonly Phone[];
  readonly examples: readonly string[];
}

/** Whether a message was refused for the moment only and is to be sent again after a pause. */
export function isForNow(frame: Extract<ServerFrame, { type: "refused" }>): boolean {
  return frame.retryAfter > 0;
}
