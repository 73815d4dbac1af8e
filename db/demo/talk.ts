import { conversations as english } from "./en";
import { vocabulary as englishWords } from "./en/words";
import { type Conversation, planYear } from "./plan";
import { between, pick, pickWeighted, type Random, seededRandom } from "./random";
import { conversations as russian } from "./ru";
import { vocabulary as russianWords } from "./ru/words";
import { type Line, parseScript } from "./script";
import { type Person, type Scene, tell, type Vocabulary } from "./tell";

export type TalkOptions = {
  locale: "ru" | "en";
  /** How many people talk; the lists below are in their order. */
  authors: number;
  usernames: readonly string[];
  genders: readonly ("f" | "m")[];
  /** First names by which they call one another; a mention stands in for a missing one. */
  names?: readonly string[];
  count: number;
  until: Date;
  seed: number;
};
export type Said = { author: number; text: string; at: Date };

const LANGUAGES = {
  ru: { scripts: russian.map(parseScript), words: russianWords },
  en: { scripts: english.map(parseScript), words: englishWords },
};
/** No text stands twice within so many neighbours. */
const MEMORY = 40;
const AFTERTHOUGHTS = ["🙂", "👍", "🙏", "👌", "😊", "✅"];

type Turn = { scene: Scene; line: Line; author: number; at: number };

/** `count` messages of the year that ends at `until`, oldest first; the same options give the same talk. */
export function yearOfTalk(options: TalkOptions): Said[] {
  const { locale, count, until, seed } = options;
  const random = seededRandom(seed);
  const { scripts, words } = LANGUAGES[locale];
  const cast = peopleOf(options);
  const talkative = cast.map(() => 0.4 + random() * 1.6);
  const turns = planYear(random, scripts, count, until).flatMap((talk) => stage(random, words, cast, talkative, talk));
  return recite(turns.sort((left, right) => left.at - right.at));
}

function peopleOf({ authors, usernames, genders, names }: TalkOptions): Person[] {
  return Array.from({ length: authors }, (_, index) => {
    const username = usernames[index];
    const gender = genders[index];
    if (username === undefined || gender === undefined) throw new RangeError(`author ${index} has no name or gender`);
    return { username, gender, name: names?.[index] ?? `@${username}` };
  });
}

function stage(
  random: Random,
  words: Vocabulary,
  people: readonly Person[],
  talkative: readonly number[],
  { script, start, length }: Conversation,
): Turn[] {
  const indexes = drawCast(random, talkative);
  const cast = indexes.flatMap((index) => people[index] ?? []);
  const scene: Scene = { random, words, cast, start, said: new Map() };
  let at = start;
  return script.lines.slice(0, length).map((line, index) => {
    if (index > 0) at += pauseMs(random, line);
    return { scene, line, author: indexes[line.speaker % indexes.length] ?? 0, at };
  });
}

/** Up to four different people, the talkative more often. */
function drawCast(random: Random, talkative: readonly number[]): number[] {
  const weights = [...talkative];
  return Array.from({ length: Math.min(4, weights.length) }, () => {
    const index = pickWeighted(random, weights);
    weights[index] = 0;
    return index;
  });
}

/** Thinking, then typing at about six characters a second; at most eight minutes beyond what the script says. */
function pauseMs(random: Random, { afterMinutes, text }: Line): number {
  const thinking = random() < 0.15 ? between(random, 60, 240) : between(random, 8, 70);
  const typing = Math.min(text.length / 6, 200);
  return Math.round(((afterMinutes ?? 0) * 60 + thinking + typing) * 1000 + random() * 1000);
}

function recite(turns: readonly Turn[]): Said[] {
  const recent: string[] = [];
  return turns.map(({ scene, line, author, at }) => {
    const text = somethingNew(scene, line, recent);
    recent.push(text);
    if (recent.length > MEMORY) recent.shift();
    return { author, text, at: new Date(at) };
  });
}

function somethingNew(scene: Scene, line: Line, recent: readonly string[]): string {
  let text = tell(scene, line);
  for (let tries = 0; tries < 12 && recent.includes(text); tries++) text = tell(scene, line);
  while (recent.includes(text)) text += ` ${pick(scene.random, AFTERTHOUGHTS)}`;
  return text;
}
