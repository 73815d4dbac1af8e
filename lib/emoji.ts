import { z } from "zod";
import { emojiCharsMax } from "./limits";

/** Unicode TS 51: an emoji as keyboards give it, a sequence counting as one. Made when asked: old browsers lack the flag. */
// biome-ignore lint/complexity/useRegexLiterals: a literal is read with the file, where the flag may be unknown
const recommended = () => new RegExp("^\\p{RGI_Emoji}$", "v");
/** What is newer than this program's tables is still known by its kind. */
const pictographic =
  /^\p{Extended_Pictographic}\ufe0f?[\u{1f3fb}-\u{1f3ff}]?(?:\u200d\p{Extended_Pictographic}\ufe0f?[\u{1f3fb}-\u{1f3ff}]?)*$/u;
const asPicture = "\ufe0f";

/** One emoji in its one form: some are written with and without the sign that asks for a picture. Null for what is none. */
export function oneEmoji(value: string): string | null {
  if (value.length > emojiCharsMax) return null;
  const bare = value.replaceAll(asPicture, "");
  for (const form of [value, bare, `${bare}${asPicture}`]) if (recommended().test(form)) return form;
  return pictographic.test(value) ? value : null;
}

export const emojiSchema = z.string().transform((value, context) => {
  const emoji = oneEmoji(value);
  if (emoji !== null) return emoji;
  context.addIssue({ code: "custom", message: "notAnEmoji" });
  return z.NEVER;
});
