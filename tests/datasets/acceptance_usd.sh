#!/usr/bin/env bash
# Acceptance of `strata convert --to usd|vts` by the real packages of its readers (docs/omniverse.md): OpenUSD and NVIDIA's
# validators, NVIDIA's CAE plugins for OpenUSD, VTK; in virtual environments of their own under build/venvs, 1 GB of disk.
#   tests/datasets/acceptance_usd.sh [--install]      --install: makes the environments only
# Exit code 77 where PyPI cannot be reached. The CAE plugins need a python3.12 and are left out, with a notice, without.
#   STRATA_PROGRAM    the program (build/release/solver/app/strata)
#   STRATA_VENVS      folder of the environments (build/venvs)
set -eu

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
venvs=${STRATA_VENVS:-$root/build/venvs}
program=${STRATA_PROGRAM:-$root/build/release/solver/app/strata}
python=/usr/bin/python3
[ -x "$python" ] || python=python3

say() { printf 'acceptance: %s\n' "$*" >&2; }
skip() { say "skipped: $*"; exit 77; }
. "$here/usd_environments.sh"

# solved NAME DECK ARGUMENTS: the results of a deck as $work/NAME.
solved() {
  local name=$1 deck=$2
  shift 2
  "$program" run "$root/$deck" -q -o "$work/$name" --set output.pictures=false \
      --set output.paraview=true "$@" >/dev/null
}

mkdir -p "$venvs"
make_environment usd || skip "PyPI does not give the packages of usd.txt"
make_environment pyvista || skip "PyPI does not give the packages of pyvista.txt"
cae=yes
if ! python312=$(python_of_version 3.12); then
  say "no python3.12 here, so the CAE plugins are left out"
  cae=no
elif ! make_environment cae "$python312"; then
  skip "PyPI does not give the packages of cae.txt"
fi
[ "${1:-}" != --install ] || exit 0

[ -x "$program" ] || { say "there is no program $program (STRATA_PROGRAM); build it"; exit 2; }
work=$(mktemp -d "${TMPDIR:-/tmp}/strata_acceptance.XXXXXX")
trap 'rm -rf "$work"' EXIT
export STRATA_RESULTS="$work" PYTHONDONTWRITEBYTECODE=1
solved steady tests/support/small_package.yaml --set mesh.lateral=2mm
solved heat_and_stress examples/hbm_stress/deck.yaml --set mesh.lateral=1mm
solved stress tests/support/stress_package.yaml
solved transient tests/support/transient_package.yaml
for name in steady heat_and_stress stress transient; do "$program" convert "$work/$name" --to vts >/dev/null; done
"$program" convert "$work/steady" --to usd >/dev/null
"$program" convert "$work/steady" --to usd --split --meters-per-unit 1 --output "$work/steady/split" >/dev/null
"$program" convert "$work/heat_and_stress" --to usd --warp 10 >/dev/null
"$program" convert "$work/stress" --to usd --warp 50 --colour-by von_mises >/dev/null
"$program" convert "$work/transient" --to usd >/dev/null

status=0
cd "$here"
say "OpenUSD and NVIDIA's validators"
PATH="$venvs/usd/bin:$PATH" "$venvs/usd/bin/python" -m unittest -v test_usd_core || status=1
say "VTK"
"$venvs/pyvista/bin/python" -m unittest -v test_pyvista || status=1
if [ "$cae" = yes ]; then
  say "CAE plugins for OpenUSD"
  "$venvs/cae/bin/python" -m unittest -v test_cae_plugins || status=1
fi
exit $status
