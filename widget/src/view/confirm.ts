import { texts } from "../texts.ts";
import { el } from "./dom.ts";

/** Asks before everything is deleted. The browser's own modal dialog keeps the focus inside and gives it back. */
export class Confirm {
  readonly node: HTMLDialogElement;
  private readonly no: HTMLButtonElement;

  constructor(erase: () => void) {
    this.no = el("button", { type: "button", class: "plain", onclick: () => this.node.close() }, texts.eraseNo);
    const onclick = (): void => {
      this.node.close();
      erase();
    };
    const yes = el("button", { type: "button", class: "danger", onclick }, texts.eraseYes);
    this.node = el(
      "dialog",
      { class: "confirm", part: "confirm", role: "alertdialog", "aria-labelledby": "erase-title", "aria-describedby": "erase-text" },
      el("h2", { id: "erase-title" }, texts.eraseTitle),
      el("p", { id: "erase-text" }, texts.eraseText),
      el("div", { class: "answers" }, this.no, yes),
    );
    this.node.addEventListener("keydown", (event) => event.stopPropagation());
  }

  ask(): void {
    this.node.showModal();
    this.no.focus();
  }
}
