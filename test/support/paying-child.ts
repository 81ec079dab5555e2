import { startDueWork } from '../../src/jobs/due-work.ts'
import { payAccruals } from '../../src/jobs/pay-accruals.ts'
import { createEngine } from '../../src/posting/engine.ts'
import { connectDatabase } from '../../src/server/database.ts'

// Pays what is due in a process of its own, with hardly a pause, so that others find the same at once.
const db = connectDatabase(process.argv[2] ?? '', { max: 2 })
const posting = createEngine({ db })
startDueWork([payAccruals({ db, posting, offsetMs: () => 0 })], {
  onFault: (_job, fault) => process.stderr.write(`${fault}\n`),
  pauseMs: 10,
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
