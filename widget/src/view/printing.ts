import type { Card } from "../protocol.ts";
import { cardLines, listHeading } from "../results_text.ts";
import paper from "../styles/paper.css";
import { el } from "./dom.ts";

/** Prints a list alone, by way of a frame that is gone afterwards; the host page is not touched. */
export function printList(cards: readonly Card[], assistant: string, near: HTMLElement): void {
  const frame = el("iframe", { class: "unseen", "aria-hidden": "true", tabindex: -1 });
  near.append(frame);
  const window = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!window) return;
  const sheet = new window.CSSStyleSheet();
  sheet.replaceSync(paper);
  window.document.adoptedStyleSheets = [sheet];
  window.document.documentElement.lang = "de";
  window.document.body.append(el("h1", {}, listHeading(cards, assistant)), ...cards.map(onPaper));
  window.addEventListener("afterprint", () => frame.remove());
  window.focus();
  window.print();
}

function onPaper(card: Card): HTMLElement {
  const [title = "", ...facts] = cardLines(card);
  return el("section", {}, el("h2", {}, title), ...facts.map((fact) => el("p", {}, fact.trim())));
}
