import { counted, texts } from "../texts.ts";
import { el } from "./dom.ts";
import { icon } from "./icons.ts";

const TELL_BELOW = 100;

/** The field to write in. Enter sends, Shift and Enter begin a new line. */
export class Composer {
  readonly node: HTMLElement;
  private readonly field: HTMLTextAreaElement;
  private readonly left = el("p", { class: "left", id: "left", hidden: true });
  private readonly send: (text: string) => void;

  constructor(send: (text: string) => void) {
    this.send = send;
    this.field = el("textarea", {
      id: "message",
      rows: 1,
      autocomplete: "off",
      enterkeyhint: "send",
      placeholder: texts.placeholder,
      "aria-describedby": "left",
      oninput: () => this.resize(),
      onkeydown: (event: KeyboardEvent) => this.onKey(event),
    });
    const label = el("label", { class: "unseen", for: "message" }, texts.input);
    const button = el("button", { type: "submit", class: "send", part: "send", "aria-label": texts.send }, icon("send"));
    const onsubmit = (event: Event): void => {
      event.preventDefault();
      this.submit();
    };
    this.node = el("form", { class: "composer", part: "composer", onsubmit }, label, this.field, button, this.left);
  }

  limit(characters: number): void {
    this.field.maxLength = characters;
  }

  focus(): void {
    this.field.focus({ preventScroll: true });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  private submit(): void {
    const text = this.field.value.trim();
    this.focus();
    if (!text) return;
    this.field.value = "";
    this.resize();
    this.send(text);
  }

  private resize(): void {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + this.field.offsetHeight - this.field.clientHeight}px`;
    const left = this.field.maxLength - this.field.value.length;
    this.left.hidden = left > TELL_BELOW || this.field.maxLength < 0;
    this.left.textContent = this.left.hidden ? "" : counted(texts.left, left);
  }
}
