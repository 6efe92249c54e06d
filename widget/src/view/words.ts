import type { Segment, ViewKind } from "../protocol.ts";
import { safeHref } from "../links.ts";
import { texts } from "../texts.ts";
import { el, unseen } from "./dom.ts";
import { icon } from "./icons.ts";

export function words(segments: readonly Segment[], kind: ViewKind): HTMLElement {
  return el("p", { class: `words ${kind}`, part: "bubble", dir: "auto" }, ...paragraph(segments));
}

/** Each line for itself, so that long answers have air; an empty line makes the next one stand apart. */
function paragraph(segments: readonly Segment[]): HTMLElement[] {
  let line = el("span", { class: "line" });
  const lines = [line];
  for (const segment of segments) {
    const [first = "", ...more] = segment.href ? [segment.text] : segment.text.split("\n");
    line.append(link({ ...segment, text: first }, "") ?? first);
    for (const text of more) lines.push((line = el("span", { class: line.textContent ? "line" : "line apart" }, text)));
  }
  return lines.filter((one) => one.textContent);
}

/** A link, or null where the address is none that a person may be led to. */
export function link({ text, href }: Segment, name: string): HTMLAnchorElement | null {
  const safe = href && safeHref(href);
  if (!safe) return null;
  if (!safe.startsWith("http")) return el("a", { href: safe, class: name }, text);
  const anchor = el("a", { href: safe, class: name, target: "_blank", rel: "noopener noreferrer" }, text);
  if (name) anchor.append(icon("out"));
  anchor.append(unseen(` (${texts.external})`));
  return anchor;
}
