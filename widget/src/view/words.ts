import type { Segment, ViewKind } from "../protocol.ts";
import { safeHref } from "../links.ts";
import { texts } from "../texts.ts";
import { el, unseen } from "./dom.ts";
import { icon } from "./icons.ts";

export function words(segments: readonly Segment[], kind: ViewKind): HTMLElement {
  const pieces = segments.map((segment) => link(segment, "") ?? segment.text);
  return el("p", { class: `words ${kind}`, part: "bubble", dir: "auto" }, ...pieces);
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
