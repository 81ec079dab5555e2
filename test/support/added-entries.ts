import { id, november, type Row } from './row-values.ts'
import { rows } from './rows.ts'

/** A line of the journal of that number, by the wallet that owns it. */
const line = (n: number, nth: number, change: Row): Row => ({
  ...rows.entry(nth),
  journal_id: november(n),
  lot_id: null,
  ...change,
})
const onLot = (lot: number, amount: number, account = 'WALLET_AVAILABLE'): Row => ({
  account,
  lot_id: id(lot),
  amount,
})
const other = { contract_id: id(72) }
const ofOther = (nth: number, amount: number): Row => line(3, nth, { amount, owner_id: id(62) })
const sum = 'the entries of a journal must sum to zero for each contract (R34)'

/** Entries that are added in one statement, and how that is answered. */
export const added: readonly (readonly [string, readonly Row[], string])[] = [
  ['one line', [line(2, 1, { amount: 1 })], sum],
  ['a point too many', [line(2, 1, { amount: 100 }), line(2, 2, { amount: -99 })], sum],
  [
    'zero as a whole, off zero for two contracts',
    [line(2, 1, { amount: 5 }), line(2, 2, { amount: -5, ...other })],
    sum,
  ],
  [
    'one journal too many, another too few',
    [line(2, 1, { amount: 5 }), line(3, 1, { amount: -5 })],
    sum,
  ],
  [
    'many journals of which one is off zero',
    [
      line(2, 1, { amount: 5 }),
      line(2, 2, { amount: -5 }),
      line(3, 1, { amount: 7 }),
      line(3, 2, { amount: -6 }),
    ],
    sum,
  ],
  [
    'one journal under two owners',
    [
      line(4, 1, { amount: 5 }),
      line(4, 2, { amount: -5 }),
      line(4, 3, { amount: 5, owner_id: id(62) }),
      line(4, 4, { amount: -5, owner_id: id(62) }),
    ],
    'a journal touches one wallet (R8)',
  ],
  [
    'points that go from one lot to another',
    [line(2, 1, onLot(81, -5)), line(2, 2, onLot(82, 5))],
    'a journal moves no points from one lot to another (R8)',
  ],
  [
    'points that go from one lot to another by way of breakage',
    [
      line(2, 1, onLot(81, -5)),
      line(2, 2, { amount: 5 }),
      line(2, 3, { amount: -4 }),
      line(2, 4, onLot(82, 4, 'WALLET_PENDING')),
    ],
    'a journal moves no points from one lot to another (R8)',
  ],
  [
    'a journal that is not there, which the ledger’s proof finds',
    [line(9, 1, { amount: 1 }), line(9, 2, { amount: -1 })],
    'nothing',
  ],
  [
    'a journal of another owner, which the ledger’s proof finds',
    [ofOther(1, 1), ofOther(2, -1)],
    'nothing',
  ],
  ['two lines that balance', [line(2, 1, { amount: 5 }), line(2, 2, { amount: -5 })], 'nothing'],
  [
    'two contracts that balance each',
    [
      line(2, 1, { amount: 5 }),
      line(2, 2, { amount: -5 }),
      line(2, 3, { amount: 7, ...other }),
      line(2, 4, { amount: -7, ...other }),
    ],
    'nothing',
  ],
  [
    'points that leave two lots, in part from held to available',
    [
      line(2, 1, onLot(81, -5, 'WALLET_HELD')),
      line(2, 2, onLot(81, 3)),
      line(2, 3, onLot(82, -4, 'WALLET_HELD')),
      line(2, 4, { amount: 6 }),
    ],
    'nothing',
  ],
  [
    'points of two lots that become available',
    [
      line(2, 1, onLot(81, -5, 'WALLET_PENDING')),
      line(2, 2, onLot(81, 5)),
      line(2, 3, onLot(82, -4, 'WALLET_PENDING')),
      line(2, 4, onLot(82, 4)),
    ],
    'nothing',
  ],
  [
    'many journals, points into one lot and out of another',
    [
      line(2, 1, onLot(81, -5)),
      line(2, 2, { amount: 5 }),
      line(3, 1, onLot(82, 5)),
      line(3, 2, { amount: -5 }),
    ],
    'nothing',
  ],
]
