import type { Config } from "./protocol.ts";
import { readConfig } from "./reading.ts";

/** What holds until the server has told its own, or if it cannot. */
export function startConfig(server: string): Config {
  return { assistant: "Kumpel", agency: "", server, privacyUrl: `${server}/datenschutz`, characters: 1000, hours: 24, phones: [], examples: [] };
}

/** What the agency has set, or null when the server does not tell. Needs no cookie and sets none. */
export async function loadConfig(server: string, fallback: Config): Promise<Config | null> {
  try {
    const response = await fetch(`${server}/api/config`, { credentials: "omit" });
    return response.ok ? readConfig(await response.json(), fallback) : null;
  } catch {
    return null;
  }
}
