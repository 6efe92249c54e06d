import type { Card } from "../protocol.ts";
import { listText } from "../results_text.ts";
import { fill, texts } from "../texts.ts";
import { CardView } from "./card.ts";
import { copy } from "./copying.ts";
import { disable, el, isDisabled } from "./dom.ts";
import { icon } from "./icons.ts";
import { printList } from "./printing.ts";

export const MOST_COMPARED = 3;

export interface ResultActions {
  say(text: string): void;
  announce(text: string): void;
  assistant(): string;
  server(): string;
}

/** A list of results with what can be done with all of it: compare some, copy, print. */
export class Results {
  readonly node: HTMLElement;
  private readonly cards: readonly Card[];
  private readonly views: readonly CardView[];
  private readonly actions: ResultActions;
  private readonly comparing: HTMLButtonElement;
  private chosen: number[] = [];

  constructor(cards: readonly Card[], actions: ResultActions) {
    this.cards = cards;
    this.actions = actions;
    const compare = (number: number, isChosen: boolean): void => this.choose(number, isChosen);
    this.views = cards.map((card) => new CardView(card, cards.length > 1, { more: actions.say, compare, server: actions.server }));
    this.comparing = el("button", { type: "button", class: "tool strong", hidden: true, onclick: () => this.compare() });
    this.node = el(
      "div",
      { class: "results", part: "results" },
      el("ol", { class: "cards", role: "list" }, ...this.views.map((view) => view.node)),
      el("div", { class: "tools" }, this.comparing, ...this.tools()),
    );
  }

  spend(): void {
    if (this.node.classList.contains("spent")) return;
    this.node.classList.add("spent");
    for (const view of this.views) view.spend();
    disable(this.comparing, true);
  }

  private tools(): HTMLElement[] {
    const copyList = (): void => void this.copy();
    const print = (): void => printList(this.cards, this.actions.assistant(), this.node);
    return [
      el("button", { type: "button", class: "tool", onclick: copyList }, icon("copy"), el("span", {}, texts.copy)),
      el("button", { type: "button", class: "tool", onclick: print }, icon("print"), el("span", {}, texts.print)),
    ];
  }

  private async copy(): Promise<void> {
    const done = await copy(listText(this.cards, this.actions.assistant()), this.node);
    this.actions.announce(done ? texts.copied : texts.copyFailed);
    const label = this.node.querySelector(".tools .tool:not(.strong) span");
    if (label) label.textContent = done ? texts.copied : texts.copyFailed;
  }

  private choose(number: number, isChosen: boolean): void {
    this.chosen = this.chosen.filter((other) => other !== number);
    if (isChosen) this.chosen.push(number);
    this.comparing.hidden = this.chosen.length < 2;
    this.comparing.textContent = fill(texts.compareNow, { count: Math.min(this.chosen.length, MOST_COMPARED) });
    if (this.chosen.length) this.actions.announce(this.chosen.length < 2 ? texts.compareHint : this.comparing.textContent);
  }

  private compare(): void {
    if (isDisabled(this.comparing)) return;
    const numbers = this.chosen.slice(-MOST_COMPARED).toSorted((one, other) => one - other);
    this.actions.say(fill(texts.compareMessage, { numbers: numbers.join(texts.and) }));
  }
}
