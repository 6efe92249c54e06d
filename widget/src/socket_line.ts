import type { Ending, Line, LineEvents, Surroundings } from "./line.ts";
import { SUBPROTOCOL, VERSION, type ClientFrame } from "./protocol.ts";
import { parseFrame } from "./reading.ts";

export const WELCOME_SECONDS = 8;
export const PING_SECONDS = 25;
export const PONG_SECONDS = 10;

const ENDINGS: Readonly<Record<number, Ending>> = { 4000: "no_session", 4001: "erased", 4002: "bad_frame", 4003: "too_many" };

/** A WebSocket that says hello, and that is given up when the server falls silent. */
export class SocketLine implements Line {
  private readonly socket: WebSocket;
  private readonly events: LineEvents;
  private readonly surroundings: Surroundings;
  private stopWatch: () => void;
  private wait = 0;
  private isIdle = false;
  private isOver = false;

  constructor(server: string, token: string | null, after: number, events: LineEvents, surroundings: Surroundings) {
    this.events = events;
    this.surroundings = surroundings;
    this.socket = surroundings.socket(`${server.replace(/^http/, "ws")}/api/socket`, SUBPROTOCOL);
    this.socket.onopen = () => this.send({ type: "hello", version: VERSION, ...(token && { token }), after });
    this.socket.onmessage = ({ data }) => this.receive(data);
    this.socket.onclose = ({ code }) => this.end(ENDINGS[code] ?? "lost");
    this.stopWatch = surroundings.after(WELCOME_SECONDS, () => this.end("lost"));
  }

  send(frame: ClientFrame): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  close(): void {
    this.isOver = true;
    this.stopWatch();
    this.socket.close();
  }

  private receive(data: unknown): void {
    if (this.isOver) return;
    const frame = parseFrame(data);
    if (frame?.type === "bye") {
      this.wait = frame.retryAfter;
      this.isIdle = frame.code === "idle";
    }
    this.watch(PING_SECONDS, () => this.ping());
    if (frame) this.events.frame(frame);
  }

  private ping(): void {
    this.send({ type: "ping" });
    this.watch(PONG_SECONDS, () => this.end("lost"));
  }

  private watch(seconds: number, call: () => void): void {
    this.stopWatch();
    this.stopWatch = this.surroundings.after(seconds, call);
  }

  private end(why: Ending): void {
    if (this.isOver) return;
    this.close();
    // A tab that slept too long has its session all the same.
    this.events.ended(this.isIdle ? "lost" : why, this.wait);
  }
}
