import type { Line, LineEvents, Surroundings } from "./line.ts";
import type { ClientFrame, ServerFrame } from "./protocol.ts";
import { readFrames } from "./reading.ts";
import type { Session } from "./session.ts";

/** The same frames by requests, where sockets are blocked: one message after the other, and a long poll for the rest. */
export class HttpLine implements Line {
  private readonly address: string;
  private readonly session: Session;
  private readonly after: () => number;
  private readonly events: LineEvents;
  private readonly surroundings: Surroundings;
  private readonly abort = new AbortController();
  private sending: Promise<void> = Promise.resolve();
  private isOver = false;

  constructor(server: string, session: Session, after: () => number, events: LineEvents, surroundings: Surroundings) {
    this.address = `${server}/api/chat`;
    this.session = session;
    this.after = after;
    this.events = events;
    this.surroundings = surroundings;
    void this.listen();
  }

  send(frame: ClientFrame): void {
    const id = "id" in frame ? frame.id : null;
    const post = (): Promise<boolean> => this.request("", { method: "POST", body: JSON.stringify(frame) }, id);
    this.sending = this.sending.then(post).then(() => {});
  }

  close(): void {
    this.isOver = true;
    this.abort.abort();
  }

  private async listen(): Promise<void> {
    let isOpen = await this.request(`?after=${this.after()}&wait=0`, {});
    while (isOpen && !this.isOver) isOpen = await this.request(`?after=${this.after()}`, {});
  }

  /** Whether the line goes on. */
  private async request(query: string, options: RequestInit, id: string | null = null): Promise<boolean> {
    if (this.isOver) return false;
    try {
      const response = await this.surroundings.fetch(this.address + query, {
        ...options,
        credentials: "include",
        signal: this.abort.signal,
        headers: { ...this.session.headers(), ...(options.body ? { "Content-Type": "application/json" } : {}) },
      });
      return await this.read(response, id);
    } catch {
      this.end("lost", 0);
      return false;
    }
  }

  private async read(response: Response, id: string | null): Promise<boolean> {
    const frames = response.status === 204 ? [] : readFrames(await response.json()).map((frame) => about(frame, id));
    const refusal = frames.find((frame) => frame.type === "refused");
    if (response.status === 204 || refusal?.code === "no_session") {
      this.end("no_session", 0);
      return false;
    }
    if (!response.ok && (id === null || response.status >= 500)) {
      this.end("lost", refusal?.retryAfter ?? 0);
      return false;
    }
    for (const frame of frames) if (!this.isOver) this.events.frame(frame);
    if (frames.some((frame) => frame.type === "erased")) this.end("erased", 0);
    return !this.isOver;
  }

  private end(why: "lost" | "no_session" | "erased", wait: number): void {
    if (this.isOver) return;
    this.close();
    this.events.ended(why, wait);
  }
}

/** A refusal names no message when the request was one. */
function about(frame: ServerFrame, id: string | null): ServerFrame {
  return frame.type === "refused" ? { ...frame, id: frame.id ?? id } : frame;
}
