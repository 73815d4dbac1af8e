import { DoorOpen } from "@/components/ui/icons";

export interface BrandOf {
  name: string;
  mark_url: string | null;
}

/** The company's mark and name; until it has a mark of its own, an open door. */
export function Brand({ company }: { company: BrandOf | null }) {
  return (
    <span className="brand">
      {company?.mark_url ? (
        // biome-ignore lint/performance/noImgElement: Next's optimizer is off on purpose; the file is a small square already
        <img src={company.mark_url} alt="" width={28} height={28} className="size-7 flex-none rounded-lg" />
      ) : (
        <span className="mark">
          <DoorOpen aria-hidden="true" size={18} strokeWidth={1.75} />
        </span>
      )}
      <span className="truncate">{company?.name ?? "Staffroom"}</span>
    </span>
  );
}
