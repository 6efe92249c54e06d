import { isForNow, type Outgoing, type ServerFrame } from "./protocol.ts";

/** What the server has not accepted yet, in the order in which it was said. In memory only. */
export class Outbox {
  private frames: Outgoing[] = [];

  get waiting(): readonly Outgoing[] {
    return this.frames;
  }

  add(frame: Outgoing): void {
    this.frames.push(frame);
  }

  /** Takes out what a frame of the server says about it. */
  settle(frame: ServerFrame): void {
    if (frame.type === "erased") this.frames = this.frames.slice(this.frames.findIndex(({ type }) => type === "forget") + 1);
    if (frame.type === "accepted") this.remove(frame.id);
    if (frame.type === "refused" && frame.id !== null && !isForNow(frame)) this.remove(frame.id);
    if (frame.type === "entry" && frame.entry.from === "person") this.remove(frame.entry.id);
    if (frame.type === "welcome") for (const entry of frame.entries) if (entry.from === "person") this.remove(entry.id);
  }

  /** Gives up the oldest, which the server cannot take; its id. */
  drop(): string | null {
    return this.frames.shift()?.id ?? null;
  }

  private remove(id: string): void {
    this.frames = this.frames.filter((frame) => frame.id !== id);
  }
}
