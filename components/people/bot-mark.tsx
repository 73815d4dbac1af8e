import type { PersonRef } from "@/lib/people/schema";

/** Beside the name of a program, which may call itself anything. */
export const BotMark = ({ person, word }: { person: PersonRef; word: string }) =>
  person.bot ? <span className="bot">{word}</span> : null;
