import { DoorOpen } from "lucide-react";

export function Brand(props: { name: string }) {
  return (
    <span className="brand">
      <span className="mark">
        <DoorOpen aria-hidden="true" size={18} strokeWidth={1.75} />
      </span>
      <span className="truncate">{props.name}</span>
    </span>
  );
}
