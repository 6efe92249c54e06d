import { chosenTitle, deliveryOf, isLatestList, isSpent, type Delivery } from "../selectors.ts";
import type { Answer, Item, Said, State } from "../state.ts";
import type { Chip, View } from "../protocol.ts";
import { texts } from "../texts.ts";
import { Chips } from "./chips.ts";
import { el, unseen } from "./dom.ts";
import { helmet, icon } from "./icons.ts";
import { Results, type ResultActions } from "./results.ts";
import { words } from "./words.ts";

export interface ItemActions extends ResultActions {
  tap(chip: Chip): void;
  again(said: Said): void;
  now(): void;
}

/** One line of the transcript. It is made once and then only changed where it has to be. */
export interface ItemView {
  readonly node: HTMLLIElement;
  update(item: Item, state: State): void;
}

export function itemView(item: Item, actions: ItemActions): ItemView {
  return item.kind === "said" ? new SaidView(item, actions) : new AnswerView(item, actions);
}

export function time(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? "" : date.toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
}

const MARKS = { waiting: "clock", sending: "clock", accepted: "check", refused: "alert" } as const;

class SaidView implements ItemView {
  readonly node: HTMLLIElement;
  private readonly mark = el("p", { class: "mark" });
  private readonly actions: ItemActions;
  private shown = "";

  constructor(said: Said, actions: ItemActions) {
    this.actions = actions;
    const bubble = el("p", { class: "words", part: "bubble", dir: "auto" }, said.text);
    this.node = el("li", { class: "item said", part: "said" }, unseen(`${texts.you}: `), bubble, this.mark);
  }

  update(item: Item, state: State): void {
    if (item.kind !== "said") return;
    const delivery = deliveryOf(state, item);
    const shown = `${delivery} ${item.note} ${item.at}`;
    if (shown === this.shown) return;
    this.shown = shown;
    this.node.dataset.delivery = delivery;
    this.mark.replaceChildren(...this.marks(item, delivery));
  }

  private marks(said: Said, delivery: Delivery): Node[] {
    const state = el("span", { class: "delivery" }, icon(MARKS[delivery]), this.label(said, delivery));
    if (delivery === "refused") return [state, this.button(texts.again, () => this.again(said))];
    if (delivery === "waiting") return [state, this.button(texts.retry, () => this.actions.now())];
    return [state, ...(said.note ? [el("span", { class: "note" }, said.note)] : [])];
  }

  private label(said: Said, delivery: Delivery): Node {
    if (delivery === "accepted") return el("span", {}, time(said.at), unseen(` ${texts.accepted}`));
    return el("span", {}, delivery === "refused" ? said.note || texts.unsendable : texts[delivery]);
  }

  private again(said: Said): void {
    this.node.focus({ preventScroll: true });
    this.actions.again(said);
  }

  private button(text: string, onclick: () => void): HTMLButtonElement {
    return el("button", { type: "button", class: "again", onclick }, text);
  }
}

class AnswerView implements ItemView {
  readonly node: HTMLLIElement;
  private readonly chips: Chips[] = [];
  private readonly results: Results[] = [];

  constructor(answer: Answer, actions: ItemActions) {
    const name = el("span", { class: "speaker" }, helmet(), unseen(`${actions.assistant()}: `));
    const parts = answer.views.flatMap((view) => this.parts(view, actions));
    this.node = el("li", { class: "item answer", part: "answer" }, name, el("div", { class: "parts" }, ...parts));
  }

  update(item: Item, state: State): void {
    if (item.kind !== "answer") return;
    if (isSpent(state, item)) for (const chips of this.chips) chips.spend(chosenTitle(state, item));
    if (!isLatestList(state, item)) for (const results of this.results) results.spend();
  }

  private parts(view: View, actions: ItemActions): Node[] {
    const parts: Node[] = [];
    if (view.widened) parts.push(el("p", { class: "badge", part: "badge" }, texts.widened));
    if (view.segments.length) parts.push(words(view.segments, view.kind));
    if (view.cards.length) parts.push(this.kept(new Results(view.cards, actions), this.results));
    if (view.chips.length) parts.push(this.kept(new Chips(view.chips, actions.tap), this.chips));
    return parts;
  }

  private kept<Part extends { node: HTMLElement }>(part: Part, list: Part[]): HTMLElement {
    list.push(part);
    return part.node;
  }
}
