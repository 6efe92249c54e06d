import { KumpelChatElement } from "./element.ts";

if (!customElements.get("kumpel-chat")) customElements.define("kumpel-chat", KumpelChatElement);

declare global {
  interface HTMLElementTagNameMap {
    "kumpel-chat": KumpelChatElement;
  }
}
