import { say } from "@/lib/i18n/say";
import { plainLine } from "../staffroom/plain";
import type { Outgoing } from "./outbox";
import type { Look } from "./rows";
import { cut } from "./wrap";

/** What there is to know just now. */
export interface Status {
  room: string;
  isLost: boolean;
  people: number;
  here: number;
  /** The names of those who write. */
  writing: string[];
  waiting: readonly Outgoing[];
  /** Threads that one follows, with replies that one has not read. */
  threads: readonly number[];
}

const threadsShown = 4;

const waitingShown = 3;

/** The rows over the line in which one types: how things are, and what is not sent yet. */
export function drawStatus(look: Look, status: Status): string[] {
  const { words, columns, paint } = look;
  const waiting = status.waiting
    .slice(-waitingShown)
    .map(({ text }) => paint("dim", cut(`⋯ ${plainLine(text)} (${words.waits})`, columns)));
  const state = status.isLost
    ? paint("yellow", cut(words.lost, columns))
    : paint("dim", cut(still(look, status), columns));
  const numbers = status.threads.slice(-threadsShown).join(", ");
  const replies = numbers === "" ? [] : [paint("yellow", cut(say(look.locale, words.inThreads, { numbers }), columns))];
  return [...waiting, ...replies, state];
}

function still({ words, locale }: Look, { room, people, here, writing }: Status): string {
  const [name, other, more] = writing.map(plainLine);
  if (more !== undefined) return words.typingMany;
  if (name !== undefined && other !== undefined) return say(locale, words.typingTwo, { name, other });
  if (name !== undefined) return say(locale, words.typingOne, { name });
  return [
    plainLine(room),
    say(locale, words.people, { n: people }),
    say(locale, words.here, { n: here }),
    words.help,
  ].join(" · ");
}
