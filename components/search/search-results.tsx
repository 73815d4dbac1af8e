import Link from "next/link";
import { Fragment } from "react";
import { placeOf } from "@/components/messages/actions/place";
import { BotMark } from "@/components/people/bot-mark";
import { Avatar } from "@/components/ui/avatar";
import { Hash, Lock, MessageCircle, Paperclip, Users } from "@/components/ui/icons";
import { namesOf } from "@/lib/files/schema";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import { type SearchWords, searchWords } from "@/lib/i18n/search";
import { type Clock, dayHeading, dayOf, fullMoment, timeOfDay, whenExactly } from "@/lib/i18n/time";
import type { SearchHit, Segment } from "@/lib/search/schema";

interface Props {
  hits: SearchHit[];
  locale: Locale;
  clock: Clock;
  now: Date;
}

/** What was found, day by day, the newest first; the whole of an entry leads to its place. */
export function SearchResults({ hits, ...rest }: Props) {
  const days = new Map<string, SearchHit[]>();
  for (const hit of hits) {
    const day = dayOf(rest.clock, new Date(hit.message.created_at));
    days.set(day, [...(days.get(day) ?? []), hit]);
  }
  return [...days].map(([day, found]) => (
    <section key={day} aria-labelledby={`day-${day}`}>
      <h2 id={`day-${day}`} className="search-day">
        {dayHeading(rest.clock, new Date(found[0]?.message.created_at ?? 0), rest.now)}
      </h2>
      <ul>
        {found.map((hit) => (
          <Hit key={hit.message.id} hit={hit} {...rest} />
        ))}
      </ul>
    </section>
  ));
}

function Hit({ hit, locale, clock, now }: Omit<Props, "hits"> & { hit: SearchHit }) {
  const { message, snippet } = hit;
  const words = searchWords[locale];
  const at = new Date(message.created_at);
  const name = message.author.display_name;
  const names = namesOf(message.attachments);
  const isOfFile = names !== "" && textIn(snippet) !== "" && names.includes(textIn(snippet).replaceAll("…", ""));
  return (
    <li className={`inbox-entry ${message.to ? "is-whisper" : ""}`} data-id={message.id}>
      <Avatar person={message.author} />
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 items-baseline gap-x-2">
          <Link
            href={placeOf(message)}
            prefetch={false}
            className="inbox-way truncate"
            aria-label={say(locale, words.place, { name, when: whenExactly(clock, at, now) })}
          >
            {name}
          </Link>
          <BotMark person={message.author} word={words.bot} />
          <time
            className="ml-auto flex-none text-[12.5px] text-ink-3"
            dateTime={message.created_at}
            title={fullMoment(clock, at)}
          >
            {timeOfDay(clock, at)}
          </time>
        </p>
        <Where hit={hit} words={words} />
        {!isOfFile && snippet.length > 0 && (
          <p className="mt-1 line-clamp-4 [overflow-wrap:anywhere]">
            <Marked segments={snippet} />
          </p>
        )}
        {names && (
          <p className="mt-1 flex min-w-0 items-baseline gap-1.5 text-[13.5px] text-ink-2">
            <Paperclip aria-hidden="true" size={14} strokeWidth={1.75} className="flex-none translate-y-[2px]" />
            <span className="sr-only">{words.files}</span>
            <span className="min-w-0 [overflow-wrap:anywhere]">{isOfFile ? <Marked segments={snippet} /> : names}</span>
          </p>
        )}
      </div>
    </li>
  );
}

function Where({ hit: { message, room }, words }: { hit: SearchHit; words: SearchWords }) {
  const Icon = room.kind === "direct" ? Users : room.visibility === "private" ? Lock : Hash;
  return (
    <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-[12.5px] leading-[18px] text-ink-3">
      <span className="inline-flex max-w-full min-w-0 items-center gap-1">
        <Icon aria-hidden="true" size={13} strokeWidth={1.75} className="flex-none" />
        <span className="truncate">{room.kind === "direct" ? `${words.direct}, ${room.name}` : room.name}</span>
      </span>
      {message.thread_id !== null && (
        <span className="inline-flex items-center gap-1">
          <MessageCircle aria-hidden="true" size={13} strokeWidth={1.75} />
          {words.inThread}
        </span>
      )}
      {message.to && (
        <span className="private">
          <Lock aria-hidden="true" size={12} strokeWidth={2} />
          {`${words.whisper}, ${message.to.display_name}`}
        </span>
      )}
    </p>
  );
}

const Marked = ({ segments }: { segments: Segment[] }) =>
  segments.map(({ text, hit }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, drawn once
    <Fragment key={at}>{hit ? <mark>{text}</mark> : text}</Fragment>
  ));

const textIn = (segments: Segment[]): string => segments.map(({ text }) => text).join("");
