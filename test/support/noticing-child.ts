import { startDueWork } from '../../src/jobs/due-work.ts'
import { sendNotices } from '../../src/jobs/send-notices.ts'
import { writeNoticesAhead } from '../../src/jobs/write-notices-ahead.ts'
import { connectDatabase } from '../../src/server/database.ts'
import { openHttpSender } from '../../src/server/notice-sender-http.ts'
import type { NoticingOptions } from './noticing-process.ts'

// Queues and sends notices in a process of its own, with hardly a pause.
const told: NoticingOptions = JSON.parse(process.argv[2] ?? '')
const db = connectDatabase(told.url, { max: 4 })
const offsetMs = told.at ? new Date(told.at).getTime() - Date.now() : 0
const now = () => new Date(Date.now() + offsetMs)
const links = { guide: 'https://points.example/guide', history: 'https://points.example/history' }
const { noticeUrl: url, secret } = told
const jobs = [
  writeNoticesAhead({ db, now, pageSize: told.pageSize ?? 1_000 }),
  ...(url && secret
    ? sendNotices({ db, now, links, sender: openHttpSender({ url, secret }) })
    : []),
]
startDueWork(jobs, { onFault: (_job, fault) => process.stderr.write(`${fault}\n`), pauseMs: 10 })
process.on('disconnect', () => process.exit())
process.send?.('ready')
