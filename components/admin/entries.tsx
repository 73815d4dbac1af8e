import { Avatar } from "@/components/ui/avatar";
import type { AdminWords } from "@/lib/i18n/en";
import { say } from "@/lib/i18n/say";
import { type Clock, fullMoment, whenExactly } from "@/lib/i18n/time";
import type { EntryView } from "@/lib/journal/schema";

/** An entry with its words. */
export interface EntryLine extends EntryView {
  doer: string;
  sentence: string;
  /** What is other than before, a line each. */
  changes: string[];
}

interface Surroundings {
  words: AdminWords["journal"];
  clock: Clock;
  now: Date;
}

export function Entries({ lines, ...around }: Surroundings & { lines: EntryLine[] }) {
  const { words } = around;
  if (lines.length === 0)
    return (
      <div className="card">
        <p className="font-medium">{words.none}</p>
        <p className="text-ink-2">{words.noneHint}</p>
      </div>
    );
  return (
    <div className="records">
      <table>
        <thead>
          <tr>
            {[words.columns.at, words.columns.who, words.columns.what, words.columns.where].map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Entry key={line.id} line={line} {...around} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Entry({ line, words, clock, now }: Surroundings & { line: EntryLine }) {
  const at = new Date(line.at);
  return (
    <tr>
      <td className="md:w-44">
        <time dateTime={line.at} title={fullMoment(clock, at)}>
          {whenExactly(clock, at, now)}
        </time>
      </td>
      <td className="md:w-60">
        <span className="flex min-w-0 items-center gap-2.5">
          {line.actor && <Avatar person={line.actor} size="s" />}
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {line.doer}
            {line.actor && <small>{line.actor.username}</small>}
          </span>
        </span>
      </td>
      <td className="[overflow-wrap:anywhere]">
        {line.sentence}
        {line.outcome === "refused" && <span className="chip chip-bad ml-2">{words.refused}</span>}
        {line.changes.map((change) => (
          <small key={change}>{change}</small>
        ))}
        <details className="entry-more">
          <summary>{words.details}</summary>
          <small>{fullMoment(clock, at)}</small>
          <small>
            {line.number === null
              ? words.unchained
              : say(clock.locale, words.place, { n: line.number, hash: line.hash ?? "" })}
          </small>
        </details>
      </td>
      <td
        data-label={words.columns.where}
        className={`md:w-36 [overflow-wrap:anywhere] ${line.address === "" ? "max-md:hidden!" : ""}`}
      >
        {line.address}
      </td>
    </tr>
  );
}
