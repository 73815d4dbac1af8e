import { AtSign, Hash, Lock, MessageSquareText, SmilePlus, Users } from "lucide-react";
import Link from "next/link";
import { Avatar } from "@/components/ui/avatar";
import { namesOf } from "@/lib/files/schema";
import { type InboxWords, inboxWords } from "@/lib/i18n/inbox";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import { type Clock, whenExactly } from "@/lib/i18n/time";
import type { InboxEntry } from "@/lib/inbox/schema";
import { plainText } from "@/lib/messages/rows";
import type { MessageView } from "@/lib/messages/schema";
import type { PersonRef } from "@/lib/people/schema";
import { placeOf } from "./actions/place";

interface Props {
  entries: InboxEntry[];
  locale: Locale;
  clock: Clock;
  now: Date;
}

const icons = { mention: AtSign, reply: MessageSquareText, reaction: SmilePlus, whisper: Lock };

/** What was said to one, the newest first; the whole of an entry leads to its place. */
export function InboxList({ entries, ...rest }: Props) {
  return (
    <ul>
      {entries.map((entry) => (
        <Entry key={`${entry.kind} ${entry.message.id}`} entry={entry} {...rest} />
      ))}
    </ul>
  );
}

function Entry({ entry, locale, clock, now }: Omit<Props, "entries"> & { entry: InboxEntry }) {
  const words = inboxWords[locale];
  const { kind, message, signs } = entry;
  const Icon = icons[kind];
  const when = whenExactly(clock, new Date(entry.at), now);
  const people = signs?.people ?? [message.author];
  const names = people.map((person) => nameOf(person, words)).join(", ");
  const more = (signs?.count ?? 1) - people.length;
  const who = more > 0 ? say(locale, words.andMore, { names, n: more }) : names;
  return (
    <li className={`inbox-entry ${kind === "whisper" ? "is-whisper" : ""}`} data-kind={kind}>
      {people[0] && <Avatar person={people[0]} />}
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <Link
            href={hrefOf(entry)}
            prefetch={false}
            className="inbox-way"
            aria-label={say(locale, words.go, { name: who, when })}
          >
            {who}
          </Link>
          <span className="inline-flex items-baseline gap-1 text-[13px] text-ink-2">
            <Icon aria-hidden="true" size={14} strokeWidth={1.75} className="translate-y-[2px]" />
            {words.kind[kind]}
          </span>
          {entry.is_new && <span className="chip chip-good leading-5">{words.isNew}</span>}
        </p>
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-[12.5px] leading-[18px] text-ink-3">
          <RoomName room={entry.room} words={words} />
          <time dateTime={entry.at}>{when}</time>
        </p>
        <Around entry={entry} words={words} />
        {signs && <p className="mt-1 text-lg leading-6">{signs.emoji.join(" ")}</p>}
        {kind === "reaction" ? (
          <Beside label={words.under} text={textOf(message)} />
        ) : (
          <p className="mt-1 line-clamp-4 [overflow-wrap:anywhere]">{textOf(message)}</p>
        )}
        {entry.waiting > 1 && (
          <p className="mt-1 text-[13px] font-semibold text-accent">
            {say(locale, words.waiting, { n: entry.waiting })}
          </p>
        )}
      </div>
    </li>
  );
}

/** What stood before it, where that helps to understand it; of a reply what its thread hangs on. */
function Around({ entry: { before, root }, words }: { entry: InboxEntry; words: InboxWords }) {
  return (
    <>
      {root && <Beside label={`${words.thread} ${nameOf(root.author, words)}`} text={textOf(root)} />}
      {before && before.id !== root?.id && <Beside label={nameOf(before.author, words)} text={textOf(before)} />}
    </>
  );
}

/** A program may call itself anything: it is said what it is. */
const nameOf = (person: PersonRef, words: InboxWords): string =>
  person.bot ? `${person.display_name} (${words.bot})` : person.display_name;

const Beside = ({ label, text }: { label: string; text: string }) => (
  <p className="mt-1 truncate border-l-[3px] border-line pl-2 text-[13.5px] text-ink-2">
    <b className="font-[620] text-ink">{label}</b> {text}
  </p>
);

function RoomName({ room, words }: { room: InboxEntry["room"]; words: InboxWords }) {
  const Icon = room.kind === "direct" ? Users : room.visibility === "private" ? Lock : Hash;
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1">
      <Icon aria-hidden="true" size={13} strokeWidth={1.75} className="flex-none" />
      <span className="truncate">{room.kind === "direct" ? words.direct : room.name}</span>
    </span>
  );
}

const textOf = (message: MessageView): string => plainText(message.text, 400) || namesOf(message.attachments);

/** A thread with more than one reply to be read opens where one has not read on. */
const hrefOf = ({ waiting, message }: InboxEntry) =>
  waiting > 1 ? `/rooms/${message.room_id}?thread=${message.thread_id}` : placeOf(message);
