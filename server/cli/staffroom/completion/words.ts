/** The words of a command line so far, the last one as it stands before the cursor. */
export interface Line {
  words: string[];
  /** The last word as typed, with its backslashes and its quotation mark. */
  raw: string;
  /** The quotation mark within which the last word stands, where it is still open. */
  quote: "" | '"' | "'";
}

/** Parts a line as bash does; variables and substitutions stay as they are. */
export function wordsIn(line: string): Line {
  const words: string[] = [];
  let [word, start, isWord] = ["", 0, false];
  let quote: Line["quote"] = "";
  for (let at = 0; at < line.length; at++) {
    const sign = line[at] ?? "";
    if (!quote && /\s/.test(sign)) {
      if (isWord) words.push(word);
      [word, start, isWord] = ["", at + 1, false];
      continue;
    }
    if (!isWord) [start, isWord] = [at, true];
    if (sign === quote) quote = "";
    else if (!quote && (sign === '"' || sign === "'")) quote = sign;
    else if (sign === "\\" && quote !== "'") word += line[++at] ?? "";
    else word += sign;
  }
  return { words: [...words, word], raw: line.slice(start), quote };
}

/** As it has to stand in bash, which begins a new word after each of its breaks: what lies before them is there already. */
export function asBashWord(value: string, { raw, quote }: Line, breaks: string): string {
  // Others choose names: none may hold what a shell would run.
  if (quote === "'") return value.replaceAll("'", "'\\''");
  if (quote === '"') return value.replace(/[\\"$`!]/g, "\\$&");
  const written = value.replace(/[^\p{L}\p{N}_@%+=:,./#-]/gu, "\\$&").replace(/^#/, "\\#");
  return written.slice(breakIn(raw, breaks));
}

/** Where readline's word begins within ours: behind a break, but at an `@`, which it takes along (`rl_special_prefixes`). */
function breakIn(raw: string, breaks: string): number {
  const after = (sign: string) => (breaks.includes(sign) ? raw.lastIndexOf(sign) + 1 : 0);
  const at = breaks.includes("@") ? raw.lastIndexOf("@") : 0;
  return Math.max(after("="), after(":"), at, 0);
}
