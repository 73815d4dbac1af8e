import { hostname } from "node:os";
import type { CliWords } from "@/lib/i18n/cli";
import type { CliHelp } from "@/lib/i18n/cli-help";
import type { Locale } from "@/lib/i18n/locale";
import { type Params, say, type Text } from "@/lib/i18n/say";
import { Door } from "./door";
import { exits, Stop } from "./exits";
import { type Io, paint } from "./io";
import type { Store } from "./kept";
import { plain, plainJson } from "./plain";
import { Session, type Tokens } from "./session";

/** The options that every command knows. */
export interface Everywhere {
  json?: boolean;
  url?: string;
  token?: string;
  lang?: string;
}

export interface ShellParts {
  io: Io;
  env: NodeJS.ProcessEnv;
  locale: Locale;
  words: CliWords;
  help: CliHelp;
  store: Store;
  /** The folder of the product's own files. */
  root: string;
}

/** What one run of the program has: its streams, its language, its options and its server. */
export class Shell {
  readonly io: Io;
  readonly env: NodeJS.ProcessEnv;
  readonly locale: Locale;
  readonly words: CliWords;
  readonly help: CliHelp;
  readonly store: Store;
  readonly root: string;
  readonly agent = `staffroom (${hostname()}; ${process.platform})`;
  everywhere: Everywhere = {};
  /** Set by a command that ends otherwise than by a Stop. */
  exit: number = exits.done;
  /** The lines that were piped in and not taken yet. */
  piped: Promise<string[]> | undefined;
  private door: Door | undefined;

  constructor(parts: ShellParts) {
    this.io = parts.io;
    this.env = parts.env;
    this.locale = parts.locale;
    this.words = parts.words;
    this.help = parts.help;
    this.store = parts.store;
    this.root = parts.root;
  }

  get json(): boolean {
    return this.everywhere.json === true;
  }

  /** A personal access token that is not kept. */
  get fixedToken(): string | undefined {
    return this.everywhere.token || this.env.STAFFROOM_TOKEN || undefined;
  }

  /** The server that is meant. @throws Stop where none is named */
  server(): string {
    const named = this.everywhere.url || this.env.STAFFROOM_SERVER || this.store.read().current;
    if (!named) throw new Stop(exits.misunderstood, this.words.errors.whichServer);
    return this.serverAt(named);
  }

  serverAt(named: string): string {
    const address = addressOf(named);
    if (!address) throw new Stop(exits.misunderstood, say(this.locale, this.words.errors.badUrl, { url: named }));
    return address;
  }

  at(server: string): Door {
    return new Door(server, this);
  }

  api(): Door {
    this.door ??= this.at(this.server());
    return this.door;
  }

  session(door: Door): Session {
    const refresh = (refresh_token: string, attempt_id: string | undefined) =>
      door.open<Tokens>("POST", "auth/refresh", {
        body: { refresh_token, attempt_id },
        isRepeatable: attempt_id !== undefined,
      });
    return new Session(this.store, door.server, refresh, this.words.errors);
  }

  say(text: Text, params: Params = {}): string {
    return say(this.locale, text, params);
  }

  /** The answer: one JSON value for scripts, lines for people. */
  answer(value: unknown, lines: () => string): void {
    this.print(this.json ? plainJson(value, 2) : lines());
  }

  /** Something was done: a sentence, and what it was done to. */
  tell(value: unknown, text: Text, params: Params = {}): void {
    this.answer(value, () => this.say(text, cleaned(params)));
  }

  print(text: string): void {
    this.io.stdout.write(`${text}\n`);
  }

  /** What is no part of the answer. */
  remark(text: string): void {
    this.io.stderr.write(`${text}\n`);
  }

  paint(colour: Parameters<typeof paint>[1], text: string): string {
    return paint(this.io, colour, text);
  }

  stop(exit: Stop["exit"], text: Text, params: Params = {}): Stop {
    return new Stop(exit, this.say(text, cleaned(params)));
  }
}

/** Names of others stand in sentences too. */
const cleaned = (params: Params): Params =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, plain(String(value))]));

/** A server's origin; what has no scheme is reached by TLS, but for this machine. */
export function addressOf(named: string): string | null {
  const isHere = /^(localhost|127\.|\[::1\])/i.test(named);
  const text = /^[a-z]+:\/\//i.test(named) ? named : `${isHere ? "http" : "https"}://${named}`;
  if (!URL.canParse(text)) return null;
  const { protocol, origin, username } = new URL(text);
  return /^https?:$/.test(protocol) && username === "" ? origin : null;
}
