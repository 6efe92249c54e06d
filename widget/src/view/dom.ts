type Value = string | number | boolean | undefined | ((event: never) => void);

/** An element with attributes, `on…` listeners and children. Text is only ever set as text. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly (Node | string | null)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** For screen readers only. */
export function unseen(text: string): HTMLSpanElement {
  return el("span", { class: "unseen" }, text);
}

/** A button that stays where it is when it is spent, so that the focus is not lost. */
export function disable(button: HTMLElement, disabled: boolean): void {
  if (disabled) {
    button.setAttribute("aria-disabled", "true");
    button.tabIndex = -1;
  } else {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("tabindex");
  }
}

export function isDisabled(button: HTMLElement): boolean {
  return button.getAttribute("aria-disabled") === "true";
}
