import { agencyExample } from './agency.ts'
import type { DemoWorld, Example } from './example.ts'
import { merchantExample } from './merchant.ts'
import { operatorExample } from './operator.ts'
import { partnerExample } from './partner.ts'
import { userExample } from './user.ts'

/** Every query and mutation, on the demo data, by a caller of each kind. */
export const examples = (world: DemoWorld): readonly Example[] => [
  partnerExample(world),
  agencyExample(world),
  merchantExample(world),
  userExample(world),
  operatorExample(world),
]
