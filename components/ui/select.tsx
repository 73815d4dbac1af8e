/** A labelled choice; the browser's own, which every phone knows. */
export function Select(props: {
  name: string;
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
}) {
  return (
    <label className="block">
      <span className="label">{props.label}</span>
      {/* The key draws it anew when the stored choice changes. */}
      <select key={props.value} name={props.name} defaultValue={props.value} className="input">
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
