import type { Surroundings } from "./line.ts";
import { VERSION } from "./protocol.ts";

/** The server keeps a session in a cookie that no script reads, or where cookies are blocked in a token in memory. */
export class Session {
  token: string | null = null;
  /** Whether there is one, as far as this page knows. */
  isOpen = false;
  isProven = false;
  /** Half of its life has passed, so that it is to be renewed before the next message. */
  isStale = false;
  private stopAgeing: () => void = () => {};
  private cookieless = false;
  private readonly server: string;
  private readonly surroundings: Surroundings;

  constructor(server: string, surroundings: Surroundings) {
    this.server = server;
    this.surroundings = surroundings;
  }

  /** Asks for a session; fails when the server cannot be reached or gives none. */
  async open(): Promise<void> {
    const body = { version: VERSION, ...(this.cookieless && { cookieless: true }) };
    const response = await this.surroundings.fetch(`${this.server}/api/session`, {
      method: "POST",
      credentials: "include",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`No session: ${response.status}`);
    const issued = (await response.json()) as { token?: unknown; expires_in?: unknown };
    this.age(Number(issued.expires_in) || 0);
    this.token = typeof issued.token === "string" ? issued.token : null;
    this.isOpen = true;
    this.isProven = false;
  }

  /** The server knows the session, from this page or from an earlier one. */
  prove(): void {
    this.isOpen = true;
    this.isProven = true;
  }

  /** The server did not know the session. If it was just issued, the browser keeps no cookie for it. */
  reject(): void {
    this.cookieless ||= this.isOpen && !this.isProven;
    this.end();
  }

  end(): void {
    this.stopAgeing();
    this.isOpen = false;
    this.token = null;
  }

  private age(expiresIn: number): void {
    this.isStale = false;
    this.stopAgeing();
    if (expiresIn) this.stopAgeing = this.surroundings.after(expiresIn / 2, () => (this.isStale = true));
  }

  headers(): Record<string, string> {
    return this.token ? { Authorization: `Bearer ${this.token}` } : {};
  }
}
