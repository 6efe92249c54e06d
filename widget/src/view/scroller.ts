import { texts } from "../texts.ts";
import { el } from "./dom.ts";
import { icon } from "./icons.ts";

const NEAR_END_PX = 80;

/** Scrolls so that what was said last stands on top and its answer is read from the beginning. */
export class Scroller {
  readonly node: HTMLElement;
  readonly toEnd: HTMLButtonElement;

  constructor(...content: readonly Node[]) {
    this.node = el("div", { class: "scroller", part: "scroller", onscroll: () => this.render() }, ...content);
    this.toEnd = el("button", { type: "button", class: "to-end", hidden: true, "aria-label": texts.newest, onclick: () => this.end() }, icon("down"));
  }

  isNearEnd(): boolean {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR_END_PX;
  }

  start(): void {
    this.node.scrollTop = 0;
  }

  end(): void {
    this.node.scrollTop = this.node.scrollHeight;
  }

  /** Brings a line below the head; the browser stops at the end of what there is. */
  top(line: Element | null): void {
    if (!line) return this.end();
    const gap = line.getBoundingClientRect().top - this.node.getBoundingClientRect().top;
    this.node.scrollTop += gap - parseFloat(getComputedStyle(this.node).scrollPaddingTop || "0");
  }

  render(): void {
    this.toEnd.hidden = this.isNearEnd();
  }
}
