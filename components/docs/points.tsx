import { Inline } from "./prose";

/** Sentences of the catalogue, one under the other. */
export function Points({ items, isCounted }: { items: Record<string, string>; isCounted?: boolean }) {
  const List = isCounted ? "ol" : "ul";
  return (
    <List className={isCounted ? "docs-list is-counted" : "docs-list"}>
      {Object.entries(items).map(([key, text]) => (
        <li key={key}>
          <Inline text={text} />
        </li>
      ))}
    </List>
  );
}
