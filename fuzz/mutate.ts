import type { Target } from './target.js';

/** Longer inputs find nothing that shorter ones do not, and take longer. */
const LONGEST_INPUT = 48 * 1024;

type Random = () => number;
type Change = (pieces: Buffer[], context: Context) => void;

interface Context {
  target: Target;
  random: Random;
  /** Pieces of another input. */
  other(): Buffer[];
}

const INTERESTING_BYTES = [0, 1, 2, 0x7f, 0x80, 0xfe, 0xff];
const INTERESTING_NUMBERS = [
  ...[0, 1, 127, 128, 255, 256, 4095, 65_535, 65_536, 0xff_fffe, 0xff_ffff],
  ...[0x7fff_ffff, 0x8000_0000, 0xffff_ffff],
];
const INTERESTING_DIGITS = [
  '',
  '0',
  '-1',
  '1000',
  '1001',
  '86401',
  '4294967296',
  '99999999999999999999',
  '1e9',
];

/** A new input made of a known one. The same random numbers make the same input. */
export function mutate(parent: Buffer, others: readonly Buffer[], target: Target, random: Random): Buffer {
  const pieces = target.split(parent);
  const context = { target, random, other: () => target.split(oneOf(others, random)) };
  const changes = 1 + Math.floor(random() ** 2 * 6);
  for (let change = 0; change < changes; change++) oneOf(CHANGES, random)(pieces, context);
  return Buffer.concat(pieces).subarray(0, LONGEST_INPUT);
}

const CHANGES: readonly Change[] = [
  drop,
  repeat,
  exchange,
  insertToken,
  insertToken,
  replaceByToken,
  transplant,
  cutOff,
  inside(flipBit),
  inside(overwriteByte),
  inside(overwriteByte),
  inside(overwriteNumber),
  inside(overwriteNumber),
  inside(insertBytes),
  inside(removeBytes),
  inside(replaceDigits),
];

function drop(pieces: Buffer[], { random }: Context): void {
  pieces.splice(indexIn(pieces, random), 1 + Math.floor(random() ** 4 * pieces.length));
}

function repeat(pieces: Buffer[], { random }: Context): void {
  const from = indexIn(pieces, random);
  const repeated = pieces.slice(from, from + 1 + Math.floor(random() ** 3 * 8));
  const times = random() < 0.05 ? 100 : 1 + Math.floor(random() * 3);
  pieces.splice(from, 0, ...Array(times).fill(repeated).flat());
}

function exchange(pieces: Buffer[], { random }: Context): void {
  if (pieces.length < 2) return;
  const [a, b] = [indexIn(pieces, random), indexIn(pieces, random)];
  [pieces[a], pieces[b]] = [pieces[b]!, pieces[a]!];
}

function insertToken(pieces: Buffer[], { target, random }: Context): void {
  pieces.splice(Math.floor(random() * (pieces.length + 1)), 0, oneOf(target.tokens, random));
}

function replaceByToken(pieces: Buffer[], { target, random }: Context): void {
  pieces.splice(indexIn(pieces, random), 1, oneOf(target.tokens, random));
}

/** Puts a run of pieces of another input in. */
function transplant(pieces: Buffer[], { random, other }: Context): void {
  const donor = other();
  const from = indexIn(donor, random);
  const run = donor.slice(from, from + 1 + Math.floor(random() ** 2 * donor.length));
  pieces.splice(indexIn(pieces, random), Math.floor(random() * 2), ...run);
}

function cutOff(pieces: Buffer[], { random }: Context): void {
  const last = indexIn(pieces, random);
  const rest = pieces.splice(last)[0];
  if (rest !== undefined) pieces.push(rest.subarray(0, Math.floor(random() * rest.length)));
}

/** A change within one piece, mostly near its front, where headers are; mostly with its lengths put right. */
function inside(change: (piece: Buffer, random: Random) => Buffer): Change {
  return (pieces, { target, random }) => {
    const index = indexIn(pieces, random);
    const piece = pieces[index];
    if (piece === undefined || piece.length === 0) return;
    const changed = change(Buffer.from(piece), random);
    const repaired = target.repair !== undefined && random() < 0.7 ? target.repair(changed) : changed;
    pieces[index] = repaired;
  };
}

function flipBit(piece: Buffer, random: Random): Buffer {
  const at = nearFront(piece, random);
  piece[at] = piece[at]! ^ (1 << Math.floor(random() * 8));
  return piece;
}

function overwriteByte(piece: Buffer, random: Random): Buffer {
  piece[nearFront(piece, random)] = random() < 0.5 ? oneOf(INTERESTING_BYTES, random) : random() * 256;
  return piece;
}

function overwriteNumber(piece: Buffer, random: Random): Buffer {
  const size = Math.min(piece.length, 2 + Math.floor(random() * 3));
  const at = Math.min(nearFront(piece, random), piece.length - size);
  piece.writeUIntBE(oneOf(INTERESTING_NUMBERS, random) % 2 ** (8 * size), at, size);
  return piece;
}

function insertBytes(piece: Buffer, random: Random): Buffer {
  const at = nearFront(piece, random);
  const filling = random() < 0.5 ? () => random() * 256 : () => 0;
  const bytes = Buffer.from(Array.from({ length: 1 + random() ** 3 * 300 }, filling));
  return Buffer.concat([piece.subarray(0, at), bytes, piece.subarray(at)]);
}

function removeBytes(piece: Buffer, random: Random): Buffer {
  const at = nearFront(piece, random);
  const count = 1 + Math.floor(random() ** 3 * piece.length);
  return Buffer.concat([piece.subarray(0, at), piece.subarray(at + count)]);
}

function replaceDigits(piece: Buffer, random: Random): Buffer {
  const numbers = [...piece.toString('latin1').matchAll(/\d+/g)];
  if (numbers.length === 0) return overwriteByte(piece, random);
  const { 0: digits, index } = oneOf(numbers, random);
  const other = Buffer.from(oneOf(INTERESTING_DIGITS, random));
  return Buffer.concat([piece.subarray(0, index), other, piece.subarray(index + digits.length)]);
}

function nearFront(piece: Buffer, random: Random): number {
  return Math.floor((random() < 0.5 ? random() ** 3 : random()) * piece.length);
}

function indexIn(list: readonly unknown[], random: Random): number {
  return Math.floor(random() * list.length);
}

export function oneOf<Item>(list: readonly Item[], random: Random): Item {
  return list[Math.floor(random() * list.length)]!;
}
