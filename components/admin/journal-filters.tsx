import Link from "next/link";
import { Choice, Day } from "@/components/ui/narrow";
import type { AdminWords } from "@/lib/i18n/en";

type Names = "actor" | "person" | "room" | "action" | "outcome" | "from" | "to";

/** A form that asks with GET: what is asked stands in the address. */
export function JournalFilters(props: {
  words: AdminWords["journal"];
  filters: Partial<Record<Names, string | undefined>>;
}) {
  const { words, filters } = props;
  const nouns = Object.entries(words.nouns);
  const isNarrowed = Object.values(filters).some(Boolean);
  return (
    <search>
      <form className="filters max-md:grid max-md:grid-cols-2" action="/admin/audit">
        <Words name="actor" label={words.filters.who} value={filters.actor} hint={words.filters.nameHint} />
        <Words name="person" label={words.filters.whom} value={filters.person} hint={words.filters.nameHint} />
        <Words name="room" label={words.filters.room} value={filters.room} />
        <Choice
          name="action"
          label={words.filters.kind}
          value={filters.action?.split(".")[0]}
          options={[["", words.filters.anyKind], ...nouns]}
        />
        <Choice
          name="outcome"
          label={words.filters.outcome}
          value={filters.outcome}
          options={[
            ["", words.outcomes.any],
            ["done", words.outcomes.done],
            ["refused", words.outcomes.refused],
          ]}
        />
        <Day name="from" label={words.filters.from} value={filters.from} />
        <Day name="to" label={words.filters.to} value={filters.to} />
        <button type="submit" className="button">
          {words.filters.apply}
        </button>
        {isNarrowed && (
          <Link href="/admin/audit" className="button" prefetch={false}>
            {words.filters.clear}
          </Link>
        )}
      </form>
    </search>
  );
}

interface Asked {
  name: Names;
  label: string;
  value: string | undefined;
}

function Words({ name, label, value, hint }: Asked & { hint?: string }) {
  return (
    <label className="min-w-0 md:w-44">
      <span className="label block">{label}</span>
      <input name={name} defaultValue={value} className="input" maxLength={100} placeholder={hint} />
    </label>
  );
}
