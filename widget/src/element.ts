/** `<kumpel-chat>`: attributes in, events out; in between the chat and its panel. */
import { Chat } from "./chat.ts";
import { loadConfig, startConfig } from "./config.ts";
import type { Config } from "./protocol.ts";
import type { State } from "./state.ts";
import style from "./styles/widget.css";
import { fill, texts } from "./texts.ts";
import { el } from "./view/dom.ts";
import { Launcher } from "./view/launcher.ts";
import { Panel } from "./view/panel.ts";
import { isSmallWindow, keepHeight } from "./view/window.ts";

const NEUTRAL_PAGE = "https://de.wikipedia.org/";
/** Where the script comes from, which is where the chat is unless `server` says otherwise. */
const SCRIPT_ORIGIN = document.currentScript instanceof HTMLScriptElement ? new URL(document.currentScript.src).origin : location.origin;

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);

export class KumpelChatElement extends HTMLElement {
  static readonly observedAttributes = ["open"];
  private parts: Parts | null = null;

  connectedCallback(): void {
    this.parts ??= new Parts(this);
    this.parts.start();
  }

  disconnectedCallback(): void {
    this.parts?.stop();
  }

  attributeChangedCallback(): void {
    this.parts?.showOrHide();
  }

  /** Opens the window of the launcher. */
  open(): void {
    this.toggleAttribute("open", true);
  }

  close(): void {
    this.toggleAttribute("open", false);
  }

  /** Opens the chat and says this in the person's name; call it when the person has asked for it. */
  ask(text: string): void {
    this.open();
    this.parts?.chat.say(text);
  }

  /** Answers that nobody has seen. */
  get unread(): number {
    return this.parts?.chat.state.unread ?? 0;
  }
}

class Parts {
  readonly chat: Chat;
  private readonly host: KumpelChatElement;
  private readonly server: string;
  private readonly isPage: boolean;
  private readonly panel: Panel;
  private readonly launcher: Launcher;
  private readonly dialog: HTMLDialogElement;
  private config: Config;
  private isConfigured = false;
  private stopListening = new AbortController();

  constructor(host: KumpelChatElement) {
    this.host = host;
    this.server = new URL(host.getAttribute("server") ?? SCRIPT_ORIGIN, location.href).href.replace(/\/$/, "");
    this.isPage = host.getAttribute("mode") === "page";
    this.config = startConfig(this.server);
    this.chat = new Chat(this.server, (state, before) => this.changed(state, before));
    this.launcher = new Launcher(() => (host.hasAttribute("open") ? host.close() : host.open()));
    this.panel = new Panel(this.config, this.actions());
    this.dialog = el("dialog", { class: "window", part: "window", "aria-labelledby": "name" });
    this.build(host.shadowRoot ?? host.attachShadow({ mode: "open" }));
  }

  start(): void {
    const { signal } = (this.stopListening = new AbortController());
    window.addEventListener("online", () => this.chat.wake(), { signal });
    window.addEventListener("offline", () => this.chat.cut(), { signal });
    document.addEventListener("visibilitychange", () => this.seen(), { signal });
    keepHeight(this.host, signal);
    void this.chat.resume();
    this.showOrHide();
  }

  stop(): void {
    this.stopListening.abort();
    this.chat.close();
  }

  showOrHide(): void {
    if (this.isPage) void this.configure();
    else if (this.host.hasAttribute("open") !== this.dialog.open) this.toggle(!this.dialog.open);
    this.seen();
  }

  private build(root: ShadowRoot): void {
    // What stood in the element was for browsers without the script, and may hold a transcript.
    this.host.replaceChildren();
    root.adoptedStyleSheets = [sheet];
    if (this.isPage) {
      root.append(el("section", { class: "page", "aria-labelledby": "name" }, ...this.panel.nodes), this.panel.announcer.node);
      return;
    }
    this.dialog.append(...this.panel.nodes);
    // However it was closed: by its button, by Escape, or by a phone's way back.
    this.dialog.addEventListener("close", () => this.closed());
    this.dialog.addEventListener("keydown", (event) => event.key === "Escape" && this.host.close());
    root.append(this.launcher.node, this.dialog, this.panel.announcer.node);
    this.launcher.configure(this.config.assistant);
  }

  private toggle(open: boolean): void {
    if (!open) return this.dialog.close();
    if (isSmallWindow()) this.dialog.showModal();
    else this.dialog.show();
    void this.configure();
    this.panel.follow();
    this.panel.focus();
    this.launcher.render(this.chat.state.unread, true);
    this.tell("open");
  }

  private closed(): void {
    this.host.close();
    this.seen();
    this.launcher.node.focus({ preventScroll: true });
    this.launcher.render(this.chat.state.unread, false);
    this.tell("close");
  }

  private seen(): void {
    this.chat.show((this.isPage || this.dialog.open) && document.visibilityState === "visible");
  }

  private async configure(): Promise<void> {
    if (this.isConfigured) return;
    this.isConfigured = true;
    const config = await loadConfig(this.server, this.config);
    if (!config) {
      this.isConfigured = false;
      return;
    }
    this.config = config;
    this.panel.configure(config);
    this.launcher.configure(config.assistant);
  }

  private changed(state: State, before: State): void {
    this.panel.render(state, before);
    this.launcher.render(state.unread, this.dialog.open);
    if (state.unread !== before.unread) this.tell("unread", { count: state.unread });
    if (state.erased !== null && before.erased === null) this.tell("erased");
  }

  private tell(name: string, detail: object = {}): void {
    this.host.dispatchEvent(new CustomEvent(`kumpel-${name}`, { bubbles: true, composed: true, detail }));
  }

  private actions() {
    return {
      say: (text: string) => this.chat.say(text),
      tap: (chip: Parameters<Chat["tap"]>[0]) => this.tap(chip),
      again: (said: Parameters<Chat["again"]>[0]) => this.chat.again(said),
      now: () => this.chat.wake(),
      erase: () => this.chat.erase(),
      leave: () => this.leave(),
      ...(this.isPage ? {} : { close: () => this.host.close() }),
    };
  }

  private tap(chip: Parameters<Chat["tap"]>[0]): void {
    this.chat.tap(chip);
    this.panel.announcer.say([fill(texts.chosen, { title: chip.title })]);
  }

  /** First nothing can be read any more, then the page goes; it leaves no entry to come back to. */
  private leave(): void {
    this.chat.leave();
    document.documentElement.replaceChildren();
    location.replace(this.host.getAttribute("exit-url") ?? NEUTRAL_PAGE);
  }
}
