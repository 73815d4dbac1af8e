import { Search, X } from "lucide-react";
import Link from "next/link";
import type { AdminWords } from "@/lib/i18n/en";
import { type AskRoster, type RoomName, rosterSorts, rosterStates } from "@/lib/people/schema";

const roles = ["owner", "admin", "member", "guest", "bot"] as const;

/** A plain form that asks the server. */
export function PeopleFilters(props: { words: AdminWords["people"]; asked: AskRoster; rooms: RoomName[] }) {
  const { words, asked, rooms } = props;
  const { filters } = words;
  const isFiltered = Object.keys(asked).some((name) => name !== "cursor" && name !== "limit");
  return (
    <form role="search" aria-label={filters.label} className="filters" action="/admin/people">
      <label className="relative min-w-[180px] flex-1 max-md:basis-full">
        <span className="sr-only">{filters.search}</span>
        <Search
          aria-hidden="true"
          size={18}
          strokeWidth={1.75}
          className="absolute top-1/2 left-3 -translate-y-1/2 text-ink-3"
        />
        <input
          className="input pl-10"
          type="search"
          name="q"
          defaultValue={asked.q}
          maxLength={100}
          placeholder={filters.search}
        />
      </label>
      <Pick name="role" label={filters.role} value={asked.role}>
        {[["", filters.anyRole], ...roles.map((role) => [role, words.roles[role]] as const)]}
      </Pick>
      <Pick name="room" label={filters.room} value={asked.room?.toString()}>
        {[["", filters.anyRoom], ...rooms.map((room) => [String(room.id), room.name] as const)]}
      </Pick>
      <Pick name="state" label={filters.state} value={asked.state}>
        {rosterStates.map((state) => [state === "active" ? "" : state, words.states[state]])}
      </Pick>
      <Pick name="sort" label={filters.sort} value={asked.sort}>
        {rosterSorts.map((sort) => [sort === "name" ? "" : sort, words.sorts[sort]])}
      </Pick>
      <button type="submit" className="button">
        {filters.show}
      </button>
      {isFiltered && (
        <Link href="/admin/people" className="tool" aria-label={filters.clear} title={filters.clear} prefetch={false}>
          <X aria-hidden="true" size={18} strokeWidth={1.75} />
        </Link>
      )}
    </form>
  );
}

function Pick(props: {
  name: string;
  label: string;
  value: string | undefined;
  children: readonly (readonly [value: string, label: string])[];
}) {
  return (
    <select
      key={props.value}
      name={props.name}
      aria-label={props.label}
      defaultValue={props.value ?? ""}
      className="input w-auto max-w-[150px] font-semibold max-md:max-w-none max-md:flex-1 max-md:basis-[140px]"
    >
      {props.children.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
