/** The row of a statement that always answers one. */
export async function one<Row>(rows: Promise<Row[]>): Promise<Row> {
  const [row] = await rows
  if (!row) throw new Error('The database answered no row')
  return row
}

export interface Count {
  readonly count: bigint
}

export const countOf = async (rows: Promise<Count[]>): Promise<bigint> => (await one(rows)).count
