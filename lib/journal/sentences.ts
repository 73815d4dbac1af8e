import type { AdminWords } from "@/lib/i18n/en";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import type { EntryView, Facts } from "./schema";

type Words = AdminWords["journal"];

/** What was done, as a sentence without who did it. An action of another version of the product stands as it is. */
export function sentenceOf(locale: Locale, words: Words, entry: EntryView): string {
  const [noun = "", deed = ""] = entry.action.split(".", 2);
  const deeds = wordIn<Record<string, string>>(words.sentences, noun);
  const sentence = deeds && wordIn(deeds, deed);
  if (!sentence) return entry.action;
  return say(locale, sentence, {
    person: entry.person?.display_name ?? words.someone,
    room: roomNameOf(locale, words, entry),
    subject: entry.subject,
  });
}

/** A room that was deleted, and a direct one, have no name left to tell. */
function roomNameOf(locale: Locale, words: Words, { room, before }: EntryView): string {
  if (room?.name) return room.name;
  const name = before?.name;
  if (typeof name === "string" && name !== "") return name;
  return say(locale, words.lostRoom, { id: room?.id ?? 0 });
}

/** Who did it: a person, somebody who was not signed in, or the program as time went by. */
export function doerOf(words: Words, { actor, address }: EntryView): string {
  if (actor) return actor.display_name;
  return address === "" ? words.clock : words.stranger;
}

/** What is other than before, a line each: "membership: administrators → members". */
export function changesOf(locale: Locale, words: Words, { before, after }: EntryView): string[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.map((name) => {
    const fact = labelOf(words, name);
    if (!hasFact(before, name)) return say(locale, words.fact, { fact, value: wordFor(words, after?.[name]) });
    if (!hasFact(after, name)) return say(locale, words.fact, { fact, value: wordFor(words, before?.[name]) });
    return say(locale, words.change, {
      fact,
      before: wordFor(words, before?.[name]),
      after: wordFor(words, after?.[name]),
    });
  });
}

const hasFact = (facts: Facts | null, name: string): boolean => facts !== null && Object.hasOwn(facts, name);

const labelOf = (words: Words, name: string): string => wordIn(words.facts, name) ?? name;

function wordFor(words: Words, value: unknown): string {
  if (Array.isArray(value))
    return value.length === 0 ? words.nothing : value.map((one) => wordFor(words, one)).join(", ");
  if (value === null || value === undefined || value === "") return words.nothing;
  return wordIn(words.values, String(value)) ?? String(value);
}

/** Its own alone: what the table says may be called as something that every object has. */
const wordIn = <T>(words: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(words, name) ? words[name] : undefined;
