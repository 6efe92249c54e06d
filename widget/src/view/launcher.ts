import { counted, fill, texts } from "../texts.ts";
import { el } from "./dom.ts";
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
    this.name(0);
  }

  render(unread: number, isOpen: boolean): void {
    this.node.setAttribute("aria-expanded", String(isOpen));
    this.badge.hidden = unread === 0;
    this.badge.textContent = unread > 9 ? "9+" : String(unread);
    this.name(unread);
  }

  private name(unread: number): void {
    const news = unread ? [counted(texts.unread, unread)] : [];
    this.node.setAttribute("aria-label", [this.words.textContent, ...news].join(", "));
  }
}
