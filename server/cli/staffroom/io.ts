import { text as readAll } from "node:stream/consumers";

/** The three streams of a command, and what they lead to. */
export interface Io {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  /** Somebody sits at both ends and can be asked. */
  isAsked: boolean;
  /** Of the terminal; unbounded elsewhere. */
  columns: number;
  colours: boolean;
  /** A text may carry an address that a click opens. */
  links: boolean;
}

/** https://no-color.org: set to anything, there are none. */
export function processIo(env: NodeJS.ProcessEnv): Io {
  const { stdin, stdout, stderr } = process;
  const isTerminal = stdout.isTTY === true;
  return {
    stdin,
    stdout,
    stderr,
    isAsked: stdin.isTTY === true && stderr.isTTY === true,
    columns: isTerminal ? stdout.columns || 80 : Number.POSITIVE_INFINITY,
    colours: isTerminal && !env.NO_COLOR && env.TERM !== "dumb",
    links: isTerminal && !env.NO_COLOR && takesLinks(env),
  };
}

/** Terminals that are known to take links (OSC 8); another might print what it does not know. */
const takesLinks = ({ TERM = "", TERM_PROGRAM = "", VTE_VERSION, KONSOLE_VERSION, WT_SESSION }: NodeJS.ProcessEnv) =>
  !TERM.startsWith("screen") &&
  (/^(?:iTerm\.app|WezTerm|vscode|ghostty)$/.test(TERM_PROGRAM) ||
    /^(?:xterm-kitty|foot|alacritty)/.test(TERM) ||
    Number(VTE_VERSION) >= 5000 ||
    Number(KONSOLE_VERSION) >= 201_200 ||
    WT_SESSION !== undefined);

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  strike: [9, 29],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const;
export type Colour = keyof typeof codes;

export const paint = (io: Pick<Io, "colours">, colour: Colour, text: string): string =>
  io.colours && text !== "" ? `\u001b[${codes[colour][0]}m${text}\u001b[${codes[colour][1]}m` : text;

/** The lines of what is piped in, read once. */
export async function pipedLines(io: Io): Promise<string[]> {
  return (await readAll(io.stdin)).split(/\r?\n/);
}
