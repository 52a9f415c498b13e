#!/bin/bash
#SBATCH --job-name=collect
#SBATCH --ntasks=1
#SBATCH --mem-per-cpu=200M
#SBATCH --time=0:05:00
#SBATCH --output=collected.txt
# A table of an array's decks, once all of its tasks have ended, well or not:
#   sbatch --dependency=afterany:$ARRAY_JOB collect.sh decks.txt

failed=0
n=0
printf '%-32s %5s %12s\n' deck code 'hottest degC'
while read -r deck; do
  code=$(cat "codes/$n" 2>/dev/null || echo none)
  hottest=-
  if [ "$code" = 0 ] || [ "$code" = 5 ]; then
    hottest=$(python3 -c 'import json, sys; print("%.2f" % (
      json.load(open(sys.argv[1]))["hottest_point"]["temperature_max_K"] - 273.15))' "${deck%.yaml}.results/summary.json")
  else
    failed=$((failed + 1))
  fi
  printf '%-32s %5s %12s\n' "$(basename "$deck")" "$code" "$hottest"
  n=$((n + 1))
done < "$1"
echo "$n decks, $failed without a result"
