import type { ClientFrame, ServerFrame } from "./protocol.ts";

/** Why a line ended: the network, no valid session, everything erased, or a frame that the server does not take. */
export type Ending = "lost" | "no_session" | "erased" | "bad_frame" | "too_many";

export interface LineEvents {
  frame(frame: ServerFrame): void;
  /** Once, at the end; `wait` in seconds if the server asked for a pause. */
  ended(why: Ending, wait: number): void;
}

/** One way to the server, by socket or by HTTP; it opens itself and ends once. */
export interface Line {
  send(frame: ClientFrame): void;
  /** Ends it without a word to the listener. */
  close(): void;
}

/** What lies outside: network, time and chance. */
export interface Surroundings {
  fetch(address: string, options: RequestInit): Promise<Response>;
  socket(address: string, protocol: string): WebSocket;
  /** Calls once after so many seconds; what it returns cancels that. */
  after(seconds: number, call: () => void): () => void;
  /** From 0 to 1. */
  random(): number;
}

export const browser: Surroundings = {
  fetch: (address, options) => fetch(address, options),
  socket: (address, protocol) => new WebSocket(address, protocol),
  after: (seconds, call) => {
    const timer = setTimeout(call, seconds * 1000);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
