#!/bin/bash
#SBATCH --job-name=strata-sweep
#SBATCH --ntasks=2
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=1G
#SBATCH --time=0:30:00
#SBATCH --signal=USR1@60         # a minute before the end: the block at hand is given up, and exit code 75
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=sweep.%A_%a.log
# A dataset in pieces, one per task: sbatch --array=0-15 sweep.sh sweep.yaml 640
# makes samples 0 to 639 in task 0, 640 to 1279 in task 1, ...; the number is a multiple of dataset.block. All tasks write
# into one dataset, whose bytes do not depend on how it was divided.
# What MPI, PETSc and HDF5 need on the cluster goes here, such as: module load openmpi petsc hdf5

count=$2
srun --mpi=pmix "${STRATA:-strata}" sweep "$1" --start $((SLURM_ARRAY_TASK_ID * count)) --count "$count"
code=$?

# 75: told to stop. Whole blocks are kept; the task goes back into the queue and makes the others.
if [ "$code" -eq 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 20 ]; then
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}" && sleep 60
fi
exit "$code"
