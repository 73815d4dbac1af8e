/** Fields of forms that narrow a list: what is asked of them stands in the address. */
interface Narrowing {
  name: string;
  label: string;
  value: string | undefined;
}

export function Choice({ name, label, value, options }: Narrowing & { options: (readonly [string, string])[] }) {
  return (
    <label className="min-w-0">
      <span className="label">{label}</span>
      <select name={name} defaultValue={value ?? ""} className="input">
        {options.map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The field of a browser takes no other; what else was asked is answered beside the form. */
const isDay = /^\d{4}-\d\d-\d\d$/;

export const Day = ({ name, label, value }: Narrowing) => (
  <label className="min-w-0">
    <span className="label">{label}</span>
    <input type="date" name={name} defaultValue={isDay.test(value ?? "") ? value : ""} className="input" />
  </label>
);
