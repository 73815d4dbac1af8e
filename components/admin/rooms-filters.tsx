import Link from "next/link";
import type { AdminWords } from "@/lib/i18n/en";

type Names = "q" | "state" | "visibility" | "sort";

/** A form that asks with GET: what is asked stands in the address. */
export function RoomsFilters(props: { words: AdminWords["rooms"]; filters: Partial<Record<Names, string>> }) {
  const { words, filters } = props;
  return (
    <search>
      <form className="filters" action="/admin/rooms">
        <label className="w-60 max-md:w-full">
          <span className="label block">{words.search}</span>
          <input name="q" type="search" defaultValue={filters.q} className="input" maxLength={100} />
        </label>
        <Choice name="state" label={words.state} value={filters.state} options={pairs(words.states)} />
        <Choice
          name="visibility"
          label={words.visibility}
          value={filters.visibility}
          options={pairs(words.visibilities)}
        />
        <Choice name="sort" label={words.sort} value={filters.sort} options={pairs(words.sorts)} />
        <button type="submit" className="button">
          {words.find}
        </button>
        {Object.values(filters).some(Boolean) && (
          <Link href="/admin/rooms" className="button" prefetch={false}>
            {words.clear}
          </Link>
        )}
      </form>
    </search>
  );
}

/** `any` is what is meant where nothing is chosen. */
const pairs = (words: Record<string, string>) =>
  Object.entries(words).map(([key, word]) => [key === "any" ? "" : key, word] as const);

function Choice(props: {
  name: Names;
  label: string;
  value: string | undefined;
  options: (readonly [string, string])[];
}) {
  return (
    <label className="max-md:flex-1 max-md:basis-[44%]">
      <span className="label block">{props.label}</span>
      <select name={props.name} defaultValue={props.value ?? ""} className="input">
        {props.options.map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}
