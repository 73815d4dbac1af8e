import { Avatar } from "@/components/ui/avatar";
import type { AdminWords, PageWords } from "@/lib/i18n/en";
import { type Clock, fullMoment, whenExactly } from "@/lib/i18n/time";
import type { AccessRow } from "@/lib/rooms/schema";

interface Props {
  rows: AccessRow[];
  was: "member" | "former";
  words: AdminWords["rooms"];
  companyRoles: PageWords["people"]["roles"];
  clock: Clock;
  now: Date;
}

/** Who sees a room, or saw it: since when, until when, by whose hand, and from where on. */
export function AccessTable(props: Props) {
  const { rows, words, was } = props;
  const { columns } = words.access;
  if (rows.length === 0) return <p className="card text-ink-2">{words.access.noFormer}</p>;
  return (
    <div className="records">
      <table>
        <thead>
          <tr>
            {[
              columns.name,
              columns.role,
              columns.since,
              was === "former" ? columns.left : columns.until,
              columns.addedBy,
              columns.history,
            ].map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.person.id} {...props} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, words, was, companyRoles, clock, now }: Props & { row: AccessRow }) {
  const { columns, roles, history } = words.access;
  const end = was === "former" ? row.left_at : row.until;
  return (
    <tr>
      <td>
        <span className="flex min-w-0 items-center gap-3">
          <Avatar person={row.person} size="s" />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {row.person.display_name}
            <small>
              {[`@${row.person.username}`, companyRoles[row.company_role], row.email].filter(Boolean).join(" · ")}
            </small>
          </span>
        </span>
      </td>
      <td data-label={columns.role}>{roles[row.role]}</td>
      <td data-label={columns.since}>
        <Moment at={row.since} clock={clock} now={now} />
      </td>
      <td
        data-label={was === "former" ? columns.left : columns.until}
        className={end === null ? "max-md:hidden" : undefined}
      >
        {end === null ? "—" : <Moment at={end} clock={clock} now={now} />}
      </td>
      <td data-label={columns.addedBy} className={`[overflow-wrap:anywhere] ${row.added_by ? "" : "max-md:hidden"}`}>
        {row.added_by?.display_name ?? "—"}
      </td>
      <td data-label={columns.history}>{row.from_seq === 0 ? history.all : history.joined}</td>
    </tr>
  );
}

function Moment({ at, clock, now }: { at: string; clock: Clock; now: Date }) {
  return (
    <time dateTime={at} title={fullMoment(clock, new Date(at))}>
      {whenExactly(clock, new Date(at), now)}
    </time>
  );
}
