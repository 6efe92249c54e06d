/** Below this the chat takes the whole window; the style says the same. */
const SMALL = "(max-width: 30rem), (max-height: 30rem)";

export function isSmallWindow(): boolean {
  return matchMedia(SMALL).matches;
}

/** An on-screen keyboard covers part of the window without changing its height; the style needs what is left. */
export function keepHeight(host: HTMLElement, signal: AbortSignal): void {
  const seen = window.visualViewport;
  const keep = (): void => host.style.setProperty("--_height", `${seen?.height ?? innerHeight}px`);
  seen?.addEventListener("resize", keep, { signal });
  keep();
}
