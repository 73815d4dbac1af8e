/** Text as people type it, made safe to store: NFC, no control characters, no lone surrogates, no NUL. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
// Overrides and isolates of direction can make a name read as another one.
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const spaces = /[\s\u00a0\u2000-\u200b\u3000\ufeff]+/g;

/** One line: white space folded, direction overrides out. For names and topics. */
export const cleanLine = (value: string): string =>
  value.toWellFormed().replace(controls, "").replace(directions, "").replace(spaces, " ").trim().normalize("NFC");

/** Many lines, as typed, for the text of a message. Trailing white space goes. */
export const cleanText = (value: string): string =>
  value.toWellFormed().replace(/\r\n?/g, "\n").replace(controls, "").trimEnd().replace(/^\n+/, "");

/** A text with no visible character says nothing. The blank Braille pattern is a space by looks only. */
export const isBlank = (value: string): boolean => !/[^\s\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]/u.test(value);

const lookAlikes: Record<string, string> = { "0": "o", "1": "l" };

/**
 * The ASCII part of the skeleton of Unicode Technical Standard 39: user names that the eye takes for one are one.
 * @param username already lower-case ASCII
 */
export const usernameSkeleton = (username: string): string =>
  username
    .replace(/[01]/g, (letter) => lookAlikes[letter] ?? letter)
    .replaceAll("rn", "m")
    .replaceAll("vv", "w");
