import { dial } from "../links.ts";
import type { Config } from "../protocol.ts";
import type { Answer, State } from "../state.ts";
import { fill, texts } from "../texts.ts";
import { Announcer } from "./announcer.ts";
import { Composer } from "./composer.ts";
import { Confirm } from "./confirm.ts";
import { el } from "./dom.ts";
import { icon } from "./icons.ts";
import { Header, type HeaderActions } from "./header.ts";
import type { ItemActions } from "./items.ts";
import { Scroller } from "./scroller.ts";
import { Transcript } from "./transcript.ts";
import { welcome } from "./welcome.ts";

export interface PanelActions extends Omit<ItemActions, "announce" | "assistant" | "server">, Omit<HeaderActions, "erase"> {
  erase(): void;
}

/** The chat itself, the same in the launcher's window and on a page of its own. */
export class Panel {
  readonly nodes: readonly HTMLElement[];
  readonly announcer = new Announcer();
  private readonly composer: Composer;
  private readonly confirm: Confirm;
  private readonly header: Header;
  private readonly transcript: Transcript;
  private readonly scroller: Scroller;
  private readonly hello = el("div");
  private readonly banner: HTMLElement;
  private readonly notice = el("p", { class: "notice", part: "notice", hidden: true, tabindex: -1 });
  private readonly say: (text: string) => void;
  private config: Config;

  constructor(config: Config, actions: PanelActions) {
    this.config = config;
    this.say = actions.say;
    this.composer = new Composer(actions.say);
    this.confirm = new Confirm(actions.erase);
    this.header = new Header({ ...actions, erase: () => this.confirm.ask() });
    const announce = (text: string): void => this.announcer.say([text]);
    this.transcript = new Transcript({ ...actions, announce, assistant: () => this.config.assistant, server: () => this.config.server }, () => this.composer.focus());
    const retry = el("button", { type: "button", class: "again", onclick: actions.now }, texts.retry);
    this.banner = el("div", { class: "banner", part: "banner", hidden: true }, icon("alert"), el("p", {}, texts.offline, " ", ...urgent()), retry);
    this.scroller = new Scroller(this.hello, this.notice, this.transcript.node);
    const foot = el("div", { class: "foot" }, this.scroller.toEnd, this.composer.node);
    this.nodes = [this.header.node, this.banner, this.scroller.node, foot, this.confirm.node];
    this.configure(config);
  }

  configure(config: Config): void {
    this.config = config;
    this.header.configure(config);
    this.composer.limit(config.characters);
    this.hello.replaceChildren(welcome(config, this.say));
  }

  /** Lays out a state; what is new since the one before is read out and brought into view. */
  render(state: State, before: State): void {
    const focused = (this.scroller.node.getRootNode() as ShadowRoot).activeElement;
    this.hello.hidden = state.items.length > 0 || state.erased !== null;
    this.banner.hidden = state.line !== "offline";
    this.showNotice(state);
    this.transcript.render(state);
    const spoken = news(state, before).flatMap((answer) => answer.views.map((view) => view.spoken));
    this.announcer.say([...lineNews(state, before), ...spoken, ...refusals(state, before)]);
    if (state.items.length !== before.items.length) this.follow(before.items.length === 0 && state.items.length > 2);
    this.scroller.render();
    if (focused && !focused.checkVisibility()) this.keepFocus();
  }

  /** What had the focus is gone: it goes to what was said last, or to where the next is written. */
  private keepFocus(): void {
    const said = this.transcript.lastSaid();
    if (said) said.focus({ preventScroll: true });
    else this.composer.focus();
  }

  /** On a touch screen the keyboard would cover what the person has not read yet. */
  focus(): void {
    if (matchMedia("(pointer: coarse)").matches && this.transcript.node.children.length) this.transcript.focusLast();
    else this.composer.focus();
  }

  /** After it was hidden, the newest stands in view again. */
  follow(toEnd = false): void {
    if (this.hello.hidden === false) this.scroller.start();
    else if (toEnd) this.scroller.end();
    else this.scroller.top(this.transcript.lastSaid());
  }

  private showNotice(state: State): void {
    const text = state.erased !== null ? state.erased || texts.erased : state.erasing ? texts.erasing : "";
    const isNew = text !== this.notice.textContent;
    this.notice.hidden = !text || (state.erasing && state.line === "online");
    if (!isNew) return;
    this.notice.textContent = text;
    if (text && !this.notice.hidden) this.announcer.say([text]);
  }
}

function news(state: State, before: State): Answer[] {
  const known = new Set(before.items.map((item) => item.place));
  const isFirstLook = before.items.length === 0 && state.items.length > 1;
  if (isFirstLook) return [];
  return state.items.filter((item): item is Answer => item.kind === "answer" && !known.has(item.place));
}

function lineNews(state: State, before: State): string[] {
  if (state.line === "offline" && before.line !== "offline") return [texts.offline];
  return state.line === "online" && before.line === "offline" ? [texts.online] : [];
}

/** What became of messages: refused, or answered later. */
function refusals(state: State, before: State): string[] {
  const notes = new Map(before.items.map((item) => [item.kind === "said" ? item.id : "", item.kind === "said" ? item.note : ""]));
  return state.items.flatMap((item) => (item.kind === "said" && item.note && item.note !== notes.get(item.id) ? [item.note] : []));
}

/** For somebody in danger who reaches nobody here. */
function urgent(): (Node | string)[] {
  const lines = texts.urgentPhones.map(({ name, number }) => el("a", { href: dial(number) }, fill(texts.phone, { name, number })));
  return [texts.urgent, ...lines.flatMap((line) => [" ", line])];
}
