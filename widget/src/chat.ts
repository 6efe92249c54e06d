/** One conversation: what the person does goes in, every new state comes out. Knows nothing of the page. */
import { Connection } from "./connection.ts";
import { newId } from "./ids.ts";
import { browser, type Surroundings } from "./line.ts";
import type { Chip, Message } from "./protocol.ts";
import { reduce } from "./reducer.ts";
import { resumeAfter } from "./selectors.ts";
import { START, type Change, type Said, type State } from "./state.ts";

export class Chat {
  state: State = START;
  private readonly connection: Connection;
  private readonly changed: (state: State, before: State) => void;

  constructor(server: string, changed: (state: State, before: State) => void, surroundings: Surroundings = browser) {
    this.changed = changed;
    this.connection = new Connection(
      server,
      {
        frame: (frame) => this.change({ type: "frame", frame }),
        line: (line) => this.change({ type: "line", line }),
        after: () => resumeAfter(this.state),
      },
      surroundings,
    );
  }

  resume(): Promise<void> {
    return this.connection.resume();
  }

  say(text: string): void {
    this.begin({ type: "say", id: newId(), text });
  }

  tap({ title, payload }: Chip): void {
    this.begin({ type: "tap", id: newId(), payload, title });
  }

  /** A refused message once more, under the same id. */
  again({ id, text, payload }: Said): void {
    this.change({ type: "again", id });
    this.connection.send(payload === null ? { type: "say", id, text } : { type: "tap", id, payload, title: text });
  }

  takeBack(id: string): void {
    this.change({ type: "taken_back", id });
  }

  erase(): void {
    if (!this.state.items.length) return this.change({ type: "frame", frame: { type: "erased", text: "" } });
    this.change({ type: "erasing" });
    this.connection.send({ type: "forget", id: newId() });
  }

  leave(): void {
    this.connection.close();
    if (this.state.items.length) this.connection.forgetOnLeaving(newId());
  }

  show(visible: boolean): void {
    if (visible !== this.state.visible) this.change({ type: "visible", visible });
  }

  wake(): void {
    if (this.state.line === "offline") this.connection.wake();
  }

  cut(): void {
    this.connection.cut();
  }

  close(): void {
    this.connection.close();
  }

  private begin(message: Message): void {
    const shown = message.type === "say" ? { text: message.text, payload: null } : { text: message.title, payload: message.payload };
    this.change({ type: "said", id: message.id, at: new Date().toISOString(), ...shown });
    this.connection.send(message);
  }

  private change(change: Change): void {
    const before = this.state;
    this.state = reduce(before, change);
    if (this.state !== before) this.changed(this.state, before);
  }
}
