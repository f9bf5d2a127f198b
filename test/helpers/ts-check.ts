// A reader of transport streams that shares nothing with the writer: ISO/IEC 13818-1 read the other way round.

export interface TsReport {
  packets: number;
  /** What no valid stream contains, in words. */
  faults: string[];
  /** Program clock references in the order of the file, in 90 kHz ticks. */
  pcrs: { ticks: number; pid: number; discontinuity: boolean }[];
  pes: { pid: number; pts: number; dts: number; hasPcr: boolean; randomAccess: boolean; payload: Buffer }[];
  /** Stream types by PID, from the last PMT. */
  streams: Record<number, number>;
}

interface PesInProgress {
  parts: Buffer[];
  hasPcr: boolean;
  randomAccess: boolean;
}

export function checkTransportStream(bytes: Buffer): TsReport {
  const report: TsReport = { packets: 0, faults: [], pcrs: [], pes: [], streams: {} };
  const counters = new Map<number, number>();
  const open = new Map<number, PesInProgress>();
  let pmtPid = -1;
  if (bytes.length % 188 !== 0) report.faults.push(`${bytes.length} bytes are no whole packets`);

  for (let at = 0; at + 188 <= bytes.length; at += 188) {
    const packet = bytes.subarray(at, at + 188);
    const number = report.packets++;
    const fault = (text: string) => report.faults.push(`packet ${number}: ${text}`);
    if (packet[0] !== 0x47) fault('no sync byte');
    const isStart = (packet[1]! & 0x40) !== 0;
    const pid = ((packet[1]! & 0x1f) << 8) | packet[2]!;
    const control = (packet[3]! >> 4) & 3;
    const counter = packet[3]! & 15;
    if ((packet[1]! & 0x80) !== 0 || packet[3]! >> 6 !== 0 || control === 0) fault('bad header bits');
    let payloadAt = 4;
    let randomAccess = false;
    let discontinuity = false;
    let hasPcr = false;
    if ((control & 2) !== 0) {
      const length = packet[4]!;
      payloadAt = 5 + length;
      if (control === 2 ? length !== 183 : length > 182) fault(`adaptation field of ${length} bytes`);
      let used = 0;
      if (length > 0) {
        const flags = packet[5]!;
        used = 1;
        discontinuity = (flags & 0x80) !== 0;
        randomAccess = (flags & 0x40) !== 0;
        hasPcr = (flags & 0x10) !== 0;
        if ((flags & 0x0f) !== 0) fault('unexpected adaptation fields');
        if (hasPcr) {
          used += 6;
          const base = packet.readUInt32BE(6) * 2 + (packet[10]! >> 7);
          report.pcrs.push({ ticks: base, pid, discontinuity });
          if ((packet[10]! & 0x7e) !== 0x7e || (packet[10]! & 1) !== 0 || packet[11] !== 0) fault('bad PCR');
        }
      }
      if (packet.subarray(5 + used, payloadAt).some((byte) => byte !== 0xff)) fault('stuffing is not 0xff');
    }
    const hasPayload = (control & 1) !== 0;
    const before = counters.get(pid);
    if (before !== undefined && counter !== (hasPayload ? (before + 1) & 15 : before))
      fault(`continuity of PID ${pid}: ${before} then ${counter}`);
    if (before !== undefined || hasPayload) counters.set(pid, counter);
    if (!hasPayload) continue;
    const payload = packet.subarray(payloadAt);
    if (pid === 0 || pid === pmtPid) {
      const section = readSection(payload, fault);
      if (pid === 0) pmtPid = section.readUInt16BE(10) & 0x1fff;
      else report.streams = readPmt(section, fault);
    } else if (pid in report.streams) {
      if (isStart) {
        finish(pid);
        open.set(pid, { parts: [payload], hasPcr, randomAccess });
      } else if (open.has(pid)) open.get(pid)!.parts.push(payload);
      else fault('payload before a PES start');
    } else fault(`PID ${pid} is in no table`);
  }
  for (const pid of [...open.keys()]) finish(pid);
  return report;

  function finish(pid: number): void {
    const current = open.get(pid);
    open.delete(pid);
    if (current === undefined) return;
    const fault = (text: string) => report.faults.push(`PES of PID ${pid}: ${text}`);
    const data = Buffer.concat(current.parts);
    if (data.readUIntBE(0, 3) !== 1) fault('no start code');
    const length = data.readUInt16BE(4);
    if (length !== 0 && length !== data.length - 6) fault(`length ${length} of ${data.length - 6}`);
    if (length === 0 && report.streams[pid] !== 0x1b) fault('unbounded, but no video');
    if (data[6]! >> 6 !== 2) fault('bad marker');
    const flags = data[7]! >> 6;
    if (flags !== 2 && flags !== 3) fault('no PTS');
    if (data[8] !== (flags === 3 ? 10 : 5)) fault('header length');
    const pts = readTime(data, 9, flags, fault);
    const dts = flags === 3 ? readTime(data, 14, 1, fault) : pts;
    const { hasPcr, randomAccess } = current;
    report.pes.push({ pid, pts, dts, hasPcr, randomAccess, payload: data.subarray(9 + data[8]!) });
  }
}

/** The largest step of the clock in milliseconds, and whether it ever went back. Marked jumps are left out. */
export function clockSteps({ pcrs }: TsReport): { maxGapMs: number; backwards: number } {
  let maxGapMs = 0;
  let backwards = 0;
  for (const [index, pcr] of pcrs.entries()) {
    const before = pcrs[index - 1];
    if (before === undefined || pcr.discontinuity) continue;
    const step = (pcr.ticks - before.ticks) / 90;
    if (step < 0) backwards++;
    maxGapMs = Math.max(maxGapMs, step);
  }
  return { maxGapMs, backwards };
}

function readTime(data: Buffer, at: number, prefix: number, fault: (text: string) => void): number {
  const [a, b, c] = [data[at]!, data.readUInt16BE(at + 1), data.readUInt16BE(at + 3)];
  if (a >> 4 !== prefix || (a & b & c & 1) !== 1) fault('bad time stamp');
  return ((a >> 1) & 7) * 2 ** 30 + (b >> 1) * 2 ** 15 + (c >> 1);
}

function readSection(payload: Buffer, fault: (text: string) => void): Buffer {
  const start = 1 + payload[0]!;
  const length = payload.readUInt16BE(start + 1) & 0xfff;
  const section = payload.subarray(start, start + 3 + length);
  if (mpegCrc(section) !== 0) fault('wrong CRC');
  if (payload.subarray(start + 3 + length).some((byte) => byte !== 0xff)) fault('garbage behind a section');
  return section;
}

function readPmt(section: Buffer, fault: (text: string) => void): Record<number, number> {
  const streams: Record<number, number> = {};
  let at = 12 + (section.readUInt16BE(10) & 0xfff);
  while (at < section.length - 4) {
    streams[section.readUInt16BE(at + 1) & 0x1fff] = section[at]!;
    at += 5 + (section.readUInt16BE(at + 3) & 0xfff);
  }
  if (at !== section.length - 4) fault('PMT does not add up');
  if (!((section.readUInt16BE(8) & 0x1fff) in streams)) fault('PCR PID is no stream');
  return streams;
}

/** Over a section and its CRC together, the remainder is 0. */
function mpegCrc(bytes: Buffer): number {
  let remainder = 0xffffffff;
  for (const byte of bytes)
    for (let bit = 7; bit >= 0; bit--) {
      const top = ((remainder >>> 31) ^ (byte >> bit)) & 1;
      remainder = ((remainder << 1) ^ (top === 1 ? 0x04c11db7 : 0)) >>> 0;
    }
  return remainder;
}
