#!/usr/bin/env bash
# The pictures of the run as an animation: burst.mp4 in the folder of the results. Needs ffmpeg.
set -eu
folder=${1:-$(dirname "$0")/deck.results}
command -v ffmpeg >/dev/null || { echo "ffmpeg is not installed: the pictures are in $folder/in_situ" >&2; exit 1; }
ffmpeg -loglevel error -y -framerate 12 -pattern_type glob -i "$folder/in_situ/exploded_stack_*.png" -pix_fmt yuv420p \
  "$folder/burst.mp4"
echo "$folder/burst.mp4"
