import type { ErrorReason } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import type { Locale } from "@/lib/i18n/locale";
import { say, type Text } from "@/lib/i18n/say";

// The server's problem documents speak English. This is loaded where something was refused, and not before.

/** Which sentence of the catalogue a problem's `detail` is, and what stands in its slots. */
export function reasonOf(detail: string): { reason: ErrorReason; params: Record<string, string> } | null {
  for (const [reason, text] of Object.entries(catalogue("en").errors)) {
    const params = slotsOf(text, detail);
    if (params) return { reason: reason as ErrorReason, params };
  }
  return null;
}

/** The same sentence in another language; one that this client does not know stays as it came. */
export function translated(locale: Locale, detail: string): string {
  const found = locale === "en" ? null : reasonOf(detail);
  if (!found) return detail;
  return say(locale, catalogue(locale).errors[found.reason], found.params);
}

function slotsOf(text: Text, detail: string): Record<string, string> | null {
  const forms = typeof text === "string" ? [text] : Object.values(text).filter((form) => typeof form === "string");
  for (const form of forms) {
    const pattern = form.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.+?)");
    const hit = new RegExp(`^${pattern}$`, "su").exec(detail);
    if (hit) return { ...hit.groups };
  }
  return null;
}
