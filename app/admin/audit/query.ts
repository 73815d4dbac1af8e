import { z } from "zod";
import { dayStart } from "@/lib/i18n/time";
import { type AskJournal, journalInput } from "@/lib/journal/schema";

const { actor, person, room, action, outcome, cursor } = journalInput.shape;
const day = z.iso.date().optional().catch(undefined);

/** What stands in the page's address: days instead of moments, and whatever is no answer is left out. */
const pageQuery = z.object({
  actor: actor.catch(undefined),
  person: person.catch(undefined),
  room: room.catch(undefined),
  action: action.catch(undefined),
  outcome: outcome.catch(undefined),
  from: day,
  to: day,
  cursor: cursor.catch(undefined),
});

export type PageQuery = z.infer<typeof pageQuery>;

export const readQuery = (params: Record<string, string | string[] | undefined>): PageQuery =>
  pageQuery.parse(Object.fromEntries(Object.entries(params).filter(([, value]) => value !== "")));

/** Days are those of whoever looks; the last one is meant whole. */
export function askedBy({ from, to, ...rest }: PageQuery, timeZone: string): AskJournal {
  return {
    ...rest,
    after: from === undefined ? undefined : dayStart(timeZone, from),
    before: to === undefined ? undefined : dayStart(timeZone, dayAfter(to)),
  };
}

const dayAfter = (date: string): string => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);

/** The page's address with these answers. */
export function addressOf(path: string, query: PageQuery): string {
  const search = new URLSearchParams(Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]));
  return search.size === 0 ? path : `${path}?${search}`;
}
