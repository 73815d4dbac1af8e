import { encode } from "uqr";

/** Black on white whatever the theme, since cameras expect it so; four modules of margin (ISO/IEC 18004, 9.1). */
export function QrCode(props: { value: string; label: string }) {
  const { data, size } = encode(props.value, { ecc: "M", border: 4 });
  return (
    <svg
      role="img"
      aria-label={props.label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-[200px] rounded-lg"
    >
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#000" d={data.map(pathOfRow).join("")} />
    </svg>
  );
}

/** A row of modules as one stroke for each run of dark ones. */
function pathOfRow(row: boolean[], y: number): string {
  let path = "";
  for (let x = 0; x < row.length; x += 1) {
    const from = x;
    while (row[x]) x += 1;
    if (x > from) path += `M${from} ${y}h${x - from}v1h${from - x}z`;
  }
  return path;
}
