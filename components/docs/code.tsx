/** Code, coloured on the server; a run of it is its kind and its text. */
export function Code({ pieces }: { pieces: readonly (readonly [string, string])[] }) {
  let at = 0;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled, by keyboard too
    <pre tabIndex={0}>
      <code>
        {pieces.map(([kind, text]) =>
          kind === "" ? (
            text
          ) : (
            <span key={at++} className={kind}>
              {text}
            </span>
          ),
        )}
      </code>
    </pre>
  );
}
