/** How pictures have to be turned before they are upright: mirrored left to right first, then rotated. */
export interface Orientation {
  /** Whether they are mirrored too. */
  mirrored: boolean;
  /** Degrees, clockwise. */
  rotation: 0 | 90 | 180 | 270;
}

const UPRIGHT: Orientation = { mirrored: false, rotation: 0 };

/** Reads the matrix that ffprobe prints, in which 65536 is 1: a place `(x, y)` is shown at `(ax + cy, bx + dy)`. */
export function orientationOf(matrix: string | undefined): Orientation {
  const rows = (matrix ?? '').trim().split('\n');
  const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = rows.map((row) =>
    row.replace(/^\d+:/, '').trim().split(/\s+/).map(Number),
  );
  const determinant = a * d - b * c;
  if (!Number.isFinite(determinant) || determinant === 0) return UPRIGHT;
  const mirrored = determinant < 0;
  const quarters = Math.round(Math.atan2(mirrored ? -b : b, mirrored ? -a : a) / (Math.PI / 2));
  return { mirrored, rotation: (((quarters + 4) % 4) * 90) as Orientation['rotation'] };
}

const ROTATIONS: Readonly<Record<Orientation['rotation'], readonly string[]>> = {
  0: [],
  90: ['transpose=clock'],
  180: ['hflip', 'vflip'],
  270: ['transpose=cclock'],
};

/** The filters that turn them. ffmpeg's own (`-autorotate`) forgets mirrored ones in some versions. */
export function uprightFilters({ mirrored, rotation }: Orientation): string[] {
  return [...(mirrored ? ['hflip'] : []), ...ROTATIONS[rotation]];
}

export function isUpright({ mirrored, rotation }: Orientation): boolean {
  return !mirrored && rotation === 0;
}
