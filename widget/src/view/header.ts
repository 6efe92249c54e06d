import type { Config } from "../protocol.ts";
import { texts } from "../texts.ts";
import { el } from "./dom.ts";
import { helmet, icon } from "./icons.ts";

export interface HeaderActions {
  leave(): void;
  erase(): void;
  /** Missing in a full page, which cannot be closed. */
  close?: () => void;
}

/** Name, the quick way out, and a small menu that is a list of plain links and buttons. */
export class Header {
  readonly node: HTMLElement;
  readonly menuButton: HTMLButtonElement;
  private readonly name = el("h2", { id: "name" });
  private readonly privacy: HTMLAnchorElement;
  private readonly menu: HTMLElement;

  constructor(actions: HeaderActions) {
    this.privacy = el("a", { class: "menu-item", target: "_blank", rel: "noopener" }, icon("shield"), texts.privacy);
    const erase = el("button", { type: "button", class: "menu-item", onclick: () => this.choose(actions.erase) }, icon("trash"), texts.erase);
    this.menu = el("div", { class: "menu", id: "menu", hidden: true }, this.privacy, erase);
    this.menuButton = iconButton("menu", texts.menuLabel, () => this.toggle(Boolean(this.menu.hidden)));
    this.menuButton.setAttribute("aria-expanded", "false");
    this.menuButton.setAttribute("aria-controls", "menu");
    const leave = el("button", { type: "button", class: "leave", part: "leave", title: texts.leaveHint, onclick: actions.leave }, icon("leave"), el("span", {}, texts.leave));
    const holder = el("div", { class: "menu-holder", onfocusout: (event: FocusEvent) => this.onFocusOut(event) }, this.menuButton, this.menu);
    holder.addEventListener("keydown", (event) => this.onKey(event));
    const close = actions.close ? iconButton("close", texts.close, actions.close) : null;
    const title = el("div", { class: "title" }, this.name, el("p", { class: "role" }, texts.role));
    this.node = el("div", { class: "header", part: "header" }, el("span", { class: "avatar" }, helmet()), title, leave, holder, close);
  }

  configure(config: Config): void {
    this.name.textContent = config.assistant;
    this.privacy.href = config.privacyUrl;
  }

  private toggle(open: boolean): void {
    this.menu.hidden = !open;
    this.menuButton.setAttribute("aria-expanded", String(open));
  }

  private choose(act: () => void): void {
    this.menuButton.focus();
    this.toggle(false);
    act();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || this.menu.hidden) return;
    event.stopPropagation();
    event.preventDefault();
    this.menuButton.focus();
    this.toggle(false);
  }

  private onFocusOut(event: FocusEvent): void {
    const next = event.relatedTarget;
    if (next instanceof Node && !(event.currentTarget as Node).contains(next)) this.toggle(false);
  }
}

function iconButton(name: "menu" | "close", label: string, onclick: () => void): HTMLButtonElement {
  return el("button", { type: "button", class: "round", "aria-label": label, title: label, onclick }, icon(name));
}
