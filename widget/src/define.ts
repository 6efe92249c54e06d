import { KumpelChatElement } from "./element.ts";

if (!customElements.get("kumpel-chat")) {
  // As a length it is computed where it is set, and means the same in all that lies below.
  CSS.registerProperty({ name: "--kumpel-rem", syntax: "<length>", inherits: true, initialValue: "16px" });
  customElements.define("kumpel-chat", KumpelChatElement);
}

declare global {
  interface HTMLElementTagNameMap {
    "kumpel-chat": KumpelChatElement;
  }
}
