/** Lines of a file as they stand there, each with all that is wrong with it. */
export function BadLines(props: {
  words: { line: string; written: string; wrong: string };
  lines: { line: number; cells: string[]; wrong: string[] }[];
}) {
  const { words } = props;
  return (
    <div className="records">
      <table>
        <thead>
          <tr>
            <th scope="col">{words.line}</th>
            <th scope="col">{words.written}</th>
            <th scope="col">{words.wrong}</th>
          </tr>
        </thead>
        <tbody>
          {props.lines.map(({ line, cells, wrong }) => (
            <tr key={line}>
              <td data-label={words.line}>{line}</td>
              <td data-label={words.written} className="max-w-[420px] break-words text-ink-2">
                {cells.map(shortened).join(" · ")}
              </td>
              <td data-label={words.wrong}>
                {wrong.map((sentence) => (
                  <span key={sentence} className="block break-words">
                    {sentence}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A cell may hold anything; the file that can be downloaded has all of it. */
const shortened = (cell: string): string => {
  const text = cell || "—";
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
};
