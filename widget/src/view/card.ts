import { safeHref } from "../links.ts";
import type { Card } from "../protocol.ts";
import { fill, texts } from "../texts.ts";
import { disable, el, isDisabled, unseen } from "./dom.ts";
import { icon } from "./icons.ts";
import { link } from "./words.ts";

export interface CardActions {
  more(text: string): void;
  compare(number: number, chosen: boolean): void;
  server(): string;
}

/** One result: title, why it fits, where the data is from, and what can be done with it. */
export class CardView {
  readonly node: HTMLElement;
  private readonly steps: HTMLButtonElement[] = [];

  constructor(card: Card, canCompare: boolean, actions: CardActions) {
    this.node = el("li", { class: "card", part: "card" }, ...this.facts(card), this.ways(card, canCompare, actions));
  }

  /** Its number means another list by now. */
  spend(): void {
    for (const step of this.steps) disable(step, true);
    this.node.classList.add("spent");
  }

  private facts(card: Card): (Node | null)[] {
    const number = el("span", { class: "number" }, unseen(fill(texts.number, { number: "" })), String(card.number));
    const title = el("h3", { dir: "auto" }, card.title);
    const sample = card.sample ? el("span", { class: "sample", part: "sample" }, texts.sample) : null;
    const reasons = card.reasons.map((reason) => el("li", { dir: "auto" }, icon("check"), el("span", {}, reason)));
    return [
      el("div", { class: "card-head" }, number, el("div", { class: "card-title" }, title, sample)),
      reasons.length ? el("ul", { class: "reasons", role: "list" }, ...reasons) : null,
      card.origin ? el("p", { class: "origin" }, card.origin) : null,
    ];
  }

  private ways(card: Card, canCompare: boolean, actions: CardActions): HTMLElement | null {
    const more = card.more;
    if (more) {
      this.addStep(texts.more, { class: "way strong", "aria-label": fill(texts.moreOf, { title: card.title }) }, () => actions.more(more));
    }
    if (more && canCompare) this.addCompare(card, actions);
    const outward = card.link && link(card.link, "way");
    const calendar = card.calendar ? calendarLink(card, actions.server()) : null;
    return this.steps.length || outward || calendar ? el("div", { class: "ways" }, ...this.steps, calendar, outward) : null;
  }

  private addCompare(card: Card, actions: CardActions): void {
    const label = fill(texts.compareThis, { title: card.title });
    this.addStep(texts.compare, { class: "way compare", "aria-pressed": "false", "aria-label": label }, (button) => {
      const chosen = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(chosen));
      actions.compare(card.number, chosen);
    });
  }

  private addStep(text: string, attributes: Record<string, string>, act: (button: HTMLButtonElement) => void): void {
    const onclick = (event: Event): void => {
      const button = event.currentTarget as HTMLButtonElement;
      if (!isDisabled(button)) act(button);
    };
    this.steps.push(el("button", { type: "button", ...attributes, onclick }, text));
  }
}

/** Saves the event where the phone keeps its dates. */
function calendarLink(card: Card, server: string): HTMLElement | null {
  const href = safeHref(`${server}${card.calendar}`);
  const label = fill(texts.calendarOf, { title: card.title });
  return href ? el("a", { class: "way", href, download: "", "aria-label": label }, icon("calendar"), texts.calendar) : null;
}
