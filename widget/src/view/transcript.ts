import { isTyping } from "../selectors.ts";
import type { Item, State } from "../state.ts";
import { fill, texts } from "../texts.ts";
import { el, unseen } from "./dom.ts";
import { helmet } from "./icons.ts";
import { itemView, type ItemActions, type ItemView } from "./items.ts";
import { Roving } from "./roving.ts";

const keyOf = (item: Item): string => (item.kind === "said" ? `said ${item.id}` : `answer ${item.place}`);

/** All that was said, as a list. Lines that stay keep their elements, and so the focus and the reading position. */
export class Transcript {
  readonly node = el("ol", { class: "transcript", part: "transcript", role: "list", "aria-label": texts.transcript });
  private readonly views = new Map<string, ItemView>();
  private readonly typing: HTMLLIElement;
  private readonly typingLabel = unseen("");
  private readonly actions: ItemActions;
  private readonly roving: Roving;

  constructor(actions: ItemActions, leave: () => void) {
    this.actions = actions;
    this.roving = new Roving(this.node, leave);
    const dots = el("span", { class: "dots" }, el("i"), el("i"), el("i"));
    const speaker = el("span", { class: "speaker" }, helmet());
    this.typing = el("li", { class: "item answer typing" }, speaker, el("div", { class: "parts" }, dots, this.typingLabel));
  }

  render(state: State): void {
    this.removeGone(state.items);
    const nodes = state.items.map((item) => this.updated(item, state));
    if (isTyping(state)) nodes.push(this.typingSign());
    nodes.forEach((node, place) => {
      const there = this.node.children[place];
      if (there !== node) this.node.insertBefore(node, there ?? null);
    });
    while (this.node.children.length > nodes.length) this.node.lastElementChild?.remove();
    this.roving.refresh();
  }

  focusLast(): void {
    this.roving.focusLast();
  }

  /** The line that the person said last. */
  lastSaid(): HTMLElement | null {
    return [...this.node.querySelectorAll<HTMLElement>(".said")].at(-1) ?? null;
  }

  private removeGone(items: readonly Item[]): void {
    const kept = new Set(items.map(keyOf));
    for (const [key, view] of this.views) {
      if (kept.has(key)) continue;
      view.node.remove();
      this.views.delete(key);
    }
  }

  private updated(item: Item, state: State): HTMLElement {
    const key = keyOf(item);
    const view = this.views.get(key) ?? itemView(item, this.actions);
    this.views.set(key, view);
    view.update(item, state);
    return view.node;
  }

  private typingSign(): HTMLElement {
    this.typingLabel.textContent = fill(texts.typing, { assistant: this.actions.assistant() });
    return this.typing;
  }
}
