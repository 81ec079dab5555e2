import { startDueWork } from '../../src/jobs/due-work.ts'
import { expireCouponOrders } from '../../src/jobs/expire-coupon-orders.ts'
import { makeCoupons } from '../../src/jobs/make-coupons.ts'
import { createEngine } from '../../src/posting/engine.ts'
import { openCouponSecrets } from '../../src/server/coupon-secrets.ts'
import { connectDatabase } from '../../src/server/database.ts'
import type { PressOptions } from './press-process.ts'

// Makes codes and has coupons expire in a process of its own, with hardly a pause.
const { url, secret, pageSize }: PressOptions = JSON.parse(process.argv[2] ?? '')
const db = connectDatabase(url, { max: 4 })
const posting = createEngine({ db })
const offsetMs = () => 0
startDueWork(
  [
    makeCoupons({ db, offsetMs, pageSize, secrets: openCouponSecrets(secret) }),
    expireCouponOrders({ db, posting, offsetMs }),
  ],
  { onFault: (_job, fault) => process.stderr.write(`${fault}\n`), pauseMs: 10 },
)
process.on('disconnect', () => process.exit())
process.send?.('ready')
