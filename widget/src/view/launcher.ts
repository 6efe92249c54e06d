import { counted, fill, texts } from "../texts.ts";
import { el, unseen } from "./dom.ts";
import { helmet } from "./icons.ts";

/** The button on the host's page, with the number of answers that nobody has seen. */
export class Launcher {
  readonly node: HTMLButtonElement;
  private readonly words = el("span", { class: "launcher-words" });
  private readonly badge = el("span", { class: "unread", part: "unread", hidden: true });

  constructor(open: () => void) {
    this.node = el(
      "button",
      { type: "button", class: "launcher", part: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: open },
      helmet(),
      this.words,
      this.badge,
    );
  }

  configure(assistant: string): void {
    this.words.textContent = fill(texts.launcher, { assistant });
  }

  render(unread: number, isOpen: boolean): void {
    this.node.setAttribute("aria-expanded", String(isOpen));
    this.badge.hidden = unread === 0;
    const count = el("span", { "aria-hidden": "true" }, unread > 9 ? "9+" : String(unread));
    this.badge.replaceChildren(count, unseen(`, ${counted(texts.unread, unread)}`));
  }
}
