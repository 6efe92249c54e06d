/** Questions to the state. */
import type { Answer, Item, Said, State } from "./state.ts";

export type Delivery = "waiting" | "sending" | "accepted" | "refused";

export function lastPlace(state: State): number {
  return Math.max(-1, ...state.items.map((item) => item.place ?? -1));
}

export function isAnswered(state: State, id: string): boolean {
  return state.items.some((item) => item.kind === "answer" && item.id === id && item.final);
}

export function deliveryOf(state: State, said: Said): Delivery {
  if (said.refused) return "refused";
  if (said.place !== null) return "accepted";
  return state.line === "offline" ? "waiting" : "sending";
}

/** Whether the assistant may be expected to write right now. */
export function isTyping(state: State): boolean {
  return state.items.some(
    (item) =>
      item.kind === "said" &&
      !item.note &&
      !isAnswered(state, item.id) &&
      ["sending", "accepted"].includes(deliveryOf(state, item)) &&
      state.line !== "offline",
  );
}

/** After which place to ask anew: the last one before which nothing is missing. Places are counted without gaps. */
export function resumeAfter(state: State): number {
  const places = state.items.flatMap((item) => (item.place === null ? [] : [item.place]));
  const missing = places.find((place, index) => index > 0 && place > (places[index - 1] ?? place) + 1);
  const last = missing === undefined ? places.at(-1) : places[places.indexOf(missing) - 1];
  return last ?? -1;
}

/** Chips can be tapped until something is said after them. */
export function isSpent(state: State, answer: Answer): boolean {
  return after(state, answer).some((item) => item.kind === "said" && !item.refused);
}

/** Which of an answer's chips was tapped: the words that were said next. */
export function chosenTitle(state: State, answer: Answer): string | null {
  const next = after(state, answer).find((item): item is Said => item.kind === "said" && !item.refused);
  return next?.text ?? null;
}

/** Numbers mean the list that was shown last; an older list's are spent. */
export function isLatestList(state: State, answer: Answer): boolean {
  return !after(state, answer).some((item) => item.kind === "answer" && hasCards(item));
}

export function hasCards(answer: Answer): boolean {
  return answer.views.some((view) => view.cards.length > 0);
}

function after(state: State, answer: Answer): readonly Item[] {
  const place = state.items.findIndex((item) => item.kind === "answer" && item.place === answer.place);
  return state.items.slice(place + 1);
}
