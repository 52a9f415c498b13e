#!/bin/sh
# Runs check_paraview.py, or the script named second, under whatever real VTK this machine has; 77 (skipped) where there is none.
here=$(dirname "$0")
for python in pvpython /usr/bin/python3; do
  command -v "$python" >/dev/null || continue
  "$python" -c 'import vtk' 2>/dev/null || "$python" -c 'import vtkmodules' 2>/dev/null || continue
  exec "$python" "$here/${2:-check_paraview.py}" "$1"
done
echo "no VTK for Python here"
exit 77
