import type { ReactNode } from "react";
import { Avatar } from "@/components/ui/avatar";
import { readsWords } from "@/lib/i18n/reads";
import { say } from "@/lib/i18n/say";
import { type Clock, whenExactly } from "@/lib/i18n/time";
import type { ReadView } from "@/lib/messages/schema";

/** One of the two lists, as far as it was read. */
export interface ReadsPart {
  items: ReadView[];
  next_cursor: string | null;
  total: number;
}

interface Props {
  read: ReadsPart;
  unread: ReadsPart;
  clock: Clock;
  now: Date;
  /** What leads to the rest of a list. */
  more: (who: "read" | "unread") => ReactNode;
}

/** Who has read a message and who has not, side by side unless one of the lists is empty; the same in the dialog and on the page. */
export function ReadsList({ read, unread, clock, now, more }: Props) {
  const words = readsWords[clock.locale];
  if (read.total + unread.total === 0) return <p className="text-sm text-ink-3">{words.nobodyElse}</p>;
  const parts = [
    { who: "read", part: read, title: words.read, none: words.nobodyRead },
    { who: "unread", part: unread, title: words.unread, none: words.allRead },
  ] as const;
  const both = read.total > 0 && unread.total > 0;
  return (
    <div className={`grid gap-x-8 gap-y-5 ${both ? "sm:grid-cols-2" : ""}`}>
      {parts.map(({ who, part, title, none }) => (
        <section key={who} className="min-w-0">
          <h2 className="mb-1 text-[13.5px] font-semibold text-ink-2">
            {part.total > 0 ? say(clock.locale, title, { n: part.total }) : none}
          </h2>
          <ul className={both ? "" : "grid gap-x-8 sm:grid-cols-2"}>
            {part.items.map(({ user, read_at }) => (
              <li key={user.id} className="flex items-center gap-3 py-[7px]">
                <Avatar person={user} />
                <span className="min-w-0">
                  <span className="block truncate">{user.display_name}</span>
                  {read_at && (
                    <small className="block truncate text-[12.5px] leading-4 text-ink-3">
                      {say(clock.locale, words.by, { when: whenExactly(clock, new Date(read_at), now) })}
                    </small>
                  )}
                </span>
              </li>
            ))}
          </ul>
          {part.next_cursor && more(who)}
        </section>
      ))}
    </div>
  );
}
