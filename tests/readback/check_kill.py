"""A run that is killed while it writes leaves the old results.h5, whole, and the next run is not hindered."""
import os
import shutil
import signal
import subprocess
import sys
import time

import h5py

import check_results
from synthetic import require


def write_and_kill(program, folder):
    """Starts the program and kills it as soon as it has begun a file; True if it was caught at it."""
    process = subprocess.Popen([program, folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    temporary = os.path.join(folder, "results.h5.tmp")
    deadline = time.monotonic() + 60.0
    while process.poll() is None and time.monotonic() < deadline:
        if os.path.exists(temporary):
            process.send_signal(signal.SIGKILL)
            break
    return process.wait() == -signal.SIGKILL


def main(program, folder):
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([program, folder], check=True, stdout=subprocess.DEVNULL)
    path = os.path.join(folder, "results.h5")
    caught = 0
    for _ in range(20):
        if os.path.exists(path + ".tmp"):
            os.remove(path + ".tmp")
        before = os.stat(path)
        if not write_and_kill(program, folder):
            continue
        caught += 1
        with h5py.File(path, "r") as file:
            check_results.check_cells(file)
        after = os.stat(path)
        require(before.st_size == after.st_size, "the file that a kill leaves is whole")
        if caught == 5:
            break
    require(caught > 0, "no run could be caught while writing")
    # With the leftovers of the last kill in place.
    subprocess.run([program, folder], check=True, stdout=subprocess.DEVNULL)
    check_results.main(folder)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
