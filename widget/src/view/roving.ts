/** Arrow keys through a list's lines: one of them can be reached by Tab, the arrows go on from there. */
export class Roving {
  private readonly list: HTMLElement;
  private readonly leave: () => void;
  private current: HTMLElement | null = null;

  constructor(list: HTMLElement, leave: () => void) {
    this.list = list;
    this.leave = leave;
    list.addEventListener("keydown", (event) => this.onKey(event));
    list.addEventListener("focusin", (event) => this.remember(this.lineOf(event.target)));
  }

  /** After the lines have changed. */
  refresh(): void {
    for (const line of this.lines()) if (!line.hasAttribute("tabindex")) line.tabIndex = -1;
    const isFocusInside = this.list.matches(":focus-within");
    if (!isFocusInside || !this.current?.isConnected) this.remember(this.lines().at(-1) ?? null);
  }

  focusLast(): void {
    this.lines().at(-1)?.focus();
  }

  private lines(): HTMLElement[] {
    // The typing sign goes away by itself, and would take the focus with it.
    return [...this.list.querySelectorAll<HTMLElement>(":scope > li:not(.typing)")];
  }

  private lineOf(target: EventTarget | null): HTMLElement | null {
    return this.lines().find((line) => target instanceof Node && line.contains(target)) ?? null;
  }

  private remember(line: HTMLElement | null): void {
    if (this.current && this.current !== line) this.current.tabIndex = -1;
    this.current = line;
    if (line) line.tabIndex = 0;
  }

  private onKey(event: KeyboardEvent): void {
    const line = this.lineOf(event.target);
    if (!line || event.altKey || event.ctrlKey || event.metaKey) return;
    if (this.move(event, line)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  private move(event: KeyboardEvent, line: HTMLElement): boolean {
    const lines = this.lines();
    const place = lines.indexOf(line);
    switch (event.key) {
      case "ArrowDown":
        return focus(lines[place + 1]);
      case "ArrowUp":
        return focus(lines[place - 1]);
      case "Home":
        return focus(lines[0]);
      case "End":
        return focus(lines.at(-1));
      case "ArrowRight":
      case "ArrowLeft":
        return this.moveWithin(line, event.target, event.key === "ArrowRight" ? 1 : -1);
      case "Enter":
        return event.target === line && focus(controls(line)[0]);
      case "Escape":
        return event.target === line ? this.leaveList() : focus(line);
      default:
        return false;
    }
  }

  private moveWithin(line: HTMLElement, target: EventTarget | null, step: number): boolean {
    const all = controls(line);
    const place = all.findIndex((control) => control === target);
    return place >= 0 && focus(all[place + step]);
  }

  private leaveList(): boolean {
    this.leave();
    return true;
  }
}

function controls(line: HTMLElement): HTMLElement[] {
  return [...line.querySelectorAll<HTMLElement>("a, button:not([hidden])")].filter((control) => control.tabIndex >= 0);
}

function focus(element: HTMLElement | undefined): boolean {
  element?.focus();
  return element !== undefined;
}
