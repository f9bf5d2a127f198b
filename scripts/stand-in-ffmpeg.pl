#!/usr/bin/perl
# Stands in for ffmpeg where only those that start it are of interest: gives an FLV file of some seconds (in the variable
# STAND_IN_CLIP) again and again in real time, a second at a time, and its progress.
use strict;
use warnings;
if (!grep { $_ eq 'pipe:1' || $_ eq '-' } @ARGV) { print "ffmpeg version 5.1 stand-in\n"; exit 0; }
open(my $clip, '<:raw', $ENV{STAND_IN_CLIP}) or die;
local $/;
my $bytes = <$clip>;
my ($at, @tags) = (13);
while ($at + 11 <= length $bytes) {
  my ($type, $high, $low, $time, $more) = unpack 'C C n @4 n C', substr($bytes, $at, 11);
  my $size = ($high << 16) | $low;
  my ($t1, $t2, $t3, $t4) = unpack 'C4', substr($bytes, $at + 4, 4);
  push @tags, [($t4 << 24) | ($t1 << 16) | ($t2 << 8) | $t3, substr($bytes, $at, 15 + $size)];
  $at += 15 + $size;
}
open(my $progress, '>&=', 3) or die;
$SIG{TERM} = $SIG{INT} = sub { exit 255 };
syswrite STDOUT, substr($bytes, 0, 13);
my $length = $tags[-1][0] + 100;
my ($round, $next, $sent) = (0, 0, 0);
for (my $second = 1;; $second++) {
  my $out = '';
  while ($round * $length + $tags[$next][0] < $second * 1000) {
    my ($time, $tag) = ($round * $length + $tags[$next][0], $tags[$next][1]);
    substr($tag, 4, 4) = pack 'C4', ($time >> 16) & 255, ($time >> 8) & 255, $time & 255, $time >> 24;
    $out .= $tag;
    if (++$next == @tags) { $next = 0; $round++; }
  }
  syswrite(STDOUT, $out) or exit 1 if $out ne '';
  $sent += length $out;
  syswrite $progress, "frame=$second\nfps=1.0\ntotal_size=$sent\nout_time_us=${second}000000\ndrop_frames=0\nspeed=1x\nprogress=continue\n";
  select undef, undef, undef, 1;
}
