import type { ContractId } from '../../domain/ids.ts'
import { parseId } from '../../domain/ids.ts'
import { globalId } from '../../schema/shapes.ts'
import type { Database } from '../database.ts'
import { startRefused } from '../start-refused.ts'

const global = globalId<ContractId>('Contract')

/** A contract's id as the API gives it, or its own; undefined where it is neither. */
export const contractIdOf = (text: string): ContractId | undefined =>
  parseId<ContractId>(text.toLowerCase()) ?? global.safeParse(text).data

/** Refuses, with a sentence, a contract by which no line could be granted. */
export async function refuseContract(db: Database, id: ContractId): Promise<void> {
  const contract = await db.contract.findUnique({ where: { id }, select: { channel: true } })
  if (!contract) throw startRefused(`There is no contract ${id}.`)
  if (contract.channel !== 'API')
    throw startRefused(
      `Contract ${id} grants by the channel ${contract.channel}: a list wants one of channel API.`,
    )
}
