import { type Stamp, stampAfter } from '../domain/sequence.ts'
import { idAt } from '../posting/id-at.ts'

/** Rows to be added, with ids of that instant, in their order. */
export function withIds<Row extends object>(
  rows: readonly Row[],
  at: Date,
): readonly (Row & { readonly id: string })[] {
  let last: Stamp | undefined
  return rows.map((row) => {
    last = stampAfter(last, at.getTime())
    return { ...row, id: idAt(last) }
  })
}
