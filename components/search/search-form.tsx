import Link from "next/link";
import { Search } from "@/components/ui/icons";
import { Choice, Day } from "@/components/ui/narrow";
import type { SearchWords } from "@/lib/i18n/search";
import { searchCharsMax, searchNameCharsMax } from "@/lib/limits";
import type { RoomView } from "@/lib/rooms/schema";
import { searchKinds } from "@/lib/search/schema";

/** What was asked, as it stands in the address. */
export type Asked = Partial<Record<"q" | "room_id" | "from" | "to" | "after" | "before" | "has", string>>;

/** A form that asks with GET: what is asked stands in the address, and works without scripts. */
export function SearchForm({ asked, rooms, words }: { asked: Asked; rooms: RoomView[]; words: SearchWords }) {
  const { q, ...narrowing } = asked;
  const isNarrowed = Object.values(narrowing).some(Boolean);
  return (
    <search>
      <form action="/search" className="mb-4">
        <div className="flex gap-2.5">
          <span className="search-field">
            <Search aria-hidden="true" size={18} strokeWidth={1.75} />
            <input
              className="input"
              type="search"
              name="q"
              defaultValue={q}
              maxLength={searchCharsMax}
              placeholder={words.placeholder}
              aria-label={words.field}
              autoComplete="off"
            />
          </span>
          <button type="submit" className="button button-main">
            {words.go}
          </button>
        </div>
        {asked.to && <input type="hidden" name="to" value={asked.to} />}
        <details className="narrow mt-2" open={isNarrowed}>
          <summary className="link w-fit cursor-pointer text-sm max-md:py-2.5">{words.narrow}</summary>
          <div className="mt-2 grid grid-cols-2 gap-2.5 md:grid-cols-3 max-md:[&>:first-child]:col-span-2">
            <Choice
              name="room_id"
              label={words.room}
              value={asked.room_id}
              options={[["", words.anyRoom], ...rooms.map((room) => [String(room.id), room.name] as const)]}
            />
            <label className="min-w-0">
              <span className="label">{words.from}</span>
              <input
                className="input"
                name="from"
                defaultValue={asked.from}
                maxLength={searchNameCharsMax}
                placeholder={words.fromHint}
                autoComplete="off"
              />
            </label>
            <Choice
              name="has"
              label={words.has}
              value={asked.has}
              options={[["", words.kinds.any], ...searchKinds.map((kind) => [kind, words.kinds[kind]] as const)]}
            />
            <Day name="after" label={words.after} value={asked.after} />
            <Day name="before" label={words.before} value={asked.before} />
            {(isNarrowed || q) && (
              <Link href="/search" className="button min-h-11 self-end max-md:col-span-2" prefetch={false}>
                {words.clear}
              </Link>
            )}
          </div>
        </details>
      </form>
    </search>
  );
}
