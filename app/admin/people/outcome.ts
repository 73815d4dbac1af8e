import type { ErrorReason } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import type { BulkOutcome, PersonRef } from "@/lib/people/schema";

const namesShown = 20;

/** What was done, to whom it was not done, and why: a line each. */
export function tellOutcome(outcome: BulkOutcome, locale: Locale): string {
  const { acts, confirm } = catalogue(locale).admin.people;
  const { errors } = catalogue(locale);
  const lines: string[] = [];
  if (outcome.done.length > 0)
    lines.push(
      say(locale, acts[outcome.act].done, { names: namesOf(outcome.done, locale) }),
      ...closedOf(outcome, locale),
    );
  if (outcome.unchanged.length > 0)
    lines.push(say(locale, confirm.unchanged, { names: namesOf(outcome.unchanged, locale) }));
  for (const [reason, people] of byReason(outcome.refused))
    lines.push(
      say(locale, confirm.refused, {
        names: namesOf(people, locale),
        reason: reason === "forbidden" ? confirm.forbidden : errors[reason],
      }),
    );
  return lines.join("\n");
}

/** "3 sessions closed, in 2 rooms." */
function closedOf({ act, done, sessions_closed, room_count }: BulkOutcome, locale: Locale): string[] {
  const { confirm } = catalogue(locale).admin.people;
  const isOne = done.length === 1;
  if (act === "enter" || act === "leave" || act === "reactivate") return [];
  if (act === "role" && sessions_closed === 0) return [];
  const closed = sessions_closed === 0 ? confirm.noneClosed : say(locale, confirm.closed, { n: sessions_closed });
  const rooms = room_count === 0 ? confirm.inNoRoom : say(locale, confirm.inRooms, { n: room_count });
  const sentence = act === "deactivate" && isOne ? `${closed}, ${rooms}.` : `${closed}.`;
  return [sentence.charAt(0).toLocaleUpperCase(locale) + sentence.slice(1)];
}

function namesOf(people: PersonRef[], locale: Locale): string {
  const { confirm } = catalogue(locale).admin.people;
  const names = people.slice(0, namesShown).map((person) => person.display_name);
  const more = people.length - names.length;
  return [...names, ...(more > 0 ? [say(locale, confirm.more, { n: more })] : [])].join(", ");
}

function byReason(refused: BulkOutcome["refused"]): Map<ErrorReason, PersonRef[]> {
  const groups = new Map<ErrorReason, PersonRef[]>();
  for (const { person, reason } of refused) groups.set(reason, [...(groups.get(reason) ?? []), person]);
  return groups;
}
