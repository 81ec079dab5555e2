import { rmSync } from 'node:fs'

export default async function teardown(): Promise<void> {
  if (!globalThis.testServer) return
  const { postgres, folder } = globalThis.testServer
  await postgres.stop()
  rmSync(postgres.folder, { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
}
