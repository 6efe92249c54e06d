import type { Chip } from "../protocol.ts";
import { fill, texts } from "../texts.ts";
import { disable, el, isDisabled } from "./dom.ts";
import { icon } from "./icons.ts";

/** Suggestions to tap. Once one is taken, or something else was said, they stay as they were and do nothing. */
export class Chips {
  readonly node: HTMLElement;
  private readonly buttons: readonly HTMLButtonElement[];

  constructor(chips: readonly Chip[], tap: (chip: Chip) => void) {
    this.buttons = chips.map((chip) => {
      const onclick = (event: Event): void => {
        if (!isDisabled(event.currentTarget as HTMLElement)) tap(chip);
      };
      return el("button", { type: "button", class: "chip", part: "chip", onclick }, chip.title);
    });
    this.node = el("div", { class: "chips", role: "group", "aria-label": texts.chips }, ...this.buttons);
  }

  spend(chosenTitle: string | null): void {
    if (this.node.classList.contains("spent")) return;
    this.node.classList.add("spent");
    for (const button of this.buttons) {
      disable(button, true);
      if (button.textContent !== chosenTitle) continue;
      button.classList.add("chosen");
      button.setAttribute("aria-label", fill(texts.chosen, { title: chosenTitle }));
      button.prepend(icon("check"));
      chosenTitle = null;
    }
  }
}
