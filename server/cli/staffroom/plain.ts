/**
 * What others wrote, for a terminal: signs that steer it (C0, DEL, C1) show as pictures of themselves, and those that
 * turn the direction of what follows (Unicode Bidi, UAX 9) are taken out. Line breaks and tabs stay.
 */
export const plain = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(steering, (sign) => pictureOf(sign.charCodeAt(0)))
    .replace(/[\u2028\u2029]/g, "\n")
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is sought
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

const pictureOf = (code: number): string => {
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
};

/** The same on one line. */
export const plainLine = (text: string): string => plain(text).replace(/\s+/g, " ").trim();

/** JSON leaves DEL, C1 and the signs of direction as they are; a terminal would obey them. */
export const plainJson = (value: unknown, space?: number): string =>
  JSON.stringify(value, null, space).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
