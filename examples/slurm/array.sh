#!/bin/bash
#SBATCH --job-name=decks
#SBATCH --ntasks=1
#SBATCH --mem-per-cpu=500M
#SBATCH --time=0:10:00
#SBATCH --signal=USR1@60
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=decks.%A_%a.log
# Many decks, one task each; the file lists one deck a line:
#   sbatch --array=0-99%8 array.sh decks.txt
# A task leaves its exit code in codes/N, so that collect.sh also knows of those that left no results.

mapfile -t decks < "$1"
mkdir -p codes
srun --mpi=pmix "${STRATA:-strata}" run "${decks[$SLURM_ARRAY_TASK_ID]}" --restart --quiet
code=$?
echo "$code" > "codes/$SLURM_ARRAY_TASK_ID"

if [ "$code" -eq 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 20 ]; then
  scontrol requeue "$SLURM_JOB_ID" && sleep 60
fi
exit "$code"
