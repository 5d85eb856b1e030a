/** A lock between processes: whoever makes the folder holds it. */
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Does `work` while no other process holds `folder`; the lock of a process that died is taken over. */
export async function withLock(folder, work) {
  await mkdir(dirname(folder), { recursive: true })
  while (!(await take(folder))) {
    if (await isLeftBehind(folder)) await clear(folder)
    else await sleep(100)
  }
  try {
    return await work()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function take(folder) {
  try {
    await mkdir(folder)
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
  await writeFile(join(folder, 'pid'), String(process.pid))
  return true
}

const holder = (folder) => readFile(join(folder, 'pid'), 'utf8').then(Number, () => 0)

async function isLeftBehind(folder) {
  const pid = await holder(folder)
  if (pid > 0) return !isAlive(pid)
  // Its process died, or is about to write its number.
  const made = await stat(folder).catch(() => undefined)
  return made !== undefined && Date.now() - made.mtimeMs > 10_000
}

/** Moving is atomic: of several that wait, one moves the dead lock away; one that moved a live lock puts it back. */
async function clear(folder) {
  const away = `${folder}.${process.pid}`
  const moved = await rename(folder, away).then(
    () => true,
    () => false,
  )
  if (!moved) return
  if (await isLeftBehind(away)) await rm(away, { recursive: true, force: true })
  else await rename(away, folder)
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
