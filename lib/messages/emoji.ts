/** Emoji by their names, in both languages at once. What the browser holds; `emoji-data.ts` makes it. */

export const emojiVersion = "17.0.0";
/** The version is in the address: what was read once is never asked for again. */
export const emojiAddress = `/emoji/${emojiVersion}`;

/** The character, its group (a number of `writing.emoji.groups`), and for each language its name and the words by which it is found, folded. */
export type EmojiEntry = [emoji: string, group: number, ru: string, en: string, words: string];

/** The same letter by another habit is the same: case, ё and е, an underscore for a space. */
export const folded = (text: string): string => text.toLowerCase().replaceAll("ё", "е").replaceAll("_", " ").trim();

/**
 * What is called so in either language: names that begin with the query first, then words that do. The order of the
 * data decides between equals, and the shorter name stands for the plainer thing.
 */
export function findEmojis(data: readonly EmojiEntry[], query: string, limit: number): EmojiEntry[] {
  const wanted = folded(query);
  if (wanted === "") return [];
  return data
    .map((entry, order) => ({ entry, order, rank: rankOf(entry, wanted) }))
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .slice(0, limit)
    .map(({ entry }) => entry);
}

function rankOf([, , ru, en, words]: EmojiEntry, wanted: string): number {
  const names = [folded(ru), folded(en)];
  const list = words.split("|");
  if (names.includes(wanted)) return 0;
  if (list.includes(wanted)) return 1;
  if (names.some((name) => name.startsWith(wanted))) return 2;
  if (list.some((word) => word.startsWith(wanted))) return 3;
  if (names.some((name) => name.includes(` ${wanted}`))) return 4;
  return Number.POSITIVE_INFINITY;
}

/** Up to so many emoji alone make a text that is shown large. */
export const largeEmojisMax = 12;

const oneEmoji =
  "(?:\\p{RI}{2}|[0-9#*]\\ufe0f?\\u20e3|(?:\\p{Emoji_Presentation}|\\p{Extended_Pictographic}\\ufe0f?)\\p{EMod}?(?:\\u200d\\p{Extended_Pictographic}\\ufe0f?\\p{EMod}?)*(?:[\\u{e0020}-\\u{e007f}]+)?)";
const onlyEmojis = new RegExp(`^${oneEmoji}(?:\\s*${oneEmoji}){0,${largeEmojisMax - 1}}$`, "u");
/** The longest emoji there is (a flag of tags, a family with skins) takes fewer characters. */
const charsPerEmoji = 40;

/** Nothing but a few emoji, with white space at most between them. */
export const isOnlyEmojis = (text: string): boolean =>
  text.length <= largeEmojisMax * charsPerEmoji && onlyEmojis.test(text.trim());
