type Value = string | number | bigint | boolean | Buffer | null
export type Row = Readonly<Record<string, Value>>

/** Ids of the world that every test file of constraints starts from, and of rows that join it. */
export const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`

export const at = '2026-11-10T00:00:00Z'
export const hash = (byte: number): Buffer => Buffer.alloc(32, byte)
/** An id of November 2026, for history. */
export const november = (n: number): string =>
  `01a1c2c1-2400-7000-8000-${String(n).padStart(12, '0')}`
