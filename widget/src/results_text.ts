import type { Card } from "./protocol.ts";
import { counted, texts } from "./texts.ts";

/** The lines of one result, for the clipboard and for paper. */
export function cardLines(card: Card): string[] {
  const title = card.sample ? `${card.title} (${texts.sample})` : card.title;
  const facts = [...card.reasons, card.origin, card.link?.href ?? ""].filter((fact) => fact);
  return [`${card.number}. ${title}`, ...facts.map((fact) => `   ${fact}`)];
}

export function listHeading(cards: readonly Card[], assistant: string): string {
  return counted(texts.list, cards.length, { assistant });
}

/** A list of results as plain text. */
export function listText(cards: readonly Card[], assistant: string): string {
  const blocks = cards.map((card) => cardLines(card).join("\n"));
  return [listHeading(cards, assistant), ...blocks].join("\n\n");
}
