import en from "emojibase-data/en/data.json";
import enCodes from "emojibase-data/en/shortcodes/github.json";
import ru from "emojibase-data/ru/data.json";
import { type EmojiEntry, folded } from "./emoji";

/** Newer ones are squares on most people's devices. */
const unicodeVersionMax = 16;
/** Skin tones and letters by themselves are parts, not emoji. */
const components = 2;

/** All emoji with their names in both languages, of which skins are left out: those are made by a modifier. */
export function makeEmojiData(): EmojiEntry[] {
  const russian = new Map(ru.map((one) => [one.hexcode, one]));
  return en
    .filter((one) => one.group !== undefined && one.group !== components && one.version <= unicodeVersionMax)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map((one): EmojiEntry => {
      const other = russian.get(one.hexcode) ?? one;
      const codes = (enCodes as Record<string, string | string[]>)[one.hexcode] ?? [];
      const words = [...(other.tags ?? []), ...(one.tags ?? []), ...[codes].flat()].map(folded);
      return [shown(one.emoji), one.group ?? 0, other.label, one.label, [...new Set(words)].join("|")];
    });
}

/** By the short name that people know from elsewhere (GitHub's): `+1`, `heart`. Null where there is none of it. */
export function emojiOfCode(code: string): string | null {
  const all: [string, string | string[]][] = Object.entries(enCodes);
  const [hexcode] = all.find(([, codes]) => [codes].flat().includes(code)) ?? [];
  const found = en.find((one) => one.hexcode === hexcode);
  return found ? shown(found.emoji) : null;
}

/** One character for one emoji, whoever writes it: the selector stays only where the character needs it. */
const shown = (emoji: string): string => emoji.replace(/^(\p{Emoji_Presentation})\ufe0f$/u, "$1");
