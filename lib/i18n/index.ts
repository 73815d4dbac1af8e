import { type Catalogue, en } from "./en";
import type { Locale } from "./locale";
import { ru } from "./ru";

const catalogues: Record<Locale, Catalogue> = { en, ru };

/** Every text in one language. */
export const catalogue = (locale: Locale): Catalogue => catalogues[locale];
