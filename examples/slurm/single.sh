#!/bin/bash
#SBATCH --job-name=strata
#SBATCH --ntasks=2
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=500M
#SBATCH --time=0:10:00
#SBATCH --signal=USR1@60         # a minute before the end: a checkpoint, and exit code 75
#SBATCH --requeue                # also after a node has failed
#SBATCH --open-mode=append       # a job that goes on keeps its log
#SBATCH --output=strata.%j.log
# One deck, as often as it takes: sbatch single.sh deck.yaml
# What MPI, PETSc and HDF5 need on the cluster goes here, such as: module load openmpi petsc hdf5

srun --mpi=pmix "${STRATA:-strata}" run "$1" --restart
code=$?

# 75: stopped early with a good checkpoint. The same job goes back into the queue and goes on from there.
if [ "$code" -eq 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 20 ]; then
  scontrol requeue "$SLURM_JOB_ID" && sleep 60  # Slurm ends this script meanwhile
fi
exit "$code"
