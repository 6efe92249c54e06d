/** Keeps one line to the server: queue, resend, pauses between attempts, HTTP where sockets are blocked. */
import { pause } from "./backoff.ts";
import { HttpLine } from "./http_line.ts";
import type { Ending, Line, LineEvents, Surroundings } from "./line.ts";
import { Outbox } from "./outbox.ts";
import { isForNow, type Outgoing, type ServerFrame } from "./protocol.ts";
import { readFrames } from "./reading.ts";
import { Session } from "./session.ts";
import { SocketLine } from "./socket_line.ts";
import type { LineStatus } from "./state.ts";

export const SOCKET_ATTEMPTS = 3;
export const SOCKET_AGAIN_SECONDS = 60;

export interface Listener {
  frame(frame: ServerFrame): void;
  line(status: LineStatus): void;
  /** After which place the server shall begin. */
  after(): number;
}

export class Connection {
  private readonly server: string;
  private readonly listener: Listener;
  private readonly surroundings: Surroundings;
  private readonly session: Session;
  private readonly outbox = new Outbox();
  private line: Line | null = null;
  private isOpening = false;
  private isWelcome = false;
  private underWay: string | null = null;
  private isNewConversation = false;
  private failures = 0;
  private failedSockets = 0;
  private stopWaiting: () => void = () => {};
  private stopResend: () => void = () => {};

  constructor(server: string, listener: Listener, surroundings: Surroundings) {
    this.server = server;
    this.listener = listener;
    this.surroundings = surroundings;
    this.session = new Session(server, surroundings);
  }

  /** Goes on with a conversation that this browser has, without beginning one. */
  async resume(): Promise<void> {
    const frames = await this.stored().catch(() => null);
    if (!frames || this.line) return;
    this.session.prove();
    for (const frame of frames) this.listener.frame(frame);
    // Each visit lengthens the life of the cookie; without an answer the old one goes on.
    await this.session.open().catch(() => {});
    this.session.prove();
    this.connect();
  }

  /** Sends now or as soon as there is a line, until it is accepted or refused. */
  send(frame: Outgoing): void {
    this.outbox.add(frame);
    if (this.isWelcome) void this.sendNext();
    else this.wake();
  }

  /** Tries at once instead of after the pause. */
  wake(): void {
    if (this.line || this.isOpening) return;
    this.stopWaiting();
    void this.open();
  }

  /** The browser says that the network is gone. */
  cut(): void {
    if (!this.line) return;
    this.failures = Math.max(this.failures, 1);
    this.ended("lost", 0);
  }

  /** Deletes everything on a way that outlives the page. */
  forgetOnLeaving(id: string): void {
    void this.surroundings
      .fetch(`${this.server}/api/chat`, {
        method: "POST",
        credentials: "include",
        keepalive: true,
        headers: { ...this.session.headers(), "Content-Type": "application/json" },
        body: JSON.stringify({ type: "forget", id }),
      })
      .catch(() => {});
  }

  close(): void {
    this.stopWaiting();
    this.stopResend();
    this.line?.close();
    this.line = null;
    this.underWay = null;
    this.isWelcome = false;
  }

  private async stored(): Promise<ServerFrame[] | null> {
    const response = await this.surroundings.fetch(`${this.server}/api/chat?after=-1&wait=0`, { credentials: "include" });
    return response.status === 200 ? readFrames(await response.json()) : null;
  }

  private async open(): Promise<void> {
    this.stopWaiting = () => {};
    this.isOpening = true;
    if (!this.failures) this.listener.line("connecting");
    const isReady = this.session.isOpen || (await this.session.open().then(() => true, () => false));
    this.isOpening = false;
    if (isReady) this.connect();
    else this.retry(0);
  }

  private connect(): void {
    if (this.line) return;
    const events: LineEvents = { frame: (frame) => this.receive(frame), ended: (why, wait) => this.ended(why, wait) };
    const after = (): number => (this.isNewConversation ? -1 : this.listener.after());
    if (this.failedSockets < SOCKET_ATTEMPTS) {
      this.line = new SocketLine(this.server, this.session.token, after(), events, this.surroundings);
    } else {
      this.line = new HttpLine(this.server, this.session, after, events, this.surroundings);
      this.stopWaiting = this.surroundings.after(SOCKET_AGAIN_SECONDS, () => this.trySocketAgain());
    }
  }

  private receive(frame: ServerFrame): void {
    if (frame.type === "refused" && frame.code === "no_session") return;
    this.outbox.settle(frame);
    if (!this.outbox.waiting.some(({ id }) => id === this.underWay)) this.underWay = null;
    if (frame.type === "welcome" && !this.isWelcome) return this.welcomed(frame);
    this.listener.frame(frame);
    if (frame.type === "refused" && frame.id === this.underWay && isForNow(frame)) this.sendAgainAfter(frame.retryAfter);
    else void this.sendNext();
  }

  private sendAgainAfter(seconds: number): void {
    this.stopResend();
    this.stopResend = this.surroundings.after(seconds, () => {
      this.underWay = null;
      void this.sendNext();
    });
  }

  /** One at a time, so that none overtakes one that the server did not take at once. */
  private async sendNext(): Promise<void> {
    const next = this.outbox.waiting[0];
    if (!this.isWelcome || !next || next.id === this.underWay) return;
    this.underWay = next.id;
    if (this.session.isStale) await this.session.open().catch(() => {});
    if (this.isWelcome && this.underWay === next.id) this.line?.send(next);
  }

  private welcomed(frame: Extract<ServerFrame, { type: "welcome" }>): void {
    this.isWelcome = true;
    this.failures = 0;
    if (this.line instanceof SocketLine) this.failedSockets = 0;
    this.session.prove();
    this.listener.frame({ ...frame, reset: frame.reset || this.isNewConversation });
    this.isNewConversation = false;
    this.listener.line("online");
    void this.sendNext();
  }

  private ended(why: Ending, wait: number): void {
    if (this.line instanceof SocketLine && !this.isWelcome && why !== "no_session") this.failedSockets += 1;
    if (why === "too_many") this.failedSockets = SOCKET_ATTEMPTS;
    this.close();
    if (why === "erased") return this.afterErasing();
    if (why === "no_session") this.forgetSession();
    if (why === "bad_frame") this.giveUpOldest();
    this.retry(wait);
  }

  private afterErasing(): void {
    this.session.end();
    this.isNewConversation = true;
    this.listener.line("idle");
    if (this.outbox.waiting.length) this.wake();
  }

  /** What was said in a session that has ended is deleted, so it is shown no longer. */
  private forgetSession(): void {
    if (this.session.isProven) this.listener.frame({ type: "welcome", place: 0, entries: [], reset: true });
    this.session.reject();
    this.isNewConversation = true;
  }

  private giveUpOldest(): void {
    const id = this.outbox.drop();
    if (id) this.listener.frame({ type: "refused", id, code: "bad_frame", text: "", retryAfter: 0 });
  }

  private retry(wait: number): void {
    this.failures += 1;
    if (!this.session.isOpen && !this.outbox.waiting.length) return this.listener.line("idle");
    this.listener.line(this.failures > 1 || !this.session.isOpen ? "offline" : "connecting");
    const seconds = Math.max(wait, pause(this.failures, this.surroundings.random()));
    this.stopWaiting = this.surroundings.after(seconds, () => void this.open());
  }

  private trySocketAgain(): void {
    if (this.outbox.waiting.length) {
      this.stopWaiting = this.surroundings.after(SOCKET_AGAIN_SECONDS, () => this.trySocketAgain());
      return;
    }
    this.close();
    this.failedSockets = SOCKET_ATTEMPTS - 1;
    this.connect();
  }
}
