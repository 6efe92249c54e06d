import { el } from "./dom.ts";

/** The polite live region. It stands apart from the transcript, so that only what is new is read out, once. */
export class Announcer {
  readonly node = el("div", { class: "unseen", role: "status", "aria-live": "polite", "aria-atomic": "false" });

  say(lines: readonly string[]): void {
    if (lines.length) this.node.replaceChildren(...lines.map((line) => el("p", {}, line)));
  }
}
