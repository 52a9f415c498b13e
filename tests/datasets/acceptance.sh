#!/usr/bin/env bash
# Acceptance of a dataset by the real packages of its consumers (The Well, neuraloperator, PhysicsNeMo), in virtual
# environments of their own under build/venvs (docs/datasets.md):
#   tests/datasets/acceptance.sh [DATASET]      --install: makes the environments only
# Without DATASET it makes one with `strata sweep` from tests/datasets/sweep.yaml. The tests break copies of the whole
# folder, so DATASET should be small. The first call downloads some 3 GB from PyPI, where torch for Linux is its CUDA
# build (it runs on CPUs too), and fills 7 GB of disk. Exit code 77 where PyPI cannot be reached.
#   STRATA_PROGRAM            the program (build/release/solver/app/strata)
#   STRATA_VENVS              folder of the environments (build/venvs)
#   STRATA_THE_WELL_SOURCE    a copy of The Well's repository, whose format checker is in no package; without it the
#                             copy is fetched by git, and where that fails its tests are left out
set -eu

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
venvs=${STRATA_VENVS:-$root/build/venvs}
program=${STRATA_PROGRAM:-$root/build/release/solver/app/strata}
python=/usr/bin/python3
[ -x "$python" ] || python=python3
needed_mb=12000

say() { printf 'acceptance: %s\n' "$*" >&2; }
skip() { say "skipped: $*"; exit 77; }

# environment NAME: build/venvs/NAME with the packages of NAME.txt, once for each content of that file.
environment() {
  local name=$1 stamp="$venvs/$1/.installed"
  cmp -s "$here/$name.txt" "$stamp" && return 0
  say "installing $name ($here/$name.txt)"
  [ -x "$venvs/uv/bin/uv" ] || { "$python" -m venv "$venvs/uv" && "$venvs/uv/bin/pip" install -q uv; } ||
    skip "PyPI cannot be reached"
  [ "$(df -Pm "$venvs" | awk 'NR == 2 {print $4}')" -ge "$needed_mb" ] || skip "less than $needed_mb MB free in $venvs"
  "$venvs/uv/bin/uv" venv -q --clear --python "$python" "$venvs/$name"
  "$venvs/uv/bin/uv" pip install -q --python "$venvs/$name/bin/python" -r "$here/$name.txt" ||
    skip "PyPI does not give the packages of $name.txt"
  cp "$here/$name.txt" "$stamp"
}

# The format checker of The Well stands in its repository only, here as of June 2026.
fetch_checker() {
  [ -z "${STRATA_THE_WELL_SOURCE:-}" ] || return 0
  export STRATA_THE_WELL_SOURCE="$venvs/the_well_source"
  [ ! -d "$STRATA_THE_WELL_SOURCE/scripts" ] || return 0
  git init -q "$STRATA_THE_WELL_SOURCE"
  if GIT_TERMINAL_PROMPT=0 timeout 60 git -C "$STRATA_THE_WELL_SOURCE" fetch -q --depth 1 \
      https://github.com/PolymathicAI/the_well 215f55d838d161964a49ce28d3dc1517c6e74b90; then
    git -C "$STRATA_THE_WELL_SOURCE" checkout -q FETCH_HEAD
  else
    say "no copy of The Well's repository: tests with its format checker are left out (STRATA_THE_WELL_SOURCE)"
  fi
}

# provide_dataset FOLDER [DATASET]: the dataset, or that of a small sweep, under FOLDER, with all views.
provide_dataset() {
  if [ -n "${2:-}" ]; then
    mkdir -p "$1"
    find "$(cd "$2" && pwd)" -mindepth 1 -maxdepth 1 -exec ln -s -t "$1" {} +
  else
    [ -x "$program" ] || { say "there is no program $program (STRATA_PROGRAM); build it, or name a dataset"; exit 2; }
    "$program" sweep "$here/sweep.yaml" -q -o "$1"
  fi
  rm -f "$1/zarr" "$1/points" "$1/thermbench" "$1/physicsnemo"
  "$python" -m strata_post dataset-views "$1" >/dev/null
}

mkdir -p "$venvs"
export UV_CACHE_DIR="${UV_CACHE_DIR:-$venvs/cache}" UV_HTTP_TIMEOUT=180
[ -z "${PIP_CERT:-}" ] || export SSL_CERT_FILE="${SSL_CERT_FILE:-$PIP_CERT}"
environment the_well
environment physicsnemo
fetch_checker

[ "${1:-}" != --install ] || exit 0

scratch=$(mktemp -d "${TMPDIR:-/tmp}/strata_acceptance.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
export PYTHONPATH="$root/postproc" PYTHONDONTWRITEBYTECODE=1 MPLCONFIGDIR="$scratch"
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
export STRATA_DATASET="$scratch/dataset"
provide_dataset "$STRATA_DATASET" "${1:-}"

status=0
cd "$here"
say "The Well, neuraloperator"
"$venvs/the_well/bin/python" -m unittest -v test_the_well || status=1
say "PhysicsNeMo"
"$venvs/physicsnemo/bin/python" -m unittest -v test_physicsnemo || status=1
exit $status
