import { type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { isCurrent } from "@/lib/access/membership";
import { openCursor } from "@/lib/cursor";
import { fieldError } from "@/lib/errors";
import { dayOf, dayStart, endOfDay } from "@/lib/i18n/time";
import { searchNamesMax } from "@/lib/limits";
import { momentIn } from "@/lib/moments";
import type { SearchInput, SearchKind } from "./schema";
import { otherVersion } from "./signs";
import type { Term, Typed } from "./typed";
import { plainWord } from "./words";

/** What is looked for, with names and days made into ids and moments. Null where nobody and nothing is narrowed to. */
export interface Sought {
  terms: Term[];
  roomIds: number[] | null;
  authorIds: number[] | null;
  toIds: number[] | null;
  kinds: SearchKind[];
  /** From this moment on, and up to before that one. */
  since: string | null;
  until: string | null;
  /** Only messages with lesser ids: what comes after a page. */
  beforeId: number | null;
}

/** @throws AppError `invalid` (`searchEmpty`, `dateShape`) */
export async function narrowed(actor: Actor, input: SearchInput, typed: Typed, now: Date): Promise<Sought> {
  const [authors, recipients, rooms] = await Promise.all([
    peopleCalled(actor, [...typed.from, ...(input.from ? [input.from] : [])]),
    peopleCalled(actor, [...typed.to, ...(input.to ? [input.to] : [])]),
    roomsCalled(actor, typed.in),
  ]);
  const day = (name: "after" | "before") => dayAsked(actor, name, input[name] ?? typed[name].at(-1), now);
  const sought: Sought = {
    terms: typed.terms,
    roomIds: bothOf(input.room_id === undefined ? null : [input.room_id], rooms),
    authorIds: authors,
    toIds: recipients,
    kinds: [...new Set([...typed.has, ...(input.has ? [input.has] : [])])],
    since: day("after"),
    until: day("before"),
    beforeId: input.cursor ? openCursor(input.cursor).id : null,
  };
  if (!saysSomething(sought)) throw fieldError("q", "searchEmpty");
  return sought;
}

const saysSomething = (sought: Sought): boolean =>
  sought.terms.length + sought.kinds.length > 0 ||
  [sought.roomIds, sought.authorIds, sought.toIds, sought.since, sought.until].some((one) => one !== null);

const bothOf = (one: number[] | null, other: number[] | null): number[] | null =>
  one && other ? one.filter((id) => other.includes(id)) : (one ?? other);

/**
 * People by id, user name or a part of their name; `me` is oneself. Nobody learns by it who is there: what is found are
 * messages that one sees. `persons_username` serves names, the trigrams of display names the rest.
 */
async function peopleCalled(actor: Actor, names: string[]): Promise<number[] | null> {
  if (names.length === 0) return null;
  const found = await Promise.all(names.map((name) => peopleOfName(actor, name.replace(/^@/, "").trim())));
  return found.flat();
}

async function peopleOfName(actor: Actor, name: string): Promise<number[]> {
  if (["me", "меня", "я", "мне"].includes(name.toLowerCase())) return [actor.personId];
  if (name === "") return [];
  if (/^\d{1,15}$/.test(name)) return [Number(name)];
  const rows = await database().execute<{ id: string; exact: boolean }>(sql`
    select p.id, p.username = ${name} as exact from persons p
    where p.username = ${name} or p.display_name ilike ${likely(name)} order by 2 desc, p.id limit ${searchNamesMax}`);
  const exact = [...rows].filter((row) => row.exact);
  return (exact.length > 0 ? exact : [...rows]).map(({ id }) => Number(id));
}

const likely = (name: string): string => `%${name.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** Rooms among one's own by name or a part of it; direct rooms have none. `memberships_of_person` serves it. */
async function roomsCalled(actor: Actor, names: string[]): Promise<number[] | null> {
  if (names.length === 0) return null;
  const rows = await database().execute<{ id: string; name: string }>(sql`
    select r.id, r.name from memberships b join rooms r on r.id = b.room_id
    where b.person_id = ${actor.personId} and ${isCurrent("b")} and r.kind = 'room' limit 1000`);
  const mine = [...rows].map((row) => ({ id: Number(row.id), name: plainWord(row.name) }));
  const found = names.map(plainWord).flatMap((name) => {
    const exact = mine.filter((room) => room.name === name);
    return (exact.length > 0 ? exact : mine.filter((room) => room.name.includes(name))).map(({ id }) => id);
  });
  return found.slice(0, searchNamesMax);
}

/** Days are meant whole: from the beginning of the one to the end of the other. */
function dayAsked(actor: Actor, field: "after" | "before", text: string | undefined, now: Date): string | null {
  if (text === undefined || text === "") return null;
  const day = dayIn(actor.timeZone, text, now);
  if (day === null && !/^\d{4}-\d\d-\d\dT/.test(text)) throw fieldError(field, "dateShape");
  const edge = field === "after" ? dayStart : endOfDay;
  const moment = day === null ? momentIn(text) : momentIn(edge(actor.timeZone, day).toISOString());
  if (moment === null) throw fieldError(field, "dateShape");
  return moment;
}

/** 2026-03-31 or 31.03.2026, `today`, `yesterday`; null for what is no day. */
function dayIn(timeZone: string, text: string, now: Date): string | null {
  const back = { today: 0, сегодня: 0, yesterday: 1, вчера: 1 }[text.toLowerCase()];
  const clock = { locale: "en" as const, timeZone, words: { today: "", yesterday: "", todayAt: "", yesterdayAt: "" } };
  if (back !== undefined) return dayOf(clock, new Date(now.getTime() - back * 86_400_000));
  const [, date = "", month = "", year = ""] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  const day = year ? `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}` : text;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(day) && momentIn(`${day}T00:00:00Z`)?.startsWith(day);
  return isDay ? day : null;
}

/** What the index is asked for. What it can't tell to be there it can't exclude either: that is left to the text. */
export const queriesOf = (terms: readonly Term[]): SQL[] =>
  terms.filter(({ exact, without }) => !(exact && without)).map(termQuery);

/** One of the terms as PostgreSQL asks for it. Words hold letters and digits alone. */
export function termQuery(term: Term): SQL {
  const parts = [
    ...(term.words.length > 0 ? [wordsQuery(term)] : []),
    ...term.marks.map((mark) => sql`${`'${mark}'`}::tsquery`),
  ];
  const asked = sql`(${sql.join(parts, sql` && `)})`;
  return term.without && !term.exact ? sql`!!${asked}` : asked;
}

function wordsQuery(term: Term): SQL {
  const { words, open } = term;
  const quoted = words.map((word) => `'${word}'`);
  const other = otherVersion(words, term);
  if (other) quoted[0] = `(${quoted[0]} | '${other}')`;
  const whole = sql`to_tsquery('staffroom', ${quoted.join(" <-> ")})`;
  // What is half typed may be longer than the stem of the whole word: it is looked for among the words as written, too.
  const begun =
    words.length === 1
      ? sql`to_tsquery('simple', ${`${quoted[0]}:*`})`
      : sql`to_tsquery('staffroom', ${`${quoted.join(" <-> ")}:*`})`;
  return open ? sql`(${whole} || ${begun})` : whole;
}
