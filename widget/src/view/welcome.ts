import { dial } from "../links.ts";
import type { Config } from "../protocol.ts";
import { fill, texts } from "../texts.ts";
import { el } from "./dom.ts";
import { helmet, icon } from "./icons.ts";

/** What stands in an empty chat: who this is, what is kept, and sentences to begin with. */
export function welcome(config: Config, say: (text: string) => void): HTMLElement {
  return el(
    "section",
    { class: "welcome", part: "welcome" },
    el("div", { class: "lamp-scene" }, helmet()),
    el("h3", { class: "hello" }, fill(texts.hello, { assistant: config.assistant })),
    el("p", { class: "lead" }, texts.lead),
    examples(config.examples, say),
    points(config),
    phones(config),
  );
}

function examples(sentences: readonly string[], say: (text: string) => void): HTMLElement | null {
  if (!sentences.length) return null;
  const buttons = sentences.map((sentence) =>
    el("button", { type: "button", class: "chip", part: "chip", onclick: () => say(sentence) }, sentence),
  );
  return el("div", { class: "chips", role: "group", "aria-label": texts.try }, ...buttons);
}

function points(config: Config): HTMLElement {
  const rows = [
    [texts.point1, texts.pointText1],
    [texts.point2, texts.pointText2],
    [texts.point3, texts.pointText3],
  ] as const;
  const values = { agency: config.agency || config.assistant, hours: config.hours };
  const lines = rows.map(([term, text]) => el("li", {}, el("strong", {}, term), " ", fill(text, values)));
  return el("ul", { class: "points", role: "list" }, ...lines);
}

function phones(config: Config): HTMLElement | null {
  if (!config.phones.length) return null;
  const lines = config.phones.map(({ name, number }) =>
    el("li", {}, el("a", { href: dial(number) }, icon("phone"), fill(texts.phone, { name, number }))),
  );
  return el("div", { class: "phones" }, el("p", {}, texts.phones), el("ul", { role: "list" }, ...lines));
}
