"""A client without a window for a run that is watched live: pvpython live_client.py PORT UPDATES [PAUSE].

Prints the range of temperatures of so many moments; then holds the run for PAUSE seconds and lets it go on to its end.
"""

import sys
import time

from paraview import live, servermanager, simple

GIVE_UP_AFTER = 240.0  # [s]


def let_pass(link, seconds):
    """Answers the run for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        live.ProcessServerNotifications()
        time.sleep(0.02)


def wait_for_run(link):
    """Returns when a run has told its sources: what is asked for before is lost."""
    deadline = time.monotonic() + GIVE_UP_AFTER
    while time.monotonic() < deadline:
        let_pass(link, 0.1)
        manager = link.GetInsituProxyManager()
        if manager is not None and manager.GetNumberOfProxies("sources"):
            return
    sys.exit("no run came")


def watch(link, extract, n_updates):
    """Prints so many different moments."""
    deadline = time.monotonic() + GIVE_UP_AFTER
    seen = set()
    while len(seen) < n_updates and time.monotonic() < deadline:
        let_pass(link, 0.05)
        simple.UpdatePipeline(proxy=extract)
        array = extract.GetDataInformation().GetCellDataInformation().GetArrayInformation("temperature")
        if array is None or link.GetTimeStep() in seen:
            continue
        seen.add(link.GetTimeStep())
        print("step %d: temperature from %.9g to %.9g K" % (link.GetTimeStep(), *array.GetComponentRange(0)), flush=True)


def main():
    port, n_updates = int(sys.argv[1]), int(sys.argv[2])
    link = live.ConnectToCatalyst("localhost", port)
    wait_for_run(link)
    watch(link, live.ExtractCatalystData(link, "input"), n_updates)
    if len(sys.argv) > 3:
        live.PauseCatalyst(link)
        print("paused", flush=True)
        let_pass(link, float(sys.argv[3]))
        live.PauseCatalyst(link, False)
        print("goes on", flush=True)
        let_pass(link, 5.0)


if __name__ == "__main__":
    main()
