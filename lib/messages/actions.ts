/** What somebody does, of a text that begins with `/me`; null of any other. The name of the author comes before it. */
export const actionOf = (text: string): string | null =>
  /^\/me\s+(?=\S)/.test(text) ? text.replace(/^\/me\s+/, "") : null;
