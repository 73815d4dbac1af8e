import type { ErrorReason } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import { locales } from "@/lib/i18n/locale";

/**
 * Whether a refusal's sentence is this one, in either language: a problem document names its code alone, and for two of
 * them there is more to be asked. Loaded where something was refused, and not before.
 */
export const isReason = (detail: string, reason: ErrorReason): boolean =>
  locales.some((locale) => catalogue(locale).errors[reason] === detail);
