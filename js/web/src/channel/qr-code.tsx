import { correction, generate } from "lean-qr";

/** Empty modules around a code, without which a camera may not find it (ISO/IEC 18004:2015 §5.3.8). */
const MARGIN = 4;

/** A text as a camera reads it: dark on white in every theme, since many cameras read nothing else. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const size = code.size + 2 * MARGIN;
  return (
    <svg
      role="img"
      aria-label={label}
      data-testid="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="aspect-square w-full max-w-60 justify-self-center forced-color-adjust-none"
    >
      <rect width={size} height={size} rx={1.5} fill="white" />
      <path d={darkModules(code)} fill="black" />
    </svg>
  );
}

function darkModules({ size, get }: { readonly size: number; readonly get: (x: number, y: number) => boolean }) {
  const places = Array.from({ length: size }, (_, place) => place);
  const dark = places.flatMap((y) =>
    places.filter((x) => get(x, y)).map((x) => `M${x + MARGIN} ${y + MARGIN}h1v1h-1z`),
  );
  return dark.join("");
}
