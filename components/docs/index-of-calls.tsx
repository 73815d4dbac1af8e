import { Method } from "./call";

interface Group {
  name: string;
  title: string;
  calls: { id: string; method: string; path: string; summary: string }[];
}

/** Every call, each leading to where it is told in full. */
export function IndexOfCalls({ groups, suffix }: { groups: Group[]; suffix: string }) {
  return groups.map((group) => (
    <div key={group.name}>
      <h3>{group.title}</h3>
      <ul className="docs-index">
        {group.calls.map(({ id, method, path, summary }) => (
          <li key={id}>
            <a href={`/docs/calls/${group.name}${suffix}#${id}`}>
              <Method name={method} />
              <span>
                {summary}
                <small>
                  <code>{path}</code>
                </small>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  ));
}
