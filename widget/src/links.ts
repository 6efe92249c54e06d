const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/** The address if a person may be led to it, else null. `base` makes a path an address of its server. */
export function safeHref(href: string, base?: string): string | null {
  if (!href || !URL.canParse(href, base)) return null;
  const url = new URL(href, base);
  return SCHEMES.has(url.protocol) ? url.href : null;
}

/** The address that dials a number. */
export function dial(number: string): string {
  return `tel:${number.replace(/[^0-9+]/g, "")}`;
}
