import { readFlv } from './flv.js';
import file from './seed-clip.flv';
import { readTag, type Tag } from './tag.js';

/** How long the clip takes, after which it can begin again. */
export const SEED_CLIP_MS = 6400;

/**
 * 6.4 seconds of colour bars with a moving square, and a tone: 320x180 at 10 fps in one group of pictures, 100 frames of AAC at
 * 16 kHz, as ffmpeg 5.1 made it:
 *
 *     ffmpeg -f lavfi -i smptebars=size=320x180:rate=10 -f lavfi -i color=white:size=24x24:rate=10 \
 *       -f lavfi -i sine=frequency=440:sample_rate=16000:duration=6.336 -filter_complex '[0][1]overlay=x=mod(50*t\,296):y=78[v]' \
 *       -map '[v]' -map 2:a -t 6.4 -c:v libx264 -preset veryslow -crf 36 -pix_fmt yuv420p -g 64 -bf 0 \
 *       -bsf:v filter_units=remove_types=6 -c:a aac -b:a 8k -ac 1 -fflags +bitexact \
 *       -flvflags no_duration_filesize+no_metadata -f flv seed-clip.flv
 */
export function seedClip(): Tag[] {
  return readFlv(Buffer.from(file.buffer, file.byteOffset, file.length)).map(readTag);
}
