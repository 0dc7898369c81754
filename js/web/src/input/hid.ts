/** What WebHID gives, as far as it is used here: TypeScript does not know it yet. */

export const TELEPHONY_PAGE = 0x0b;
const BYTE = 8;

interface HidReportItem {
  readonly usages?: readonly number[];
  readonly usageMinimum?: number;
  readonly usageMaximum?: number;
  readonly isRange?: boolean;
  readonly isArray?: boolean;
  readonly isConstant?: boolean;
  readonly reportSize?: number;
  readonly reportCount?: number;
}

interface HidCollection {
  readonly usagePage?: number;
  readonly inputReports?: readonly { readonly reportId?: number; readonly items?: readonly HidReportItem[] }[];
}

export interface HidInput extends Event {
  readonly device: HidDevice;
  readonly reportId: number;
  readonly data: DataView;
}

interface Listening {
  readonly signal: AbortSignal;
}

export interface HidDevice {
  readonly vendorId: number;
  readonly productId: number;
  readonly productName: string;
  readonly opened: boolean;
  readonly collections: readonly HidCollection[];
  readonly open: () => Promise<void>;
  readonly addEventListener: (type: "inputreport", heard: (event: HidInput) => void, listening: Listening) => void;
}

export interface HidPort {
  readonly getDevices: () => Promise<readonly HidDevice[]>;
  /** Asks the person; needs a click. */
  readonly requestDevice: (wish: {
    readonly filters: readonly { usagePage: number }[];
  }) => Promise<readonly HidDevice[]>;
  readonly addEventListener: (
    type: "connect" | "disconnect",
    heard: (event: { readonly device: HidDevice }) => void,
    listening: Listening,
  ) => void;
}

/** `null` where the browser has no WebHID: it is Chromium's, on desktops, and wants a secure page. */
export function hidPort(): HidPort | null {
  return (globalThis.navigator as { readonly hid?: HidPort } | undefined)?.hid ?? null;
}

/** Usages (page in the upper 16 bits) of every button that is on in a report; HID 1.11 §8. */
export function usagesOn({ device, reportId, data }: Pick<HidInput, "device" | "reportId" | "data">): Set<number> {
  const on = new Set<number>();
  for (const { inputReports } of device.collections) {
    const report = inputReports?.find((one) => (one.reportId ?? 0) === reportId);
    let bit = 0;
    for (const item of report?.items ?? []) {
      const { reportSize = 0, reportCount = 0, isConstant = false } = item;
      for (let index = 0; index < reportCount; index += 1) {
        const value = bits(data, bit + index * reportSize, reportSize);
        const usage = isConstant || value === 0 ? null : usageOf(item, index, value);
        if (usage !== null) on.add(usage);
      }
      bit += reportSize * reportCount;
    }
  }
  return on;
}

/** In an array a value names its usage; else each place has one of its own, and counts if it is a single bit. */
function usageOf(item: HidReportItem, index: number, value: number): number | null {
  const { usages = [], usageMinimum = 0, isRange = false, isArray = false, reportSize } = item;
  if (isArray) return isRange ? usageMinimum + value - 1 : (usages[value - 1] ?? null);
  if (reportSize !== 1) return null;
  return isRange ? usageMinimum + index : (usages[index] ?? null);
}

function bits(data: DataView, from: number, count: number): number {
  let value = 0;
  for (let bit = 0; bit < count; bit += 1) {
    const at = from + bit;
    const byte = Math.floor(at / BYTE);
    if (byte >= data.byteLength) return 0;
    value += ((data.getUint8(byte) >> (at % BYTE)) & 1) * 2 ** bit;
  }
  return value;
}
