/** Network, time and chance in the tests' hands. */
import type { Surroundings } from "../src/line.ts";
import type { ServerFrame } from "../src/protocol.ts";

interface Request {
  readonly method: string;
  readonly address: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export class FakeSocket {
  readyState: number = WebSocket.CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = WebSocket.CLOSED;
  }

  open(): void {
    this.readyState = WebSocket.OPEN;
    this.onopen?.();
  }

  /** As the wire has it. */
  tell(frame: Record<string, unknown>): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  end(code: number): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code });
  }
}

export class World implements Surroundings {
  readonly sockets: FakeSocket[] = [];
  readonly requests: Request[] = [];
  answer: (request: Request) => Response | Promise<Response> = () => json({ version: 1, expires_in: 60 });
  private timers: { at: number; call: () => void }[] = [];
  private now = 0;

  async fetch(address: string, options: RequestInit): Promise<Response> {
    const body = typeof options.body === "string" ? JSON.parse(options.body) : null;
    const request = { method: options.method ?? "GET", address, body, headers: options.headers as Record<string, string> };
    this.requests.push(request);
    return this.answer(request);
  }

  socket(): WebSocket {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket as unknown as WebSocket;
  }

  after(seconds: number, call: () => void): () => void {
    const timer = { at: this.now + seconds, call };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  random(): number {
    return 1;
  }

  get last(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  /** Lets promises settle. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    await new Promise(setImmediate);
  }

  /** Lets time pass; timers ring in their order. */
  async pass(seconds: number): Promise<void> {
    const end = this.now + seconds;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at)[0];
      if (!next) break;
      this.now = next.at;
      this.timers = this.timers.filter((timer) => timer !== next);
      next.call();
      await this.settle();
    }
    this.now = end;
    await this.settle();
  }
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

export const WELCOME = { type: "welcome", version: 1, place: 0, expires_in: 60, entries: [] };
export type Heard = ServerFrame[];
