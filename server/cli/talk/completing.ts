import type { Input } from "./input";

/** The rest of a user name behind its @, as far as it is the same for all who are called so. */
export function completed(input: Input, startingWith: (start: string) => string[]): Input {
  const { text, at } = input;
  const [, start] = /(?:^|\s)@([\w.-]*)$/.exec(text.slice(0, at)) ?? [];
  if (start === undefined) return input;
  const names = startingWith(start);
  const [first] = names;
  if (first === undefined) return input;
  const shared = names.reduce(commonStart) + (names.length === 1 ? " " : "");
  const from = at - start.length;
  return { ...input, text: text.slice(0, from) + shared + text.slice(at), at: from + shared.length };
}

function commonStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return one.slice(0, length);
}
