/** Rooms to be chosen, any number of them; folded away, since most often none is. */
export function RoomChoice(props: {
  name: string;
  label: string;
  hint: string;
  none: string;
  rooms: { id: number; name: string }[];
}) {
  return (
    <details className="mt-3.5">
      <summary className="min-h-9 text-[13.5px] leading-9 font-semibold max-md:min-h-11 max-md:leading-[44px]">
        {props.label}
      </summary>
      <fieldset>
        <legend className="hint">{props.hint}</legend>
        {props.rooms.length === 0 && <p className="mt-2 text-ink-2">{props.none}</p>}
        <div className="mt-2 grid max-h-64 overflow-y-auto sm:grid-cols-2" tabIndex={-1}>
          {props.rooms.map((room) => (
            <label key={room.id} className="flex min-h-9 min-w-0 items-center gap-2.5 px-1 max-md:min-h-11">
              <input type="checkbox" name={`${props.name}[]`} value={room.id} className="size-[18px] flex-none" />
              <span className="min-w-0 truncate">{room.name}</span>
            </label>
          ))}
        </div>
      </fieldset>
    </details>
  );
}
